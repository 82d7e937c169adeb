import CMath

/// A continuous distribution at one point of its coordinate: all that the quantile solver reads.
public struct ScorePoint: Sendable {
  /// Both log tails at the point.
  public let tails: LogTails
  /// The log density with respect to the coordinate.
  public let logDensity: Double
  /// The derivative of that log density.
  public let slope: Double

  /// Collects the three.
  ///
  /// - Parameters:
  ///   - tails: both log tails at the point.
  ///   - logDensity: log density with respect to the solver's coordinate.
  ///   - slope: derivative of the log density with respect to the coordinate.
  public init(tails: LogTails, logDensity: Double, slope: Double) {
    self.tails = tails
    self.logDensity = logDensity
    self.slope = slope
  }
}

/// The point y of an increasing coordinate with Phi^-1(F(y)) = score.
///
/// Halley's method on g(y) = Phi^-1(F(y)), which is close to a straight line for most families:
/// `g' = f / phi(g)` and `g'' / g' = (log f)' + g g'`. A bracket, fed by the sign of the residual,
/// turns a step that leaves it into a bisection, so that a poor start costs time and not the root.
///
/// - Parameters:
///   - score: the standard normal score to reach, finite.
///   - start: first guess of y, finite.
///   - evaluate: the distribution at y.
/// - Returns: y, to about 1e-15 in units of the score and to the rounding of y.
/// - Complexity: two to five calls of `evaluate` from a fair start; no allocation.
public func solveNormalScore(
  _ score: Double, start: Double, evaluate: (Double) -> ScorePoint
) -> Double {
  var y = start
  var low = -Double.infinity
  var high = Double.infinity
  for _ in 0..<100 {
    let point = evaluate(y)
    let reached = point.tails.normalScore
    let residual = reached - score
    if residual == 0 { return y }
    if residual > 0 { high = y } else { low = y }
    let rate = exp(point.logDensity - normalLogDensity(reached))
    let newton = residual / rate
    let curvature = 0.5 * newton * (point.slope + reached * rate)
    let limit = 2 + abs(y)
    var step = newton / min(max(1 - curvature, 0.5), 2)
    if !(abs(step) <= limit) { step = residual > 0 ? limit : -limit }
    let next = y - step
    if next < low || next > high {
      y = 0.5 * (low + high)
      continue
    }
    // In score units the error after a cubic step from here is below rounding.
    if abs(residual) <= 1e-5 { return next }
    y = next
  }
  return y
}
