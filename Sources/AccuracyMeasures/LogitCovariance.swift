import CMath

/// Covariance matrix of a pair (logit sensitivity, logit specificity).
public struct LogitCovariance: Sendable, Equatable {
  /// Variance of logit sensitivity.
  public let varianceSensitivity: Double
  /// Variance of logit specificity.
  public let varianceSpecificity: Double
  /// Covariance of the two logits.
  public let covariance: Double

  /// A covariance matrix by its entries.
  ///
  /// - Parameters:
  ///   - varianceSensitivity: variance of logit sensitivity.
  ///   - varianceSpecificity: variance of logit specificity.
  ///   - covariance: covariance of the two.
  public init(varianceSensitivity: Double, varianceSpecificity: Double, covariance: Double) {
    self.varianceSensitivity = varianceSensitivity
    self.varianceSpecificity = varianceSpecificity
    self.covariance = covariance
  }

  /// Sample covariance of paired draws, with divisor n - 1, in two passes.
  ///
  /// - Parameters:
  ///   - logitSensitivities: `n >= 2` draws.
  ///   - logitSpecificities: as many.
  init(logitSensitivities: [Double], logitSpecificities: [Double]) {
    let count = Double(logitSensitivities.count)
    let meanA = logitSensitivities.reduce(0, +) / count
    let meanB = logitSpecificities.reduce(0, +) / count
    var sumAA = 0.0
    var sumBB = 0.0
    var sumAB = 0.0
    for (valueA, valueB) in zip(logitSensitivities, logitSpecificities) {
      let deviationA = valueA - meanA
      let deviationB = valueB - meanB
      sumAA += deviationA * deviationA
      sumBB += deviationB * deviationB
      sumAB += deviationA * deviationB
    }
    self.init(
      varianceSensitivity: sumAA / (count - 1), varianceSpecificity: sumBB / (count - 1),
      covariance: sumAB / (count - 1))
  }

  private var correlation: Double {
    covariance / (varianceSensitivity.squareRoot() * varianceSpecificity.squareRoot())
  }

  /// Whether the matrix is positive definite, with room for rounding: a correlation within 1e-13 of
  /// +-1 counts as singular.
  public var isPositiveDefinite: Bool {
    varianceSensitivity > 0 && varianceSpecificity > 0 && varianceSensitivity.isFinite
      && varianceSpecificity.isFinite && abs(correlation) < 1 - 1e-13
  }

  /// Squared Mahalanobis length of a vector, `d' covariance^-1 d`.
  ///
  /// - Parameters:
  ///   - deviationSensitivity: first component.
  ///   - deviationSpecificity: second component.
  /// - Returns: a number not negative, if the matrix is positive definite.
  public func squaredDistance(
    _ deviationSensitivity: Double, _ deviationSpecificity: Double
  ) -> Double {
    let rho = correlation
    let first = deviationSensitivity / varianceSensitivity.squareRoot()
    let second = deviationSpecificity / varianceSpecificity.squareRoot()
    let residual = second - rho * first
    return first * first + residual * residual / ((1 - rho) * (1 + rho))
  }

  /// Eigenvalues, and the direction of the larger one's eigenvector as cosine and sine of its angle
  /// to the sensitivity axis.
  var principalAxes: (majorVariance: Double, minorVariance: Double, cosine: Double, sine: Double) {
    let angle = 0.5 * atan2(2 * covariance, varianceSensitivity - varianceSpecificity)
    let halfSum = 0.5 * (varianceSensitivity + varianceSpecificity)
    let radius = hypot(0.5 * (varianceSensitivity - varianceSpecificity), covariance)
    let major = halfSum + radius
    // The determinant over the major value avoids the cancellation of halfSum - radius.
    let rho = correlation
    let minor =
      varianceSensitivity / major * varianceSpecificity * ((1 - rho) * (1 + rho))
    return (major, minor, cos(angle), sin(angle))
  }
}
