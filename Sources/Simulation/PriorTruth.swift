import Distributions
import RandomStreams
import SpecialFunctions

/// The prior that truths are drawn from, where a design says so: each data set has parameters of its own.
///
/// They are drawn by the prior's quantiles, which no sampler of a posterior uses in this way, so that what is wrong
/// with a sampler's coordinates does not hide itself.
public struct PriorTruth: Sendable {
  /// The prior; its covariance has separate parts.
  public let prior: AccuracyPrior
  /// Whether studies differ in the model.
  public let hasDeviations: Bool
  /// Whether the model has a correlation.
  public let hasCorrelation: Bool

  /// A prior of truths.
  ///
  /// - Parameters:
  ///   - prior: with separate parts of the covariance.
  ///   - hasDeviations: whether studies differ in the model.
  ///   - hasCorrelation: whether the model has a correlation.
  public init(prior: AccuracyPrior, hasDeviations: Bool, hasCorrelation: Bool) {
    (self.prior, self.hasDeviations) = (prior, hasDeviations)
    self.hasCorrelation = hasCorrelation
  }

  /// A cell with truths of its own.
  ///
  /// - Parameters:
  ///   - cell: without truths.
  ///   - stream: random numbers.
  /// - Returns: the cell with them.
  func draw(
    _ cell: SimulationDesign.Cell, using stream: inout RandomStream
  ) -> SimulationDesign.Cell {
    func value(_ prior: ScalarPrior) -> Double { prior.quantile(normalScore: stream.normal()) }
    var cell = cell
    cell.logits = (value(prior.muSensitivity), value(prior.muSpecificity))
    let deviations = (
      value(prior.covariance.tauSensitivity), value(prior.covariance.tauSpecificity)
    )
    (cell.tauSensitivity, cell.tauSpecificity) = hasDeviations ? deviations : (0, 0)
    let correlation = prior.covariance.rho.map(value) ?? 0
    cell.correlation = hasCorrelation ? correlation : 0
    (cell.sensitivity, cell.specificity) = (expit(cell.logits.0), expit(cell.logits.1))
    return cell
  }
}
