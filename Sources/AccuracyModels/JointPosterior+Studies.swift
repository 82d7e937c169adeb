import AccuracyData
import CMath
import CollapsedLikelihood

/// What the studies of a joint density need of the parameters, computed once an evaluation.
struct JointScales {
  let mu: SIMD2<Double>
  let tau: SIMD2<Double>
  let correlation: Double
  let complement: Double

  init(_ point: BivariatePoint) {
    mu = SIMD2(point.muSensitivity, point.muSpecificity)
    tau = SIMD2(point.tauSensitivity, point.tauSpecificity)
    correlation = point.correlation
    complement = point.complement
  }
}

/// The sum of the studies' log densities, with one logarithm for many factors of the Jacobian.
struct JointSum {
  private var sum = 0.0
  private var jacobian = 1.0

  @inline(__always)
  mutating func add(_ state: JointStudy.State) {
    sum += state.first.value + state.second.value
    jacobian *= state.first.slope * state.second.slope
    // The factors are at most 1; the product must not vanish.
    if jacobian < 1e-100 {
      sum += log(jacobian)
      jacobian = 1
    }
  }

  var value: Double { sum + log(jacobian) }
}

/// Sums of derivatives with respect to the parameters.
struct JointSlopes {
  var mu = SIMD2<Double>.zero
  var logTau = SIMD2<Double>.zero
  var correlation = 0.0
  /// With respect to log sqrt(1 - rho^2), taken as a parameter of its own.
  var logComplement = 0.0
}

/// One study of a joint density: its arms and the algebra of its coordinates.
///
/// With c = sqrt(1 - rho^2) the effects are t1 = mu1 + tau1 z1 and t2 = mu2 + tau2 (rho z1 + c z2).
/// Were each arm a normal observation y_j with variance 1 / w_j, z1 would be normal with
///
///     P1 = 1 + w1 tau1^2 + rho^2 w2 tau2^2 / P2,     P2 = 1 + w2 tau2^2 c^2,
///     P1 m1 = w1 tau1 (y1 - mu1) + rho w2 tau2 (y2 - mu2) / P2
///
/// and z2 given z1 with precision P2 and P2 m2 = w2 tau2 c (y2 - mu2 - tau2 rho z1). A coordinate x
/// means z = m + x / sqrt(P): at small tau that is z (non-centred), at large tau the effect itself
/// in units of its likelihood (centred). A one-sided arm has w = 0, and `JointFold` maps its z.
struct JointStudy: Sendable {
  let first: JointArm?
  let second: JointArm?

  init(_ study: AccuracyStudy, nextCoordinate next: inout Int) {
    func arm(_ arm: AccuracyArm?) -> JointArm? {
      guard let arm, arm.total > 0 else { return nil }
      defer { next += 1 }
      return JointArm(arm, coordinate: next)
    }
    first = arm(study.diseased)
    second = arm(study.nondiseased)
  }

  /// The study's part of a position; 0 for a missing arm.
  @inline(__always)
  func coordinates(_ position: Span<Double>) -> SIMD2<Double> {
    SIMD2(
      first.map { position[$0.coordinate] } ?? 0, second.map { position[$0.coordinate] } ?? 0)
  }

  /// rho and sqrt(1 - rho^2) between the study's own effects: 0 and 1 where only one is observed.
  @inline(__always)
  func dependence(_ scales: JointScales) -> (rho: Double, root: Double) {
    first != nil && second != nil ? (scales.correlation, scales.complement) : (0, 1)
  }

  /// Both effects of a study.
  struct State {
    var first = JointEffect()
    var second = JointEffect()
  }

  @inline(__always)
  func state(_ scales: JointScales, _ x: SIMD2<Double>) -> State {
    var state = State()
    let (rho, root) = dependence(scales)
    let (mu, tau) = (scales.mu, scales.tau)
    let deviation = tau.y * root
    // P1 P2 = (1 + w1 tau1^2) P2 + rho^2 w2 tau2^2, so that both precisions need one division.
    let (strength, other) = ((first?.weight ?? 0) * tau.x, (second?.weight ?? 0) * tau.y)
    let precision = 1 + other * tau.y * root * root
    let product = (1 + strength * tau.x) * precision + rho * rho * other * tau.y
    let inverses = SIMD2(precision, 1) / SIMD2(product, precision)
    let scale = inverses.squareRoot()
    if let first {
      let pull = rho * other * ((second?.observed ?? 0) - mu.y) * inverses.y
      let centre = (strength * (first.observed - mu.x) + pull) * inverses.x
      state.first = JointEffect(
        first, mean: mu.x, deviation: tau.x, centre: centre, scale: scale.x, coordinate: x.x)
    }
    if let second {
      let mean = mu.y + tau.y * rho * state.first.standardised
      let centre = other * root * (second.observed - mean) * inverses.y
      state.second = JointEffect(
        second, mean: mean, deviation: deviation, centre: centre, scale: scale.y,
        coordinate: x.y)
    }
    return state
  }
}

/// One effect of a study, from its coordinate.
struct JointEffect {
  /// m and 1 / sqrt(P).
  var centre = 0.0
  var scale = 1.0
  /// The fold of a one-sided arm.
  var fold: JointFold?
  /// z, and its derivative with respect to the coordinate.
  var standardised = 0.0
  var slope = 1.0
  /// t, and y - n p there.
  var effect = 0.0
  var binomialSlope = 0.0
  /// The log density without log `slope`.
  var value = 0.0

  /// A missing effect.
  init() {}

  @inline(__always)
  init(
    _ arm: JointArm, mean: Double, deviation: Double, centre: Double, scale: Double,
    coordinate: Double
  ) {
    (self.centre, self.scale) = (centre, scale)
    standardised = centre + scale * coordinate
    slope = scale
    if arm.side != 0 {
      let fold = JointFold(
        side: arm.side, deviation: deviation, distance: (mean - arm.edge) / deviation,
        base: standardised)
      standardised = fold.standardised
      slope *= fold.slope
      self.fold = fold
    }
    effect = mean + deviation * standardised
    let factor = arm.logLikelihood(effect)
    binomialSlope = factor.slope
    value = factor.value - 0.5 * standardised * standardised
  }
}
