import AccuracyData
import CMath
import SpecialFunctions

/// One arm as the oracle sees it: log f(t) = y t - n log(1 + exp(t)), unscaled and unreflected.
struct DenseArm {
  let correct: Double
  let total: Double
  let mean: Double
  let tau: Double
  let logCoefficient: Double

  init(_ arm: AccuracyArm?, mean: Double, tau: Double) {
    correct = Double(arm?.correct ?? 0)
    total = Double(arm?.total ?? 0)
    self.mean = mean
    self.tau = tau
    logCoefficient =
      arm.map { logBinomialCoefficient(trials: $0.total, successes: $0.correct) } ?? 0
  }

  /// Where on the standardised axis the factor bends most.
  var bend: Double {
    (log((correct + 0.5) / (total - correct + 0.5)) - mean) / tau
  }

  /// log f at t.
  func logFactor(_ t: Double) -> Double {
    correct * t - total * (max(t, 0) + log1p(exp(-abs(t))))
  }

  /// log f at eight places.
  func logFactors(_ t: EightLanes) -> EightLanes {
    let growth = t.replacing(with: 0, where: t .< 0)
    return correct * t - total * (growth + (1 + (-t.magnitudes).exponential).logarithm)
  }

  /// The first two derivatives of log f at t.
  func derivatives(_ t: Double) -> (slope: Double, curvature: Double) {
    let e = exp(-abs(t))
    let q = 1 / (1 + e)
    return (correct - total * (t > 0 ? q : e * q), -total * e * q * q)
  }

  /// Nodes per unit of the standardised coordinate at which the factor's aliases are below exp(-G).
  ///
  /// Drawn to t by the normal, f acts like n p successes, p = expit(t). The transform of such a
  /// factor is |Gamma(x + ik) Gamma(z + ik)| / (Gamma(x) Gamma(z)), which by Stirling's formula has
  /// fallen by exp(-G) at k^2 = 2 G x z / (x + z) + 2 G^2 / 3 at the latest; the spacing is
  /// 2 pi / k.
  func rate(at t: Double, logTolerance: Double) -> Double {
    guard total > 0 else { return 0 }
    let own = (correct + 0.5) * (total - correct + 0.5) / (total + 1)
    let information = max(own, -derivatives(t).curvature)
    let frequency = 2 * logTolerance * (information + logTolerance / 3)
    return tau * sqrt(frequency) / (2 * Double.pi)
  }
}

/// The log integrand of one study in the coordinates t1 = mu1 + tau1 z1,
/// t2 = mu2 + tau2 (rho z1 + root z2): strictly concave, with Hessian <= -I.
struct DenseIntegrand {
  let first: DenseArm
  let second: DenseArm
  let rho: Double
  let root: Double

  /// t1 of a row.
  func firstLogit(_ z1: Double) -> Double { first.mean + first.tau * z1 }

  /// t2 of a node.
  func secondLogit(_ z1: Double, _ z2: Double) -> Double {
    second.mean + second.tau * (rho * z1 + root * z2)
  }

  /// t2 of eight nodes of a row.
  func secondLogits(_ z1: Double, _ z2: EightLanes) -> EightLanes {
    second.mean + second.tau * (rho * z1 + root * z2)
  }

  /// What all nodes of a row share.
  func row(_ z1: Double) -> Double { first.logFactor(firstLogit(z1)) - 0.5 * z1 * z1 }

  /// The log integrand.
  func value(_ z1: Double, _ z2: Double) -> Double {
    row(z1) + second.logFactor(secondLogit(z1, z2)) - 0.5 * z2 * z2
  }

  /// The maximum of a row over z2.
  func rowMaximum(_ z1: Double, from start: Double) -> Double {
    let scale = second.tau * root
    var z = start
    var search = BracketedNewton()
    for _ in 0..<400 {
      let (slope, curvature) = second.derivatives(secondLogit(z1, z))
      let gradient = scale * slope - z
      let stiffness = 1 - scale * scale * curvature
      if gradient * gradient < 1e-6 * stiffness { return z }
      z = search.next(after: z, gradient: gradient, stiffness: stiffness)
    }
    return z
  }

