import AccuracyData
import CMath

/// One observed arm of a joint density: y correct of n.
///
/// An arm with 0 < y < n acts on its effect about like a normal observation logit(y / n) with
/// variance 1 / weight, weight = y (n - y) / n. An arm without errors, or without anything else,
/// bounds its effect on one side only: its likelihood is flat beyond an edge about log n from 0 and
/// falls off within about 1 of it. Both descriptions choose coordinates; the density is exact.
struct JointArm: Sendable {
  /// Index into the position.
  let coordinate: Int
  let correct: Double
  let total: Double
  /// y (n - y) / n; 0 for a one-sided arm.
  let weight: Double
  /// logit(y / n); 0 for a one-sided arm.
  let observed: Double
  /// 1 where all are correct, -1 where none is, 0 for the other arms.
  let side: Double
  /// Where the likelihood of a one-sided arm falls to 1 / e, about.
  let edge: Double

  init(_ arm: AccuracyArm, coordinate: Int) {
    self.coordinate = coordinate
    (correct, total) = (Double(arm.correct), Double(arm.total))
    let incorrect = total - correct
    let isOneSided = correct == 0 || incorrect == 0
    weight = correct * incorrect / total
    observed = isOneSided ? 0 : log(correct / incorrect)
    side = isOneSided ? (correct > 0 ? 1 : -1) : 0
    edge = side * log(total)
  }

  /// y t - n log(1 + exp t) and its slope y - n p.
  ///
  /// log(1 + e) has an absolute error of 1e-16, all that a sum of such terms can use, and costs less
  /// than log1p.
  @inline(__always)
  func logLikelihood(_ t: Double) -> (value: Double, slope: Double) {
    let e = exp(-abs(t))
    let p = (t > 0 ? 1 : e) / (1 + e)
    return (correct * t - total * (max(t, 0) + log(1 + e)), correct - total * p)
  }
}

/// The map that folds the standardised effects of a one-sided arm back over its edge.
///
/// With y the signed distance of the normal effect from the edge in SDs s and
/// r = 1 / sqrt(1 + s^2),
///
///     z = u + side (1 - r) log(1 + exp(-y)),   y = side (q + u),   q = (mean - edge) / s.
///
/// Inside the edge z = u; outside, where the likelihood dies within about 1 on the logit scale,
/// the effect moves by r s <= 1 a unit of u instead of s. As s falls to 0 the map is the identity.
/// Without it the edge is a wall of width 1 / s in z, which no step size fits at all s.
struct JointFold {
  private let side, ratio, complement, inside, outside: Double
  /// log(1 + exp(-y)).
  private let overshoot: Double
  private let distance: Double
  /// The standardised effect.
  let standardised: Double
  /// dz / du, between r and 1.
  let slope: Double

  /// - Parameters:
  ///   - side: 1 or -1.
  ///   - deviation: s.
  ///   - distance: q.
  ///   - base: u.
  @inline(__always)
  init(side: Double, deviation: Double, distance: Double, base: Double) {
    self.side = side
    self.distance = distance
    let square = deviation * deviation
    let root = (1 + square).squareRoot()
    ratio = 1 / root
    complement = square / (root * (1 + root))
    let y = side * (distance + base)
    let e = exp(-abs(y))
    let (large, small) = (1 / (1 + e), e / (1 + e))
    (inside, outside) = y > 0 ? (large, small) : (small, large)
    overshoot = max(-y, 0) + log(1 + e)
    standardised = base + side * complement * overshoot
    slope = ratio + complement * inside
  }

  /// From the derivative with respect to z, that of the density, log slope included.
  ///
  /// - Parameter derivative: with respect to z.
  /// - Returns: the derivatives with respect to u, the mean divided by s, and log s.
  @inline(__always)
  func pull(_ derivative: Double) -> (base: Double, distance: Double, logDeviation: Double) {
    let toDistance =
      complement * outside * (side * inside / slope - derivative)
    let toRatio = outside / slope - derivative * side * overshoot
    return (
      derivative + toDistance, toDistance,
      -toDistance * distance - toRatio * ratio * (1 - ratio) * (1 + ratio)
    )
  }
}
