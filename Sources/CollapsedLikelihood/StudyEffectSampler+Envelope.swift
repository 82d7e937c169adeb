import CMath

/// A bound of a study's effect density that depends on the distance from the mode only.
///
/// With H minus the Hessian at the mode z* (standardised coordinates) and w = L'(z - z*), L L' = H:
/// inside |w| <= r0 the weight n p (1 - p) of each arm is at least its value at one end of the
/// arm's interval t* +- r0 sd, because it has a single peak. So minus the Hessian is at least
/// H_min = I + J' W_min J >= gamma H there, and
///
///     log f(w) - log f(0) <= -gamma r^2 / 2                     for r <= r0,
///     log f(w) - log f(0) <= gamma r0^2 / 2 - gamma r0 r        for r > r0,
///
/// the second because along a ray log f is concave and its slope at r0 is at most -gamma r0. As
/// H >= I everywhere, gamma = 1 / lambda_max(H) serves every r: r0 = infinity. The radius with the
/// smallest area under the bound is taken; that area over the true one is the mean number of trials.
struct StudyEffectEnvelope {
  /// The radii tried. The large ones serve skewed densities (zero cells under a wide prior).
  static let innerRadii = (1.5, 2.0, 3.0, 6.0, Double.infinity)

  /// Whether the mode was found; without it the bound does not hold.
  let isAtMode: Bool
  /// log f at the mode.
  let modeValue: Double
  /// r0.
  let innerRadius: Double
  /// gamma, in (0, 1].
  let curvature: Double
  /// Integral of r exp(bound) over r: (1 - exp(-gamma r0^2 / 2)) / gamma inside,
  /// exp(-gamma r0^2 / 2) (1 / gamma + 1 / (gamma r0)^2) outside.
  let area: Double

  private let mode: SIMD2<Double>
  private let l11, l21, l22: Double
  private let innerArea: Double
  /// exp(-gamma r0^2 / 2).
  private let edge: Double

  /// Finds the mode and the best radius.
  ///
  /// - Parameters:
  ///   - target: the density.
  ///   - radii: candidates for r0.
  init(
    _ target: StudyEffectDensity,
    radii: (Double, Double, Double, Double, Double) = Self.innerRadii
  ) {
    (mode, isAtMode) = target.searchMode()
    let top = target.expansion(at: mode)
    modeValue = top.value
    let bound = CurvatureBound(target, mode: mode)
    // The determinant without the cancellation of h11 h22 - h12^2.
    l11 = top.h11.squareRoot()
    l21 = top.h12 / l11
    l22 = (bound.determinant / top.h11).squareRoot()
    var best = (radius: radii.0, curvature: bound.curvature(within: radii.0))
    var bestArea = Self.area(radius: best.radius, curvature: best.curvature)
    func consider(_ radius: Double) {
      let curvature = bound.curvature(within: radius)
      let area = Self.area(radius: radius, curvature: curvature)
      if area < bestArea { (best, bestArea) = ((radius, curvature), area) }
    }
    consider(radii.1)
    consider(radii.2)
    // Where the nearest radii already bound the density well, wider ones cannot gain.
    if bestArea > 2 {
      consider(radii.3)
      consider(radii.4)
    }
    (innerRadius, curvature, area) = (best.radius, best.curvature, bestArea)
    edge = exp(-0.5 * best.curvature * best.radius * best.radius)
    innerArea = (1 - edge) / best.curvature
  }

  private static func area(radius: Double, curvature: Double) -> Double {
    guard radius < .infinity else { return 1 / curvature }
    let rate = curvature * radius
    return 1 / curvature + exp(-0.5 * rate * radius) / (rate * rate)
  }

  /// The bound of log f - log f(mode) at a distance.
  func logBound(_ r: Double) -> Double {
    r <= innerRadius
      ? -0.5 * curvature * r * r : curvature * innerRadius * (0.5 * innerRadius - r)
  }

