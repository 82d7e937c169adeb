/// A credible, prediction or confidence region of the pair sensitivity and specificity.
///
/// An ellipse on the logit scales, `(x - center)' covariance^-1 (x - center) <= squaredRadius`,
/// drawn as a closed polygon in ROC space.
public struct Region: Sendable {
  /// The outline: 201 points, counter-clockwise on the logit scales of (sensitivity, specificity),
  /// the last identical to the first. Both coordinates are in [0, 1].
  public let polygon: [(falsePositiveRate: Double, sensitivity: Double)]
  /// Center of the ellipse, on the logit scale.
  public let center: (logitSensitivity: Double, logitSpecificity: Double)
  /// Shape of the ellipse, on the logit scale.
  public let covariance: LogitCovariance
  /// Squared Mahalanobis distance of the outline from the center.
  public let squaredRadius: Double
  /// Nominal probability content, in (0, 1).
  public let level: Double

  /// A region of given shape and size, for instance a Wald ellipse of an ML fit with
  /// `squaredRadius = -2 log(1 - level)`, the chi-squared quantile on two degrees of freedom.
  ///
  /// - Parameters:
  ///   - center: center on the logit scale.
  ///   - covariance: shape on the logit scale.
  ///   - squaredRadius: squared Mahalanobis distance of the outline, not negative.
  ///   - level: nominal probability content; kept as a label.
  /// - Throws: `AccuracyMeasuresError.degenerateCovariance` if the covariance is not positive
  ///   definite.
  public init(
    center: (logitSensitivity: Double, logitSpecificity: Double), covariance: LogitCovariance,
    squaredRadius: Double, level: Double
  ) throws(AccuracyMeasuresError) {
    guard covariance.isPositiveDefinite, squaredRadius.isFinite, squaredRadius >= 0 else {
      throw .degenerateCovariance
    }
    self.center = center
    self.covariance = covariance
    self.squaredRadius = squaredRadius
    self.level = level
    polygon = Self.outline(center: center, covariance: covariance, squaredRadius: squaredRadius)
  }

  /// Whether a pair of logits lies in the region, its edge included.
  ///
  /// - Parameters:
  ///   - logitSensitivity: first coordinate.
  ///   - logitSpecificity: second coordinate.
  /// - Returns: true inside and on the edge; false for NaN.
  public func contains(logitSensitivity: Double, logitSpecificity: Double) -> Bool {
    covariance.squaredDistance(
      logitSensitivity - center.logitSensitivity, logitSpecificity - center.logitSpecificity)
      <= squaredRadius
  }
}
