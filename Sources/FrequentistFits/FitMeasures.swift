import AccuracyMeasures
import CMath
import DenseLinearAlgebra
import SpecialFunctions

extension IntervalEstimate {
  /// A Wald interval on a scale where the estimate is nearly normal, carried to another.
  ///
  /// - Parameters:
  ///   - value: the estimate on the working scale.
  ///   - standardError: on the working scale.
  ///   - level: interval probability in (0, 1).
  ///   - transform: increasing, to the scale that is reported.
  public init(
    _ value: Double, standardError: Double, level: Double, transform: (Double) -> Double = { $0 }
  ) {
    let reach = normalQuantile(0.5 * (1 + level)) * standardError
    self.init(
      estimate: transform(value), lower: transform(value - reach), upper: transform(value + reach))
  }
}

extension FrequentistFit {
  /// The Wald interval of a quantity, worked out on a scale of its own.
  ///
  /// - Parameters:
  ///   - level: interval probability in (0, 1).
  ///   - quantity: on the working scale (logit, log or plain).
  ///   - transform: from the working scale to the one that is reported.
  /// - Returns: the interval; `nil` without an estimate or a standard error.
  public func waldInterval(
    level: Double, of quantity: (EstimatedPoint) -> Double,
    transform: (Double) -> Double = { $0 }
  ) -> IntervalEstimate? {
    guard let value = estimate(quantity), let error = standardError(of: quantity) else {
      return nil
    }
    return IntervalEstimate(value, standardError: error, level: level, transform: transform)
  }

  /// Summary sensitivity expit(mu_se), Wald on the logit scale.
  ///
  /// - Parameters:
  ///   - level: interval probability in (0, 1).
  ///   - group: index of the covariate's level.
  /// - Returns: the interval, or `nil`.
  public func sensitivity(level: Double, group: Int = 0) -> IntervalEstimate? {
    waldInterval(level: level, of: { $0.means[group].x }, transform: expit)
  }

  /// Summary specificity expit(mu_sp), Wald on the logit scale.
  ///
  /// - Parameters:
  ///   - level: interval probability in (0, 1).
  ///   - group: index of the covariate's level.
  /// - Returns: the interval, or `nil`.
  public func specificity(level: Double, group: Int = 0) -> IntervalEstimate? {
    waldInterval(level: level, of: { $0.means[group].y }, transform: expit)
  }

  /// Diagnostic odds ratio exp(mu_se + mu_sp), Wald on the log scale.
  ///
  /// - Parameters:
  ///   - level: interval probability in (0, 1).
  ///   - group: index of the covariate's level.
  /// - Returns: the interval, or `nil`.
  public func diagnosticOddsRatio(level: Double, group: Int = 0) -> IntervalEstimate? {
    waldInterval(level: level, of: { $0.means[group].x + $0.means[group].y }, transform: exp)
  }

  /// Positive likelihood ratio Se / (1 - Sp), Wald on the log scale.
  ///
  /// - Parameters:
  ///   - level: interval probability in (0, 1).
  ///   - group: index of the covariate's level.
  /// - Returns: the interval, or `nil`.
  public func positiveLikelihoodRatio(level: Double, group: Int = 0) -> IntervalEstimate? {
    waldInterval(
      level: level,
      of: { log(expit($0.means[group].x)) - log(expit(-$0.means[group].y)) }, transform: exp)
  }

  /// Negative likelihood ratio (1 - Se) / Sp, Wald on the log scale.
  ///
  /// - Parameters:
  ///   - level: interval probability in (0, 1).
  ///   - group: index of the covariate's level.
  /// - Returns: the interval, or `nil`.
  public func negativeLikelihoodRatio(level: Double, group: Int = 0) -> IntervalEstimate? {
    waldInterval(
      level: level,
      of: { log(expit(-$0.means[group].x)) - log(expit($0.means[group].y)) }, transform: exp)
  }

  /// One of the HSROC parameters (see `HierarchicalParameters`), Wald on its own scale; variances
  /// can reach below 0.
  ///
  /// - Parameters:
  ///   - parameter: which one.
  ///   - level: interval probability in (0, 1).
  /// - Returns: the interval; `nil` where it does not exist, as at tau = 0.
  public func hierarchical(
    _ parameter: KeyPath<HierarchicalParameters, Double> & Sendable, level: Double
  ) -> IntervalEstimate? {
    waldInterval(level: level, of: { $0.hierarchical[keyPath: parameter] })
  }
}

extension EstimatedPoint {
  /// The HSROC parameters of the first level's means.
  public var hierarchical: HierarchicalParameters {
    HierarchicalParameters(
      BivariateParameters(
        muSensitivity: muSensitivity, muSpecificity: muSpecificity,
        tauSensitivity: tauSensitivity, tauSpecificity: tauSpecificity, rho: correlation ?? 0))
  }
}
