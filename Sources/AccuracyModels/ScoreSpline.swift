import CVectorKernels
import CollapsedLikelihood

/// A monotone map from a standard normal score to a parameter: a cubic Hermite spline through exact
/// quantiles, with exact slopes, continued linearly beyond the last knots.
///
/// With x ~ N(0, 1), value(x) has the prior whose quantiles were tabulated, up to the interpolation
/// error (1.1e-7 on the unconstrained scale at most, over the built-in priors; tested). So a density
/// in x needs no prior density and no Jacobian: its prior part is exp(-x^2 / 2).
struct ScoreSpline: Sendable {
  /// Knots are `step` apart and reach from -`reach` to `reach`.
  static let reach = 8.5
  static let step = 1.0 / 16

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
  init(quantile: (Double) -> Double, slope: (Double) -> Double) {
    let count = Int(2 * Self.reach / Self.step) + 1
    let scores = (0..<count).map { -Self.reach + Double($0) * Self.step }
    let values = scores.map(quantile)
    slopes = scores.indices.map { k in
      let (before, after) = (max(k - 1, 0), min(k + 1, count - 1))
      let secant = (values[after] - values[before]) / (Double(after - before) * Self.step)
      let exact = slope(scores[k])
      return exact.isFinite && exact > 0 && exact < 4 * secant + 1e-300 && exact > 0.25 * secant
        ? exact : max(secant, 0)
    }
    self.values = values
    let slopes = slopes
    cubics = (0..<(count - 1)).map { k in
      let (d0, d1) = (slopes[k] * Self.step, slopes[k + 1] * Self.step)
      let rise = values[k + 1] - values[k]
      return SIMD4(values[k], d0, 3 * rise - 2 * d0 - d1, d0 + d1 - 2 * rise)
    }
  }

  /// The parameter alone, at part of an array of scores, in place.
  ///
  /// - Parameters:
  ///   - scores: any finite scores; those of the range become as `evaluate` gives them, up to rounding.
  ///   - range: a multiple of eight.
  ///   - instructionSet: to evaluate with.
  func replace(
    _ scores: inout [Double], _ range: Range<Int>, instructionSet: InstructionSet
  ) {
    precondition(range.count % 8 == 0 && range.upperBound <= scores.count)
    cubics.withUnsafeBytes { cubics in
      scores.withUnsafeMutableBufferPointer { scores in
        // In range: as checked above; a SIMD4 is four doubles.
        sroc_cubic_pieces(
          cubics.assumingMemoryBound(to: Double.self).baseAddress, self.cubics.count, -Self.reach,
          Self.step, scores.baseAddress.map { $0 + range.lowerBound }, range.count,
          instructionSet.code)
      }
    }
  }

  /// The parameter and its derivative at a score.
  ///
  /// - Parameter x: any finite score.
  /// - Returns: the value and the slope of the cubic piece there.
  @inline(__always)
  func evaluate(_ x: Double) -> (value: Double, slope: Double) {
    let position = (x + Self.reach) / Self.step
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
      c.x + t * (c.y + t * (c.z + t * c.w)), (c.y + t * (2 * c.z + 3 * t * c.w)) / Self.step
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