  /// A radius with density proportional to r exp(bound(r)), from two uniforms on (0, 1).
  ///
  /// Inside r0 a truncated Rayleigh variable. Beyond, r0 + x with x of density (r0 + x) exp(-k x),
  /// k = gamma r0: a mixture of an exponential and a gamma of shape 2, whose distribution function
  /// `choice` inverts to the part and `uniform` to the exponential (the gamma's second exponential
  /// reuses what `choice` has left).
  func radius(choice: Double, uniform: Double) -> Double {
    let area = choice * self.area
    if area < innerArea {
      return (-2 / curvature * log1p(-uniform * (1 - edge))).squareRoot()
    }
    let rate = curvature * innerRadius
    let beyond = area - innerArea
    let exponentialArea = edge / curvature
    if beyond < exponentialArea { return innerRadius - log(uniform) / rate }
    let left = (beyond - exponentialArea) / (self.area - innerArea - exponentialArea)
    return innerRadius - log(uniform * max(1 - left, 1e-300)) / rate
  }

  /// The standardised coordinates z at w.
  func position(_ w: SIMD2<Double>) -> SIMD2<Double> {
    let second = w.y / l22
    return mode + SIMD2((w.x - l21 * second) / l11, second)
  }
}

/// The lower bound of a study's curvature within a distance of its mode.
private struct CurvatureBound {
  private let target: StudyEffectDensity
  private let effects: SIMD2<Double>
  /// SD of each arm's logit under the normal approximation at the mode.
  private let spread: SIMD2<Double>
  /// J J' entries: tau1^2, (tau2 rho)^2, tau2^2 (1 - rho^2).
  private let squares: (first: Double, along: Double, across: Double)
  private let weights: SIMD2<Double>
  /// det H.
  let determinant: Double

  init(_ target: StudyEffectDensity, mode: SIMD2<Double>) {
    self.target = target
    effects = target.effects(at: mode)
    let (s1, s2) = (target.point.tauSensitivity, target.point.tauSpecificity)
    let (along, across) = (s2 * target.correlation, s2 * target.complement)
    squares = (s1 * s1, along * along, across * across)
    weights = Self.weights(target, effects)
    determinant =
      (1 + weights.x * squares.first) * (1 + weights.y * squares.across)
      + weights.y * squares.along
    spread = SIMD2(
      (squares.first * (1 + weights.y * squares.across) / determinant).squareRoot(),
      ((squares.along + squares.across * (1 + weights.x * squares.first)) / determinant)
        .squareRoot())
  }

  private static func weights(_ target: StudyEffectDensity, _ t: SIMD2<Double>) -> SIMD2<Double> {
    func weight(_ total: Double, _ t: Double) -> Double {
      let e = exp(-abs(t))
      return total * e / ((1 + e) * (1 + e))
    }
    return SIMD2(weight(target.first.total, t.x), weight(target.second.total, t.y))
  }

  /// The smallest eigenvalue of H^-1 H_min: with A, B, C the weights times tau1^2, (tau2 rho)^2 and
  /// tau2^2 (1 - rho^2), determinant and trace are, free of cancellation,
  ///
  ///     det H = (1 + A)(1 + C) + B,
  ///     det H tr(H^-1 H_min) = (1 + A)(1 + C_min) + (1 + A_min)(1 + C) + B + B_min.
  func curvature(within radius: Double) -> Double {
    // The weight falls with |t|, so its least value is at the end farther from 0.
    let farthest = radius * spread + SIMD2(abs(effects.x), abs(effects.y))
    let least = Self.weights(target, farthest)
    let (a, aMin) = (weights.x * squares.first, least.x * squares.first)
    let (b, bMin) = (weights.y * squares.along, least.y * squares.along)
    let (c, cMin) = (weights.y * squares.across, least.y * squares.across)
    let trace = ((1 + a) * (1 + cMin) + (1 + aMin) * (1 + c) + b + bMin) / determinant
    let product = ((1 + aMin) * (1 + cMin) + bMin) / determinant
    return 2 * product / (trace + max(trace * trace - 4 * product, 0).squareRoot())
  }
}
