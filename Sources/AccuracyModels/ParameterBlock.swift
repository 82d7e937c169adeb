import CMath
import CollapsedLikelihood
import Distributions
import SpecialFunctions

/// The parameters of a block of positions of the collapsed posterior, and their prior.
struct ParameterBlock {
  /// Points that fit, a multiple of eight.
  let capacity: Int
  /// mu_se, mu_sp, tau_se, tau_sp, rho and sqrt(1 - rho^2), coordinate-major, `capacity` points.
  private(set) var points: [Double]
  /// log prior of the means and of the scores, with the log Jacobian of the means; NaN outside the
  /// legal range.
  private(set) var logPriors: [Double]
  /// log tau_se, log tau_sp and atanh rho, then the standardised means.
  private var scales: [Double]
  private var standardised: [Double]

  init(capacity: Int) {
    let whole = (capacity + 7) / 8 * 8
    self.capacity = whole
    points = [Double](repeating: 0, count: 6 * whole)
    logPriors = [Double](repeating: 0, count: whole)
    scales = [Double](repeating: 0, count: 3 * whole)
    standardised = [Double](repeating: 0, count: 2 * whole)
  }

  /// Fills the block; places beyond `count` repeat the last point.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - first: the first point taken.
  ///   - count: how many, at most `capacity`.
  ///   - posterior: the density.
  mutating func expand(
    _ positions: Span<Double>, first: Int, count: Int, posterior: CollapsedPosterior
  ) {
    let n = positions.count / 5
    for k in 0..<5 {
      let column = positions.extracting((k * n + first)..<(k * n + first + count))
      if k < 3 {
        Self.fill(&scales, k, capacity, from: column)
      } else {
        Self.fill(&standardised, k - 3, capacity, from: column)
      }
    }
    let scoreTerms = Self.halfSquares(scales, count: capacity)
    posterior.model.covariance.evaluate(
      &scales, count: capacity, instructionSet: posterior.model.likelihood.instructionSet)
    let slopes1 = posterior.stretchSensitivity.stretch(&standardised, 0..<capacity)
    let slopes2 = posterior.stretchSpecificity.stretch(&standardised, capacity..<(2 * capacity))
    posterior.means.expand(
      scales: scales, standardised: standardised, into: &points, logDeterminants: &logPriors)
    let (prior, capacity) = (posterior.model.prior, self.capacity)
    let parameters = points
    let means = parameters.span
    var values = logPriors.mutableSpan
    for j in stride(from: 0, to: capacity, by: 8) {
      let mu1 = means.lanes(at: j)
      let mu2 = means.lanes(at: capacity + j)
      var value = values.span.lanes(at: j) - scoreTerms.span.lanes(at: j)
      value += Self.logDensity(prior.muSensitivity, mu1)
      value += Self.logDensity(prior.muSpecificity, mu2)
      if !slopes1.isEmpty { value += slopes1.span.lanes(at: j) }
      if !slopes2.isEmpty { value += slopes2.span.lanes(at: j) }
      values.store(value, at: j)
    }
  }

  /// Fills a column; its last value repeats in the places beyond.
  private static func fill(
    _ columns: inout [Double], _ k: Int, _ capacity: Int, from values: Span<Double>
  ) {
    var target = columns.mutableSpan
    for j in values.indices { target[k * capacity + j] = values[j] }
    for j in values.count..<capacity { target[k * capacity + j] = values[values.count - 1] }
  }

  /// Half the sum of squares of the three scores of each point.
  private static func halfSquares(_ scores: [Double], count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    var span = result.mutableSpan
    let x = scores.span
    for j in stride(from: 0, to: count, by: 8) {
      let (a, b, c) = (x.lanes(at: j), x.lanes(at: count + j), x.lanes(at: 2 * count + j))
      span.store(0.5 * (a * a + b * b + c * c), at: j)
    }
    return result
  }

  /// The log prior density of a mean at eight values.
  @inline(__always)
  private static func logDensity(_ prior: ScalarPrior, _ x: EightLanes) -> EightLanes {
    if case .normal(let mean, let sd) = prior {
      let z = (x - mean) * (1 / sd)
      return normalLogDensity(0) - log(sd) - 0.5 * z * z
    }
    var result = EightLanes.zero
    for lane in 0..<8 { result[lane] = prior.logDensity(x[lane]) }
    return result
  }

  /// Copies the first points to columns of another length, in the order of `BivariateDraws.variables`.
  ///
  /// - Parameters:
  ///   - count: points.
  ///   - columns: of the parameters; NaN for a point outside the legal range.
  ///   - first: where in each column.
  ///   - stride: distance of two columns.
  func copy(count: Int, to columns: inout MutableSpan<Double>, at first: Int, stride: Int) {
    let fisherZ = Self.parameterColumns
    for k in 0...fisherZ {
      let source =
        k < fisherZ
        ? points.span.extracting((k * capacity)..<((k + 1) * capacity))
        : scales.span.extracting((2 * capacity)..<(3 * capacity))
      for j in 0..<count {
        columns[k * stride + first + j] = logPriors[j].isNaN ? .nan : source[j]
      }
    }
  }

  /// mu_se, mu_sp, tau_se, tau_sp and rho, which `points` begins with.
  private static let parameterColumns = 5
}
