import CMath
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
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
public struct CollapsedPosterior: BlockLogDensity, DecodableDensity {
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
  /// - Returns: the value up to a constant; `-infinity` where `decode` has NaN.
  public func logDensity(at position: Span<Double>) -> Double {
    var value = InlineArray<1, Double>(repeating: 0)
    var span = value.mutableSpan
    logDensities(at: position, into: &span)
    return value[0]
  }

  /// The log densities of several points; see `BlockLogDensity`.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - floors: nothing, or one a point.
  ///   - values: one a point, overwritten.
  public func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let n = values.count
    precondition(positions.count == dimension * n && (floors.isEmpty || floors.count == n))
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
    }
  }

  /// What `decode` gives; see `DecodableDensity`.
  public var variables: [Variable] { BivariateDraws.variables }

  /// The parameters at many positions; see `DecodableDensity`.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - count: number of points.
  ///   - columns: overwritten; NaN where a SD or a mean leaves the range in which all that follows is
  ///     finite (density zero): SDs e^-300 ... 1e13, |atanh rho| < 300.
  ///   - stride: distance of two columns.
  ///   - offset: where the first point goes.
  public func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    precondition(positions.count == dimension * count)
    var block = ParameterBlock(capacity: min(count, CollapsedLikelihood.largestBlock))
    for first in Swift.stride(from: 0, to: count, by: CollapsedLikelihood.largestBlock) {
      let length = min(count - first, CollapsedLikelihood.largestBlock)
      block.expand(positions, first: first, count: length, posterior: self)
      block.copy(count: length, to: &columns, at: offset + first, stride: stride)
    }
  }

  /// The parameters at one position.
  ///
  /// - Parameter position: five coordinates.
  /// - Returns: nil where `decode` has NaN.
  public func point(at position: Span<Double>) -> BivariatePoint? {
    let draw = DrawTable(
      variables: variables, drawsPerChain: 1, blocks: [block(of: position, drawsPerChain: 1)])
    let point = BivariateDraws(draw).point(chain: 0, draw: 0)
    return point.muSensitivity.isNaN ? nil : point
  }
}