  /// The mode, as the maximum over z1 of the rows' maxima, by Newton's method in a bracket.
  func mode() -> (z1: Double, z2: Double) {
    var (z1, z2) = (0.0, 0.0)
    var (low, high) = (-Double.infinity, Double.infinity)
    for _ in 0..<400 {
      z2 = rowMaximum(z1, from: z2)
      let slope = profileSlope(z1, z2)
      if slope.gradient > 0 {
        (low, high) = (z1, min(high, z1 + slope.gradient))
      } else {
        (low, high) = (max(low, z1 + slope.gradient), z1)
      }
      if slope.gradient * slope.gradient < 1e-6 * slope.stiffness { break }
      let next = z1 + slope.gradient / slope.stiffness
      z1 = next > low && next < high ? next : 0.5 * (low + high)
    }
    return (z1, z2)
  }

  /// Slope and negative curvature in z1 of the profile max over z2, at the maximum z2.
  private func profileSlope(
    _ z1: Double, _ z2: Double
  ) -> (gradient: Double, stiffness: Double) {
    let a = first.derivatives(firstLogit(z1))
    let b = second.derivatives(secondLogit(z1, z2))
    let (outward, inward) = (second.tau * rho, second.tau * root)
    let inner = 1 - b.curvature * inward * inward
    let own = 1 - a.curvature * first.tau * first.tau
    let gradient = first.tau * a.slope + outward * b.slope - z1
    return (gradient, own - outward * outward * b.curvature / inner)
  }

  /// The z1 beyond which, on one side of the mode, no row comes within `depth` of the maximum, or
  /// somewhat further out.
  ///
  /// The profile is concave and falls by at least the square of the distance over two: Newton's
  /// method from there comes inwards and stays outside.
  func outerEnd(
    mode: (z1: Double, z2: Double), depth: Double, slack: Double, side: Double
  ) -> Double {
    let cut = value(mode.z1, mode.z2) - depth
    var z1 = mode.z1 + side * sqrt(2 * depth)
    var z2 = mode.z2
    for _ in 0..<100 {
      z2 = rowMaximum(z1, from: z2)
      let gap = cut - value(z1, z2)
      if gap < slack { break }
      z1 += gap / profileSlope(z1, z2).gradient
    }
    return z1
  }

  /// Likewise along one row.
  func innerEnd(_ z1: Double, maximum: Double, cut: Double, slack: Double, side: Double) -> Double {
    let depth = max(value(z1, maximum) - cut, 0)
    var z2 = maximum + side * sqrt(2 * depth)
    for _ in 0..<100 {
      let gap = cut - value(z1, z2)
      if gap < slack { break }
      let slope = second.tau * root * second.derivatives(secondLogit(z1, z2)).slope - z2
      z2 += gap / slope
    }
    return z2
  }
}

/// Newton's method for the maximum of a concave function of curvature -1 or stronger, held in a
/// bracket: the maximum is no further from any point than the gradient there is large. A step that is
/// not half as long as the one before it is replaced by halving the bracket, because a logistic slope
/// can send Newton's steps to and fro between two places for ever.
private struct BracketedNewton {
  private var low = -Double.infinity
  private var high = Double.infinity
  private var lastStep = Double.infinity

  /// The next point to try.
  mutating func next(after z: Double, gradient: Double, stiffness: Double) -> Double {
    if gradient > 0 {
      (low, high) = (z, min(high, z + gradient))
    } else {
      (low, high) = (max(low, z + gradient), z)
    }
    var candidate = z + gradient / stiffness
    if !(candidate > low && candidate < high && abs(candidate - z) < 0.5 * lastStep) {
      candidate = 0.5 * (low + high)
    }
    lastStep = abs(candidate - z)
    return candidate
  }
}
