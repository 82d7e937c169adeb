import CMath
import CPosteriorPoints
import CollapsedLikelihood
import SpecialFunctions

/// A monotone map from a standard normal score to a parameter: a cubic Hermite spline through exact
/// quantiles, with exact slopes, continued linearly beyond the last knots.
///
/// With x ~ N(0, 1), value(x) has the prior whose quantiles were tabulated, up to the interpolation
/// error (1.1e-7 on the unconstrained scale at most, over the built-in priors; tested). So a density
/// in x needs no prior density and no Jacobian: its prior part is exp(-x^2 / 2).
///
/// A prior may have all of a parameter's usual values within a few knots, as one of rho with much mass
/// near +-1. Where the density that the spline gives the parameter is off by more than
/// `toleratedError`, knots lie closer, down to `finestStep`; `densityError` is what then remains.
package struct ScoreSpline: Sendable {
  /// Knots reach from -`reach` to `reach`.
  package static let reach = 8.5
  /// Distance of the knots for all usual priors.
  static let widestStep = 1.0 / 16
  /// The closest that knots get.
  static let finestStep = 1.0 / 1024
  /// The error of the log density up to which knots need not lie closer.
  static let toleratedError = 1e-3

  /// Distance of the knots, a power of two.
  let step: Double
  /// Largest |log(density by the spline / exact density)| found; infinite where the spline falls.
  private(set) var densityError = 0.0

  private let stepsPerUnit: Double
  private let values: [Double]
  private let slopes: [Double]
  /// The cubic of each cell in t, the share of the cell passed: four coefficients from t^0 on.
  private let cubics: [SIMD4<Double>]

  /// Tabulates a map.
  ///
  /// - Parameters:
  ///   - quantile: the parameter at a score, increasing.
  ///   - slope: its derivative there; where it is not finite and positive a difference quotient of
  ///     the neighbouring quantiles is used (deep in a tail against a bound).
  ///   - logDensity: the log density of the parameter, which decides how close the knots are.
  ///   - usual: where the density must be right however little mass the prior has there.
  ///   - possible: where the likelihood is worked out.
  package init(
    quantile: (Double) -> Double, slope: (Double) -> Double, logDensity: (Double) -> Double,
    usual: ClosedRange<Double>, possible: ClosedRange<Double>
  ) {
    var spline = ScoreSpline(quantile: quantile, slope: slope, step: Self.widestStep)
    spline.densityError = spline.densityError(logDensity, usual, possible)
    while spline.densityError > Self.toleratedError, spline.step > Self.finestStep {
      spline = ScoreSpline(quantile: quantile, slope: slope, step: 0.5 * spline.step)
      spline.densityError = spline.densityError(logDensity, usual, possible)
    }
    self = spline
  }

  private init(quantile: (Double) -> Double, slope: (Double) -> Double, step: Double) {
    self.step = step
    stepsPerUnit = 1 / step
    let count = Int(2 * Self.reach / step) + 1
    let scores = (0..<count).map { -Self.reach + Double($0) * step }
    let values = scores.map(quantile)
    slopes = scores.indices.map { k in
      let (before, after) = (max(k - 1, 0), min(k + 1, count - 1))
      let secant = (values[after] - values[before]) / (Double(after - before) * step)
      let exact = slope(scores[k])
      return exact.isFinite && exact > 0 && exact < 4 * secant + 1e-300 && exact > 0.25 * secant
        ? exact : max(secant, 0)
    }
    self.values = values
    let slopes = slopes
    cubics = (0..<(count - 1)).map { k in
      let (d0, d1) = (slopes[k] * step, slopes[k + 1] * step)
      let rise = values[k + 1] - values[k]
      return SIMD4(values[k], d0, 3 * rise - 2 * d0 - d1, d0 + d1 - 2 * rise)
    }
  }

  /// The largest error of the log density, phi(x) / value'(x) against that of the parameter, where the
  /// prior has mass (scores to +-`massReach`) or the parameter is a usual one.
  ///
  /// In each cell at the two places where the slope of a cubic through exact values and slopes is off
  /// most, (1 -+ 1 / sqrt(3)) / 2, and in the middle, where it may fall.
  private func densityError(
    _ logDensity: (Double) -> Double, _ usual: ClosedRange<Double>,
    _ possible: ClosedRange<Double>
  ) -> Double {
    var worst = 0.0
    for k in cubics.indices {
      let score = -Self.reach + Double(k) * step
      let hasMass = score >= -Self.massReach && score < Self.massReach
      let isUsual = values[k + 1] > usual.lowerBound && values[k] < usual.upperBound
      // At the end of a bounded support neither rounding nor the likelihood tells the values apart.
      guard hasMass || isUsual, possible.contains(values[k]), possible.contains(values[k + 1]),
        values[k + 1] - values[k] > 1e-9 * (1 + abs(values[k]))
      else { continue }
      let c = cubics[k]
      for t in [0.21132486540518713, 0.5, 0.7886751345948129] {
        let slope = (c.y + t * (2 * c.z + 3 * t * c.w)) * stepsPerUnit
        let exact = logDensity(c.x + t * (c.y + t * (c.z + t * c.w)))
        let error = abs(normalLogDensity(score + t * step) - log(slope) - exact)
        worst = max(worst, slope > 0 && !error.isNaN ? error : .infinity)
      }
    }
    return worst
  }

  /// Scores that hold all but 6e-5 of the prior's mass.
  private static let massReach = 4.0

  /// The parameter alone, at part of an array of scores, in place.
  ///
  /// - Parameters:
  ///   - scores: any finite scores; those of the range become as `evaluate` gives them, up to rounding.
  ///   - range: a multiple of eight.
  ///   - instructionSet: to evaluate with.
  package func replace(
    _ scores: inout [Double], _ range: Range<Int>, instructionSet: InstructionSet
  ) {
    precondition(range.count % 8 == 0 && range.upperBound <= scores.count)
    cubics.withUnsafeBytes { cubics in
      scores.withUnsafeMutableBufferPointer { scores in
        // In range: as checked above; a SIMD4 is four doubles.
        sroc_cubic_pieces(
          cubics.assumingMemoryBound(to: Double.self).baseAddress, self.cubics.count, -Self.reach,
          step, scores.baseAddress.map { $0 + range.lowerBound }, range.count,
          instructionSet.code)
      }
    }
  }

  /// The parameter and its derivative at a score.
  ///
  /// - Parameter x: any finite score.
  /// - Returns: the value and the slope of the cubic piece there.
  @inline(__always)
  package func evaluate(_ x: Double) -> (value: Double, slope: Double) {
    let position = (x + Self.reach) * stepsPerUnit
    if !(position > 0) {
      return (values[0] + (x + Self.reach) * slopes[0], slopes[0])
    }
    let last = values.count - 1
    if position >= Double(last) {
      return (values[last] + (x - Self.reach) * slopes[last], slopes[last])
    }
    let k = Int(position)
    let t = position - Double(k)
    let c = cubics[k]
    return (
      c.x + t * (c.y + t * (c.z + t * c.w)), (c.y + t * (2 * c.z + 3 * t * c.w)) * stepsPerUnit
    )
  }

  /// The score at which the map takes a value; bisection over the knots, then inside the cell.
  ///
  /// - Parameter value: any finite parameter.
  /// - Returns: the score, within +-40.
  func score(of value: Double) -> Double {
    var low = -40.0
    var high = 40.0
    for _ in 0..<80 {
      let middle = 0.5 * (low + high)
      if evaluate(middle).value < value { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}
