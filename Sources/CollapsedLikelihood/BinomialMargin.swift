import CMath
import SpecialFunctions

/// One arm of one study as the integration rules see it: f(t) = exp(y t - n log(1 + exp(t))),
/// scaled to maximum 1 and reflected (t -> -t) where successes outnumber failures, so that y <= n / 2.
struct BinomialMargin {
  /// Successes after reflection; 0 with `total` 0 for a missing arm.
  let successes: Double
  /// Patients in the arm.
  let total: Double
  /// -1 where the arm was reflected, else 1.
  let sign: Double
  /// log f at its supremum (at minus infinity where y = 0).
  let logMaximum: Double

  /// The margin of `correct` successes among `correct + incorrect` patients.
  init(correct: Int, incorrect: Int) {
    let reflected = correct > incorrect
    let (y, n) = (Double(min(correct, incorrect)), Double(correct) + Double(incorrect))
    successes = y
    total = n
    sign = reflected ? -1 : 1
    logMaximum = y == 0 ? 0 : y * log(y / n) + (n - y) * log((n - y) / n)
  }

  /// log f - log max at t, and its slope.
  func logFactor(_ t: Double) -> (value: Double, slope: Double) {
    let e = exp(-abs(t))
    let p = t > 0 ? 1 / (1 + e) : e / (1 + e)
    let value = successes * t - total * (max(t, 0) + log(1 + e)) - logMaximum
    return (value, successes - total * p)
  }

  /// The ends of { t : log f >= -drop } for increasing drops; infinite ends are +-1e30.
  ///
  /// log f is concave, so Newton's method from outside the set comes down to its end monotonically.
  func levelSets(drops: [Double]) -> (lower: [Double], upper: [Double]) {
    guard total > 0 else {
      return (drops.map { _ in -1e30 }, drops.map { _ in 1e30 })
    }
    let mode = successes == 0 ? -log(total) : log(successes / (total - successes))
    let curvature = successes == 0 ? 0.25 : successes * (total - successes) / total
    // What n log(1 + exp(t)) is good for: a gap below it has no sign.
    let rounding = 1e-9 + 1e-14 * total
    func ends(direction: Double) -> [Double] {
      var t = mode
      var before = (drop: 0.0, slope: 0.0)
      return drops.map { drop in
        // The tangent at the end before lies above log f, so where it has fallen far enough is outside.
        if before.slope * direction < -1e-3 * total {
          t -= (drop - before.drop) / before.slope
        } else {
          t += direction * sqrt(2 * drop / curvature)
        }
        defer { before.drop = drop }
        for _ in 0..<200 {
          let (value, slope) = logFactor(t)
          let gap = value + drop
          if abs(gap) < rounding { break }
          if gap > 0 && slope * direction > -1e-3 * total {
            // Inside the set and nearly flat: a Newton step could leap far; walk out instead.
            t += direction * max(0.5, sqrt(2 * drop / curvature))
            continue
          }
          let step = gap / slope
          t -= step
          before.slope = slope
          // log f bends by n / 4 at most, so the step leaves half of this.
          if 0.25 * total * step * step < 1e-8 * (1 + drop) { break }
        }
        return t
      }
    }
    return (successes == 0 ? drops.map { _ in -1e30 } : ends(direction: -1), ends(direction: 1))
  }

  /// 1 / h_f^2, with h_f the lattice spacing at which the Fourier transform of f,
  /// |Gamma(y + ik) Gamma(n - y + ik)| / (Gamma(y) Gamma(n - y)) at k = 2 pi / h_f, has fallen to
  /// `tolerance` / e. Zero cells count as one half here; 0 for a missing arm.
  func inverseSquaredSpacing(tolerance: Double) -> Double {
    guard total > 0 else { return 0 }
    let (x, z) = (max(successes, 0.5), max(total - successes, 0.5))
    let target = log(tolerance) - 1
    func gap(_ k: Double) -> Double {
      logGammaModulusRatio(x, imaginary: k) + logGammaModulusRatio(z, imaginary: k) - target
    }
    // The modulus falls faster than a normal's while k is small and exponentially later: bracket, then
    // bisect to 0.1 %, which is ample for a spacing.
    var low = 0.0
    var high = sqrt(-2 * target * (1 / x + 1 / z)) + 1
    while gap(high) > 0 { high *= 1.5 }
    while high - low > 1e-3 * high {
      let middle = 0.5 * (low + high)
      if gap(middle) > 0 { low = middle } else { high = middle }
    }
    let spacing = 2 * Double.pi / high
    return 1 / (spacing * spacing)
  }
}
