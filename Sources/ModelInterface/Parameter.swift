import Distributions
import Draws

/// A parameter of a model: what is sampled, what it is called and what was believed of it.
public struct Parameter: Sendable {
  /// Its name, as in files.
  public let variable: Variable
  /// What a figure or a table calls it, as "Mean logit sensitivity".
  public let heading: String
  /// Its prior, by itself.
  public let prior: ParameterPrior
  /// Its prior as it is written; a prior of several parameters stands for each of them.
  public let priorText: String
  /// Beyond which values the likelihood is not worked out.
  public let reach: ParameterReach

  /// A parameter.
  ///
  /// - Parameters:
  ///   - variable: its name.
  ///   - heading: what a figure or a table calls it.
  ///   - prior: by itself.
  ///   - priorText: as it is written.
  ///   - reach: beyond which values the likelihood is not worked out.
  public init(
    _ variable: Variable, heading: String, prior: ParameterPrior, priorText: String,
    reach: ParameterReach = .unlimited
  ) {
    (self.variable, self.heading, self.prior) = (variable, heading, prior)
    (self.priorText, self.reach) = (priorText, reach)
  }

  /// Another form that tells its values apart where its own numbers do not; nil for most.
  public var monitor: Variable? { variable.monitor }
}

/// The prior of one parameter by itself.
public enum ParameterPrior: Sendable {
  /// Of a family of this program: with quantiles and normal scores.
  case scalar(ScalarPrior)
  /// The margin of a prior of several parameters, of which only the density is known.
  case implied(
    support: (lower: Double, upper: Double), logDensity: @Sendable (Double) -> Double)

  /// The prior where it is of a family; nil where it is implied.
  public var scalar: ScalarPrior? {
    switch self {
    case .scalar(let prior): prior
    case .implied: nil
    }
  }

  /// Ends of its support.
  public var support: (lower: Double, upper: Double) {
    switch self {
    case .scalar(let prior): prior.support
    case .implied(let support, _): support
    }
  }

  /// Its log density.
  ///
  /// - Parameter value: inside the support.
  /// - Returns: normalised.
  public func logDensity(_ value: Double) -> Double {
    switch self {
    case .scalar(let prior): prior.logDensity(value)
    case .implied(_, let logDensity): logDensity(value)
    }
  }
}

/// Beyond which values of a parameter a model does not work out its likelihood; the density is 0 there, so
/// that the prior in force is the part inside.
public enum ParameterReach: Sendable, Equatable {
  /// All values.
  case unlimited
  /// Up to this value.
  case upTo(Double)
  /// Where |atanh| of a correlation is below this.
  case fisherZ(Double)
}
