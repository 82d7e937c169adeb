import CollapsedLikelihood

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension JointPosterior {
  /// A starting position around the reference point, twice as dispersed as the posterior about is.
  ///
  /// The means get SD 2 / sqrt(sum of 1 / (tau^2 + 1 / information)), the coordinates of the
  /// covariance 2 / sqrt(N + 2), at most 1, and the effects their conditional SD around the
  /// conditional mode.
  ///
  /// - Parameter normals: `dimension` independent standard normal numbers; zeros give the
  ///   reference point itself with the conditional modes.
  /// - Returns: `dimension` coordinates with finite log density.
  public func start(normals: [Double]) -> [Double] {
    precondition(normals.count == dimension, "one normal number a coordinate")
    var position = [Double](repeating: 0, count: dimension)
    let spread = meanSpread()
    position[0] = reference.muSensitivity + spread.x * normals[0]
    position[1] = reference.muSpecificity + spread.y * normals[1]
    let covariance = covariance.coordinates(
      logTauSensitivity: log(reference.tauSensitivity),
      logTauSpecificity: log(reference.tauSpecificity), fisherZ: reference.fisherZ)
    let scale = min(1, 2 / Double(studies.count + 2).squareRoot())
    for k in 0..<3 { position[2 + k] = covariance[k] + scale * normals[2 + k] }
    let centre = (tau: referenceTau, mu: SIMD2(reference.muSensitivity, reference.muSpecificity))
    for study in studies {
      let both = study.first != nil && study.second != nil
      let z1 = study.first == nil ? 0 : (study.mode.x - centre.mu.x) / centre.tau.x
      let rho = both ? reference.correlation : 0
      let complement = both ? reference.complement : 1
      let z2 = ((study.mode.y - centre.mu.y) / centre.tau.y - rho * z1) / complement
      let deviations = SIMD2(centre.tau.x, centre.tau.y * complement)
      for (k, arm) in [study.first, study.second].enumerated() {
        guard let arm else { continue }
        let precision = 1 + study.information[k] * deviations[k] * deviations[k]
        let noise = normals[arm.coordinate] / precision.squareRoot()
        position[arm.coordinate] =
          arm.isCentred ? study.mode[k] + deviations[k] * noise : (k == 0 ? z1 : z2) + noise
      }
    }
    return position
  }

  private var referenceTau: SIMD2<Double> {
    SIMD2(reference.tauSensitivity, reference.tauSpecificity)
  }

  private func meanSpread() -> SIMD2<Double> {
    var precision = SIMD2<Double>(repeating: 0.04)
    for study in studies {
      for k in 0..<2 where study.information[k] > 0 {
        precision[k] += 1 / (referenceTau[k] * referenceTau[k] + 1 / study.information[k])
      }
    }
    return SIMD2(2 / precision.x.squareRoot(), 2 / precision.y.squareRoot())
  }
}
