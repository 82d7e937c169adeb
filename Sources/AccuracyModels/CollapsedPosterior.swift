import CMath
import CollapsedLikelihood
import DensityInterface
import Distributions
import SpecialFunctions

/// The collapsed posterior in the coordinates in which a normal-like proposal fits it.
///
/// x[0...2]: the scores of tau_se, tau_sp and rho, standard normal under the prior
/// (`CovarianceCoordinates`); x[3], x[4]: the means, standardised by their approximate conditional
/// distribution given Sigma (`StandardisedMeans`) and, under a Student t prior, with their tails drawn
/// in (`TailStretch`). The scores come first, because a triangular proposal describes each coordinate
/// given those before it. In these coordinates the prior of the scores is N(0, I) and the likelihood
/// bounded, so importance weights against a proposal with tails at least normal are bounded too.
///
///     log density = log L(psi(x)) + log p(mu) + log |d mu / d (x3, x4)| - (x0^2 + x1^2 + x2^2) / 2
///
/// See docs/statistics.md, section 4.
public struct CollapsedPosterior: BlockLogDensity {
  /// The model sampled.
  public let model: BivariateModel
  /// Five coordinates.
  public let dimension = 5
  /// The posterior mode in these coordinates: where an adaptation should start.
  public let start: [Double]

  let means: StandardisedMeans
  let stretchSensitivity: TailStretch
  let stretchSpecificity: TailStretch

  /// Finds the mode and linearises the means there.
  ///
  /// - Parameter model: data and prior.
  public init(model: BivariateModel) {
    self.model = model
    let mode = model.mode()
    let reference = GradientPosterior(model: model).point(at: mode.span)
    let means = StandardisedMeans(
      studies: model.likelihood.studies, reference: reference, prior: model.prior,
      instructionSet: model.likelihood.instructionSet)
    self.means = means
    stretchSensitivity = TailStretch(prior: model.prior.muSensitivity)
    stretchSpecificity = TailStretch(prior: model.prior.muSpecificity)
    // The factor of the means at the mode, from their values at x = (0, 0), (1, 0) and (0, 1).
    var scales = [Double](repeating: 0, count: 3 * 8)
    for k in 0..<3 { for j in 0..<8 { scales[8 * k + j] = mode[2 + k] } }
    model.covariance.evaluate(
      &scales, count: 8, instructionSet: model.likelihood.instructionSet)
    var units = [Double](repeating: 0, count: 2 * 8)
    (units[1], units[8 + 2]) = (1, 1)
    var points = [Double](repeating: 0, count: 6 * 8)
    var logDeterminants = [Double](repeating: 0, count: 8)
    means.expand(
      scales: scales, standardised: units, into: &points, logDeterminants: &logDeterminants)
    let x3 = (reference.muSensitivity - points[0]) / (points[1] - points[0])
    let x4 =
      (reference.muSpecificity - points[8] - (points[9] - points[8]) * x3)
      / (points[10] - points[8])
    start = [
      mode[2], mode[3], mode[4], stretchSensitivity.unstretched(x3),
      stretchSpecificity.unstretched(x4),
    ]
  }

  /// The log density; see `LogDensity`.
  ///
  /// - Parameter position: five coordinates.
  /// - Returns: the value up to a constant; `-infinity` where `parameters(at:)` has NaN.
  public func logDensity(at position: Span<Double>) -> Double {
    var value = InlineArray<1, Double>(repeating: 0)
    var span = value.mutableSpan
    logDensities(at: position, into: &span)
    return value[0]
  }

  /// Columns recorded of each point: mu_se, mu_sp, tau_se, tau_sp, rho and atanh rho.
  public let recordedCount = ParameterBlock.recordedColumns

  /// The log densities of several points and their parameters; see `BlockLogDensity`.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - floors: nothing, or one a point.
  ///   - values: one a point, overwritten.
  ///   - record: nothing, or the parameters of each point, column after column, overwritten.
  public func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>,
    recording record: inout MutableSpan<Double>
  ) {
    let n = values.count
    precondition(positions.count == 5 * n && (floors.isEmpty || floors.count == n))
    precondition(record.isEmpty || record.count == recordedCount * n)
    var block = ParameterBlock(capacity: min(n, CollapsedLikelihood.largestBlock))
    var likelihoods = [Double](repeating: 0, count: block.capacity)
    // Places beyond the last point repeat it; their values are not used.
    var likelihoodFloors =
      floors.isEmpty ? [] : [Double](repeating: .infinity, count: block.capacity)
    for first in stride(from: 0, to: n, by: CollapsedLikelihood.largestBlock) {
      let count = min(n - first, CollapsedLikelihood.largestBlock)
      block.expand(positions, first: first, count: count, posterior: self)
      let logPriors = block.logPriors.span
      if !floors.isEmpty {
        var span = likelihoodFloors.mutableSpan
        for j in 0..<count { span[j] = floors[first + j] - logPriors[j] }
      }
      var span = likelihoods.mutableSpan
      model.likelihood.logLikelihoods(
        at: block.points.span, floors: likelihoodFloors.span, into: &span)
      for j in 0..<count {
        let value = span[j] + logPriors[j]
        values[first + j] = value.isNaN ? -.infinity : value
      }
      if !record.isEmpty { block.copy(count: count, to: &record, at: first) }
    }
  }

  /// The parameters at several positions, as columns.
  ///
  /// - Parameter positions: coordinate-major.
  /// - Returns: one value a position in each column; NaN where a SD or a mean leaves the range in which
  ///   all that follows is finite (density zero): SDs e^-300 ... 1e13, |atanh rho| < 300.
  public func parameters(at positions: Span<Double>) -> PointColumns {
    let n = positions.count / 5
    precondition(positions.count == 5 * n)
    var block = ParameterBlock(capacity: min(n, CollapsedLikelihood.largestBlock))
    var record = [Double](repeating: 0, count: recordedCount * n)
    var span = record.mutableSpan
    for first in stride(from: 0, to: n, by: CollapsedLikelihood.largestBlock) {
      let count = min(n - first, CollapsedLikelihood.largestBlock)
      block.expand(positions, first: first, count: count, posterior: self)
      block.copy(count: count, to: &span, at: first)
    }
    return PointColumns(recorded: record)
  }

  /// The parameters at one position.
  ///
  /// - Parameter position: five coordinates.
  /// - Returns: nil where `parameters(at:)` has NaN.
  public func point(at position: Span<Double>) -> BivariatePoint? {
    let columns = parameters(at: position)
    return columns.muSensitivity[0].isNaN ? nil : columns.point(0)
  }
}
