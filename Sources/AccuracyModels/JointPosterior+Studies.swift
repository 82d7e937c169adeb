import AccuracyData
import CollapsedLikelihood
import DensityInterface

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the studies of a joint density need of the parameters, computed once an evaluation.
struct JointScales {
  let mu: SIMD2<Double>
  let tau: SIMD2<Double>
  let logTau: SIMD2<Double>
  let correlation: Double
  let complement: Double
  let logComplement: Double

  init(_ point: BivariatePoint) {
    mu = SIMD2(point.muSensitivity, point.muSpecificity)
    tau = SIMD2(point.tauSensitivity, point.tauSpecificity)
    logTau = SIMD2(log(tau.x), log(tau.y))
    correlation = point.correlation
    complement = point.complement
    logComplement = log(complement)
  }
}

/// Sums of derivatives with respect to the parameters.
struct JointSlopes {
  var mu = SIMD2<Double>.zero
  var logTau = SIMD2<Double>.zero
  var fisherZ = 0.0
}

/// One observed arm of a joint density.
struct JointArm: Sendable {
  /// Index into the position.
  let coordinate: Int
  let correct: Double
  let total: Double
  /// True where the coordinate is the effect, false where it is the standardised effect.
  let isCentred: Bool

  /// y t - n log(1 + exp t) and its slope y - n p.
  @inline(__always)
  func logLikelihood(_ t: Double) -> (value: Double, slope: Double) {
    let e = exp(-abs(t))
    let p = (t > 0 ? 1 : e) / (1 + e)
    return (correct * t - total * (max(t, 0) + log1p(e)), correct - total * p)
  }
}

/// One study of a joint density: its arms and the algebra of both parameterisations.
struct JointStudy: Sendable {
  let first: JointArm?
  let second: JointArm?
  /// The effects at the conditional mode of the reference point, where a chain starts.
  let mode: SIMD2<Double>
  /// Information n p (1 - p) of each arm there.
  let information: SIMD2<Double>

  init(_ study: AccuracyStudy, reference: BivariatePoint, nextCoordinate next: inout Int) {
    let mode = conditionalMode(of: study, at: reference)
    let arms = [study.diseased, study.nondiseased].map { arm in (arm?.total ?? 0) > 0 ? arm : nil }
    let bothObserved = arms[0] != nil && arms[1] != nil
    let deviations = [
      reference.tauSensitivity,
      reference.tauSpecificity * (bothObserved ? reference.complement : 1),
    ]
    var information = SIMD2<Double>.zero
    var built: [JointArm?] = [nil, nil]
    for k in 0..<2 {
      guard let arm = arms[k] else { continue }
      let e = exp(-abs(mode[k]))
      information[k] = Double(arm.total) * e / ((1 + e) * (1 + e))
      built[k] = JointArm(
        coordinate: next, correct: Double(arm.correct), total: Double(arm.total),
        isCentred: information[k] * deviations[k] * deviations[k] > 1)
      next += 1
    }
    (first, second) = (built[0], built[1])
    self.mode = mode
    self.information = information
  }

  /// The study's part of a position; 0 for a missing arm.
  @inline(__always)
  func coordinates(_ position: Span<Double>) -> SIMD2<Double> {
    SIMD2(
      first.map { position[$0.coordinate] } ?? 0, second.map { position[$0.coordinate] } ?? 0)
  }

  /// rho and sqrt(1 - rho^2) between the study's own effects: 0 and 1 where only one is observed.
  @inline(__always)
  private func dependence(_ scales: JointScales) -> (rho: Double, root: Double, logRoot: Double) {
    first != nil && second != nil
      ? (scales.correlation, scales.complement, scales.logComplement) : (0, 1, 0)
  }

  /// Effects, standardised effects and log density of a study at its coordinates.
  struct State {
    var value = 0.0
    var effects = SIMD2<Double>.zero
    var standardised = SIMD2<Double>.zero
    /// y - n p of each arm.
    var binomialSlopes = SIMD2<Double>.zero
  }

  @inline(__always)
  func state(_ scales: JointScales, _ x: SIMD2<Double>) -> State {
    var state = State()
    let (rho, root, logRoot) = dependence(scales)
    if let first {
      let (mu, tau) = (scales.mu.x, scales.tau.x)
      let (t, z) = first.isCentred ? (x.x, (x.x - mu) / tau) : (mu + tau * x.x, x.x)
      let factor = first.logLikelihood(t)
      state.value = factor.value - 0.5 * z * z - (first.isCentred ? scales.logTau.x : 0)
      (state.effects.x, state.standardised.x) = (t, z)
      state.binomialSlopes.x = factor.slope
    }
    if let second {
      let (mu, tau) = (scales.mu.y, scales.tau.y)
      let pull = rho * state.standardised.x
      let (t, z) =
        second.isCentred
        ? (x.y, ((x.y - mu) / tau - pull) / root) : (mu + tau * (pull + root * x.y), x.y)
      let factor = second.logLikelihood(t)
      state.value +=
        factor.value - 0.5 * z * z - (second.isCentred ? scales.logTau.y + logRoot : 0)
      (state.effects.y, state.standardised.y) = (t, z)
      state.binomialSlopes.y = factor.slope
    }
    return state
  }

  /// Adds the study's derivatives with respect to (mu, log tau, atanh rho) to a sum.
  ///
  /// From z2 = ((t2 - mu2) / tau2 - rho z1) / c with c = sqrt(1 - rho^2), dc / d atanh rho = -rho c
  /// and drho / d atanh rho = c^2; whatever reaches z1 is collected and passed on last.
  ///
  /// - Returns: the derivatives with respect to the study's own coordinates.
  @inline(__always)
  func addSlopes(
    _ scales: JointScales, _ state: State, to slopes: inout JointSlopes
  ) -> SIMD2<Double> {
    let (rho, root, _) = dependence(scales)
    let (z1, z2) = (state.standardised.x, state.standardised.y)
    var own = SIMD2<Double>.zero
    var toFirst = -z1
    if let second {
      let (slope, tau) = (state.binomialSlopes.y, scales.tau.y)
      if second.isCentred {
        own.y = slope - z2 / (tau * root)
        slopes.mu.y += z2 / (tau * root)
        slopes.logTau.y += z2 * (rho * z1 / root + z2) - 1
        slopes.fisherZ += z2 * (root * z1 - rho * z2) + rho
        toFirst += z2 * rho / root
      } else {
        own.y = slope * tau * root - z2
        slopes.mu.y += slope
        slopes.logTau.y += slope * tau * (rho * z1 + root * z2)
        slopes.fisherZ += slope * tau * root * (root * z1 - rho * z2)
        toFirst += slope * tau * rho
      }
    }
    if let first {
      let (slope, tau) = (state.binomialSlopes.x, scales.tau.x)
      if first.isCentred {
        own.x = slope + toFirst / tau
        slopes.mu.x -= toFirst / tau
        slopes.logTau.x -= toFirst * z1 + 1
      } else {
        own.x = slope * tau + toFirst
        slopes.mu.x += slope
        slopes.logTau.x += slope * tau * z1
      }
    }
    return own
  }
}
