import CMath
import RandomStreams

/// Draws of a study's effects one after the other, for any SDs.
///
/// Under a huge SD the density is no bell but a wide normal distribution cut off by a likelihood
/// that on this scale is a cliff, and no bound in the distance from the mode is close. One margin at
/// a time it is still log-concave:
///
///     f(t1) = L1(t1) N(t1; mu1, tau1^2) I(t1),
///     I(t1) = integral of L2(t2) N(t2; mu2 + rho tau2 z1, tau2^2 (1 - rho^2)) dt2,
///
/// because the integral of a log-concave function over one variable is log-concave in the other
/// (a theorem of Prékopa). I(t1) is not computed: the bound of the inner density (`EffectMargin`) has an
/// area H(t1) in closed form with I <= H <= 1.582 I, and `SecantBound` needs no more. A trial draws
/// t1 from the outer bound, t2 from the inner one, and one uniform decides on both: the draw is
/// exact.
struct NestedEffects {
  private let target: StudyEffectDensity
  private let outer: EffectMargin
  private var bound = SecantBound(slack: EffectMargin.logSlack)

  /// Explores the first effect's density until it has fallen by at least 1 on both sides.
  init(_ target: StudyEffectDensity) {
    self.target = target
    outer = EffectMargin(
      arm: target.first, mean: target.point.muSensitivity, sd: target.point.tauSensitivity)
    var best = (x: outer.mode, u: upperValue(outer.mode, inner(at: outer.mode)))
    bound.insert(best.x, best.u)
    best = explore(from: best, step: outer.reach.above)
    best = explore(from: best, step: -outer.reach.below)
    _ = explore(from: best, step: outer.reach.above)
    bound.discardFarPoints(below: 100)
  }

  private func inner(at x: Double) -> EffectMargin {
    let point = target.point
    return EffectMargin(
      arm: target.second,
      mean: point.muSpecificity + point.tauSpecificity * target.correlation * outer.score(x),
      sd: max(point.tauSpecificity * target.complement, 1e-290))
  }

  /// log of L1 N H: the log of the marginal density or up to `slack` above it.
  private func upperValue(_ x: Double, _ inner: EffectMargin) -> Double {
    inner.logBoundedIntegral - outer.drop(at: x)
  }

  /// Walks in one direction: longer steps while the value rises or stays, shorter ones where it has
  /// fallen off a cliff. Every point visited enters the bound.
  private mutating func explore(
    from start: (x: Double, u: Double), step: Double
  ) -> (x: Double, u: Double) {
    var (best, step) = (start, step)
    for _ in 0..<300 {
      let x = best.x + step
      // The spacing of numbers here is wider than the step.
      if x == best.x { break }
      let u = upperValue(x, inner(at: x))
      bound.insert(x, u)
      if u > best.u {
        best = (x, u)
        step *= 2
      } else if u > best.u - 1 {
        step *= 2
      } else if u < best.u - 30 {
        step *= 0.125
      } else {
        break
      }
    }
    return best
  }

  /// One trial; a rejected one makes the bound closer.
  mutating func trial(using stream: inout RandomStream) -> (
    effects: SIMD2<Double>, isAccepted: Bool
  ) {
    let (x, logBound) = bound.propose(choice: stream.uniform(), uniform: stream.uniform())
    let inner = inner(at: x)
    let u = upperValue(x, inner)
    let (y, logRatio) = inner.propose(uniform: stream.uniform())
    let effects = SIMD2(outer.logit(x), inner.logit(y))
    if log(stream.uniform()) < u - logBound + logRatio { return (effects, true) }
    if bound.count < 200 { bound.insert(x, u) }
    return (effects, false)
  }

  /// Draws.
  ///
  /// A trial succeeds with a probability bounded away from 0, so that only rounding (a cliff narrower
  /// than the spacing of numbers where it stands) can fail 10,000 times; the last trial then serves.
  mutating func draw(using stream: inout RandomStream) -> SIMD2<Double> {
    var effects = SIMD2<Double>.zero
    for _ in 0..<10_000 {
      let trial = trial(using: &stream)
      if trial.isAccepted { return trial.effects }
      effects = trial.effects
    }
    return effects
  }
}
