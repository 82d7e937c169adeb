import CMath

/// One true logit under its arm's counts and a normal distribution:
///
///     f(t) = p^y (1 - p)^(n - y) exp(-q^2 / 2),  p = expit t,  q = (t - mean) / sd,
///
/// which is log-concave, with its mode and a bound that is never far above it.
///
/// The coordinate x is t itself where the SD is large, so that a narrow likelihood far from the
/// mean keeps its digits, and q where the SD is small, so that a narrow normal keeps them.
///
/// **The bound.** On either side of the mode log f is at most 0 (relative to the mode) and at most
/// its tangent where it has fallen by d. With d near 1 the area under the smaller of the two is at
/// most max(1, d) / (1 - exp(-d)) = 1.582 times the area under f, whatever the shape: with the point
/// of contact at distance b and slope -g, the bound's area is b + (1 - d) / g, g >= d / b, and log f
/// lies above its chord from the mode to that point, whose area is b (1 - exp(-d)) / d.
struct EffectMargin {
  /// log 1.582, and what the search for d = 1 may leave.
  static let logSlack = 0.46

  /// The mean, in the coordinate x.
  private let centre: Double
  /// The SD, in the coordinate x.
  private let deviation: Double
  /// dt / dx.
  private let rate: Double
  /// t where x = 0.
  private let origin: Double
  private let correct, incorrect: Double

  /// The mode's coordinate.
  private(set) var mode = 0.0
  private var lower = Side()
  private var upper = Side()

  /// One side of the mode: where log f has fallen by about 1, and the tangent there.
  private struct Side {
    var reach = 1.0
    /// How fast the tangent falls, positive.
    var fall = 1.0
    /// The distance at which the tangent starts to fall below 0.
    var corner = 0.0

    var area: Double { corner + 1 / fall }
  }

  /// Finds mode and tangents.
  ///
  /// - Parameters:
  ///   - arm: correct results and total; any counts, 0 of 0 for a missing arm.
  ///   - mean: of the normal distribution.
  ///   - sd: positive.
  init(arm: (correct: Double, total: Double), mean: Double, sd: Double) {
    (correct, incorrect) = (arm.correct, arm.total - arm.correct)
    if sd >= 1 {
      (centre, deviation, rate, origin) = (mean, sd, 1, 0)
    } else {
      (centre, deviation, rate, origin) = (0, 1, sd, mean)
    }
    mode = findMode()
    lower = side(-1)
    upper = side(1)
  }

  /// The logit at a coordinate.
  func logit(_ x: Double) -> Double { origin + rate * x }

  /// (t - mean) / sd at a coordinate.
  func score(_ x: Double) -> Double { (x - centre) / deviation }

  /// log f at the mode plus the log of the bound's area in x: at most `logSlack` above the log of
  /// the integral of f.
  var logBoundedIntegral: Double {
    let q = score(mode)
    return logLikelihood(logit(mode)) - 0.5 * q * q + log(lower.area + upper.area)
  }

  /// Distances from the mode, below and above, at which log f has fallen by about 1.
  var reach: (below: Double, above: Double) { (lower.reach, upper.reach) }

  /// log f at the mode minus log f at a coordinate.
  func drop(at x: Double) -> Double {
    let step = (x - mode) / deviation
    return logLikelihood(logit(mode)) - logLikelihood(logit(x)) + step * (score(mode) + 0.5 * step)
  }

  /// A draw from the bound.
  ///
  /// - Parameter uniform: on (0, 1).
  /// - Returns: the coordinate, and log f - log bound there, at most 0 up to rounding.
  func propose(uniform: Double) -> (x: Double, logRatio: Double) {
    var area = uniform * (lower.area + upper.area)
    let isBelow = area < lower.area
    let side = isBelow ? lower : upper
    if !isBelow { area -= lower.area }
    var (distance, logBound) = (area, 0.0)
    if area > side.corner {
      let left = max((side.area - area) * side.fall, 1e-300)
      logBound = log(left)
      distance = side.corner - logBound / side.fall
    }
    let x = isBelow ? mode - distance : mode + distance
    return (x, -drop(at: x) - logBound)
  }

  private func logLikelihood(_ t: Double) -> Double {
    (t > 0 ? -incorrect * t : correct * t) - (correct + incorrect) * log1p(exp(-abs(t)))
  }

  /// d log f / dx, and minus the second derivative.
  private func derivatives(_ x: Double) -> (slope: Double, curvature: Double) {
    let t = logit(x)
    let e = exp(-abs(t))
    let (total, share) = (correct + incorrect, e / (1 + e))
    let score = t > 0 ? total * share - incorrect : correct - total * share
    return (
      rate * score - self.score(x) / deviation,
      rate * rate * total * share / (1 + e) + 1 / (deviation * deviation)
    )
  }

  /// Newton's method kept in a bracket. Beyond |t| = 750 the likelihood's slope is constant in
  /// double precision, and the mode has a closed form.
  private func findMode() -> Double {
    let pull = rate * deviation * deviation
    var low = centre - incorrect * pull
    var high = centre + correct * pull
    if logit(high) <= -750 { return high }
    if logit(low) >= 750 { return low }
    low = max(low, (-750 - origin) / rate)
    high = min(high, (750 - origin) / rate)
    let crude = (log((correct + 0.5) / (incorrect + 0.5)) - origin) / rate
    var x = min(max(rate == 1 ? crude : centre, low), high)
    for _ in 0..<200 {
      let (slope, curvature) = derivatives(x)
      if slope * slope < 1e-20 * curvature { break }
      if slope > 0 { low = x } else { high = x }
      let next = x + slope / curvature
      let candidate = next > low && next < high ? next : 0.5 * (low + high)
      if candidate == x || candidate == low || candidate == high { break }
      x = candidate
    }
    return x
  }

  /// Newton's method for drop(distance) = 1: the drop is convex, and at sqrt 2 SDs at least 1, so
  /// that from there the steps never pass the root.
  private func side(_ direction: Double) -> Side {
    var (near, far) = (0.0, 2.0.squareRoot() * deviation)
    var distance = min(far, (2 / derivatives(mode).curvature).squareRoot())
    for _ in 0..<200 {
      let excess = drop(at: mode + direction * distance) - 1
      if abs(excess) < 1e-4 { break }
      if excess < 0 { near = distance } else { far = distance }
      let next = distance - excess / fall(direction, distance)
      let candidate = next > near && next < far ? next : 0.5 * (near + far)
      if candidate == distance || candidate == near || candidate == far { break }
      distance = candidate
    }
    let fall = fall(direction, distance)
    let drop = drop(at: mode + direction * distance)
    return Side(reach: distance, fall: fall, corner: max(distance - drop / fall, 0))
  }

  private func fall(_ direction: Double, _ distance: Double) -> Double {
    max(-direction * derivatives(mode + direction * distance).slope, 1e-300)
  }
}
