import CMath
import CollapsedLikelihood

extension JointPosterior {
  /// A starting position around the reference point, about twice as dispersed as the posterior.
  ///
  /// The coordinates of the covariance get SD 2 / sqrt(N + 2), at most 1; those of the means and of
  /// the effects, which have a posterior SD near 1, get 2.
  ///
  /// - Parameter normals: `dimension` independent standard normal numbers; zeros give the
  ///   reference point itself, with the effects about where the studies would have them.
  /// - Returns: `dimension` coordinates.
  public func start(normals: [Double]) -> [Double] {
    precondition(normals.count == dimension, "one normal number a coordinate")
    var position = normals.map { 2 * $0 }
    let (first, second) = (
      muSensitivity.scale(tau: reference.tauSensitivity),
      muSpecificity.scale(tau: reference.tauSpecificity)
    )
    position[0] += (reference.muSensitivity - first.centre) / first.scale
    position[1] += (reference.muSpecificity - second.centre) / second.scale
    let covariance = covariance.coordinates(
      logTauSensitivity: log(reference.tauSensitivity),
      logTauSpecificity: log(reference.tauSpecificity), fisherZ: reference.fisherZ)
    let scale = min(1, 2 / Double(studies.count + 2).squareRoot())
    for (k, limit) in [250.0, 250, 500].enumerated() {
      // A prior whose middle lies at the edge of the legal range still has a start inside.
      position[2 + k] = min(max(covariance[k], -limit), limit) + scale * normals[2 + k]
    }
    return position
  }
}
