import CMath
import SpecialFunctions

extension Region {
  /// Corners of the polygon before the first is repeated.
  private static let cornerCount = 200

  /// The ellipse by its principal axes, each point mapped to ROC space.
  static func outline(
    center: (logitSensitivity: Double, logitSpecificity: Double), covariance: LogitCovariance,
    squaredRadius: Double
  ) -> [(falsePositiveRate: Double, sensitivity: Double)] {
    let axes = covariance.principalAxes
    let radius = squaredRadius.squareRoot()
    let major = radius * axes.majorVariance.squareRoot()
    let minor = radius * axes.minorVariance.squareRoot()
    var polygon: [(falsePositiveRate: Double, sensitivity: Double)] = []
    polygon.reserveCapacity(cornerCount + 1)
    for corner in 0..<cornerCount {
      let angle = 2 * Double.pi * Double(corner) / Double(cornerCount)
      let along = major * cos(angle)
      let across = minor * sin(angle)
      let logitSensitivity =
        center.logitSensitivity + axes.cosine * along - axes.sine * across
      let logitSpecificity =
        center.logitSpecificity + axes.sine * along + axes.cosine * across
      polygon.append(
        (falsePositiveRate: expit(-logitSpecificity), sensitivity: expit(logitSensitivity)))
    }
    polygon.append(polygon[0])
    return polygon
  }
}
