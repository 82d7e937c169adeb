import AccuracyData
import CMath

/// The mode of a study's true logit sensitivity and specificity given the five parameters.
///
/// Newton's method with halving, in the coordinates t1 = mu1 + tau1 z1,
/// t2 = mu2 + tau2 (rho z1 + sqrt(1 - rho^2) z2), in which the log density has Hessian <= -I.
///
/// - Parameters:
///   - study: a missing arm contributes nothing.
///   - point: SDs positive and finite.
/// - Returns: (logit sensitivity, logit specificity) at the mode.
public func conditionalMode(of study: AccuracyStudy, at point: BivariatePoint) -> SIMD2<Double> {
  let target = StudyEffectDensity(study: study, point: point)
  let mode = target.mode()
  return target.effects(at: mode)
}

/// log density of the standardised effects of one study, up to a constant, with derivatives.
struct StudyEffectDensity {
  let first: (correct: Double, total: Double)
  let second: (correct: Double, total: Double)
  let point: BivariatePoint
  let correlation: Double
  let complement: Double

  init(study: AccuracyStudy, point: BivariatePoint) {
    first = (Double(study.diseased?.correct ?? 0), Double(study.diseased?.total ?? 0))
    second = (Double(study.nondiseased?.correct ?? 0), Double(study.nondiseased?.total ?? 0))
    self.point = point
    correlation = point.correlation
    complement = point.complement
  }

  /// (logit sensitivity, logit specificity) at standardised coordinates.
  func effects(at z: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(
      point.muSensitivity + point.tauSensitivity * z.x,
      point.muSpecificity + point.tauSpecificity * (correlation * z.x + complement * z.y))
  }

  /// y t - n log(1 + e^t) with the weight n p (1 - p) and the slope y - n p.
  static func binomial(
    _ arm: (correct: Double, total: Double), _ t: Double
  ) -> (value: Double, slope: Double, weight: Double) {
    let e = exp(-abs(t))
    let p = t > 0 ? 1 / (1 + e) : e / (1 + e)
    return (
      arm.correct * t - arm.total * (max(t, 0) + log1p(e)), arm.correct - arm.total * p,
      arm.total * e / ((1 + e) * (1 + e))
    )
  }

  struct Expansion {
    var value: Double
    var gradient: SIMD2<Double>
    /// Minus the Hessian: first diagonal, off-diagonal, second diagonal.
    var h11, h12, h22: Double
  }

  func expansion(at z: SIMD2<Double>) -> Expansion {
    let t = effects(at: z)
    let (a, b) = (Self.binomial(first, t.x), Self.binomial(second, t.y))
    let s1 = point.tauSensitivity
    let (r2, q2) = (point.tauSpecificity * correlation, point.tauSpecificity * complement)
    return Expansion(
      value: a.value + b.value - 0.5 * (z.x * z.x + z.y * z.y),
      gradient: SIMD2(a.slope * s1 + b.slope * r2 - z.x, b.slope * q2 - z.y),
      h11: 1 + a.weight * s1 * s1 + b.weight * r2 * r2, h12: b.weight * r2 * q2,
      h22: 1 + b.weight * q2 * q2)
  }

  /// The standardised mode.
  ///
  /// Once the Newton decrement is small the full step is right, and rounding of the value (which is
  /// of size n) must not decide any more; the search then ends where the gradient's own rounding
  /// stops the decrement from falling.
  func mode() -> SIMD2<Double> { searchMode().position }

  /// The standardised mode, and whether the search reached it: with an SD of thousands a Newton step
  /// can leave by more than halving brings back.
  func searchMode() -> (position: SIMD2<Double>, isFound: Bool) {
    var z = SIMD2<Double>.zero
    var current = expansion(at: z)
    var last = Double.infinity
    for _ in 0..<200 {
      let det = current.h11 * current.h22 - current.h12 * current.h12
      let g = current.gradient
      let step =
        SIMD2(
          current.h22 * g.x - current.h12 * g.y, current.h11 * g.y - current.h12 * g.x) / det
      let decrement = (step * g).sum()
      if decrement < 1e-18 || (decrement < 1e-8 && decrement >= last) { return (z, true) }
      var scale = 1.0
      var next = expansion(at: z + step)
      while decrement >= 1e-8 && next.value < current.value && scale > 1e-9 {
        scale *= 0.5
        next = expansion(at: z + scale * step)
      }
      z += scale * step
      current = next
      last = decrement
    }
    return (z, last < 1e-8)
  }
}
