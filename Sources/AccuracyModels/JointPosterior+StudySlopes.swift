extension JointStudy {
  /// Adds the study's derivatives with respect to the parameters to a sum.
  ///
  /// The chain rule backwards through `state`: what reaches z2 goes to x2, m2 and P2; what reaches z1,
  /// from the second arm too, to x1, m1 and P1.
  ///
  /// - Returns: the derivatives with respect to the study's own coordinates.
  @inline(__always)
  func addSlopes(
    _ scales: JointScales, _ x: SIMD2<Double>, _ state: State, to slopes: inout JointSlopes
  ) -> SIMD2<Double> {
    var own = SIMD2<Double>.zero
    var toFirst = 0.0
    if let second {
      own.y = addSecondArm(second, scales, x.y, state, to: &slopes, toFirst: &toFirst)
    }
    if let first {
      own.x = addFirstArm(first, scales, x.x, state, toFirst: toFirst, to: &slopes)
    }
    return own
  }

  @inline(__always)
  private func addSecondArm(
    _ arm: JointArm, _ scales: JointScales, _ x: Double, _ state: State,
    to slopes: inout JointSlopes, toFirst: inout Double
  ) -> Double {
    let (rho, root) = dependence(scales)
    let (tau, slope) = (scales.tau.y, state.second.binomialSlope)
    let (z1, z2) = (state.first.standardised, state.second.standardised)
    let deviation = tau * root
    // With respect to the conditional mean mu2 + tau2 rho z1 and to log(tau2 c).
    var toMean = slope
    var toLogDeviation = slope * deviation * z2
    var toBase = slope * deviation - z2
    if let fold = state.second.fold {
      let part = fold.pull(toBase)
      toBase = part.base
      toMean += part.distance / deviation
      toLogDeviation += part.logDeviation
    }
    let scale = state.second.scale
    // With respect to the sum P2 m2 and to P2, and from there to log(tau2 c).
    let strength = arm.weight * deviation
    let toSum = toBase * scale * scale
    let toPrecision = -(toBase * (state.second.centre + 0.5 * scale * x) + 0.5) * scale * scale
    toLogDeviation += toBase * state.second.centre + 2 * toPrecision * strength * deviation
    toMean -= toSum * strength
    slopes.mu.y += toMean
    slopes.logTau.y += toLogDeviation + toMean * tau * rho * z1
    if first != nil { slopes.logComplement += toLogDeviation }
    slopes.correlation += toMean * tau * z1
    toFirst = toMean * tau * rho
    return toBase * scale
  }

  @inline(__always)
  private func addFirstArm(
    _ arm: JointArm, _ scales: JointScales, _ x: Double, _ state: State, toFirst: Double,
    to slopes: inout JointSlopes
  ) -> Double {
    let (mu, tau, slope) = (scales.mu.x, scales.tau.x, state.first.binomialSlope)
    let z = state.first.standardised
    var toMean = slope
    var toLogTau = slope * tau * z
    var toBase = toFirst + slope * tau - z
    if let fold = state.first.fold {
      let part = fold.pull(toBase)
      toBase = part.base
      toMean += part.distance / tau
      toLogTau += part.logDeviation
    }
    let scale = state.first.scale
    let toSum = toBase * scale * scale
    let toPrecision = -(toBase * (state.first.centre + 0.5 * scale * x) + 0.5) * scale * scale
    let strength = arm.weight * tau
    toMean -= toSum * strength
    toLogTau += toSum * strength * (arm.observed - mu) + 2 * toPrecision * strength * tau
    slopes.mu.x += toMean
    slopes.logTau.x += toLogTau
    if let second {
      addInformation(of: second, scales, state, toSum, toPrecision, to: &slopes)
    }
    return toBase * scale
  }

  /// The part of P1 and P1 m1 that comes from the second arm.
  @inline(__always)
  private func addInformation(
    of second: JointArm, _ scales: JointScales, _ state: State, _ toSum: Double,
    _ toPrecision: Double, to slopes: inout JointSlopes
  ) {
    let (rho, root) = dependence(scales)
    let (mu, tau, inverse) = (scales.mu.y, scales.tau.y, state.second.scale * state.second.scale)
    let strength = second.weight * tau * inverse
    let (gain, pull) = (strength * tau, strength * (second.observed - mu))
    let (toGain, toPull) = (toPrecision * rho * rho * gain, toSum * rho * pull)
    // 1 / P2 falls with both log tau2 and log c by 2 (P2 - 1) / P2.
    let toInverse = 2 * gain * root * root * (toGain + toPull)
    slopes.correlation += 2 * toPrecision * rho * gain + toSum * pull
    slopes.logTau.y += 2 * toGain + toPull - toInverse
    slopes.logComplement -= toInverse
    slopes.mu.y -= toSum * rho * strength
  }
}
