/// One point of the parameter space of a bivariate model with a mean for each level of a covariate; the
/// between-study covariance is held by its loadings (see `CovarianceLoadings`).
public struct EstimatedPoint: Sendable, Equatable {
  /// Mean logit sensitivity and mean logit specificity of each level; one level without a covariate.
  public var means: [SIMD2<Double>]
  /// The covariance between studies.
  public var loadings: CovarianceLoadings

  /// A point from means and loadings.
  ///
  /// - Parameters:
  ///   - means: of each level, at least one.
  ///   - loadings: of the covariance that all levels share.
  public init(means: [SIMD2<Double>], loadings: CovarianceLoadings) {
    precondition(!means.isEmpty, "a point has the means of a level")
    (self.means, self.loadings) = (means, loadings)
  }

  /// A point from its coordinates: means, level by level, then the three loadings.
  init(coordinates: [Double]) {
    let means = stride(from: 0, to: coordinates.count - 3, by: 2).map {
      SIMD2(coordinates[$0], coordinates[$0 + 1])
    }
    self.init(means: means, loadings: CovarianceLoadings(coordinates.suffix(3)))
  }

  /// Means, level by level, then the three loadings.
  var coordinates: [Double] { means.flatMap { [$0.x, $0.y] } + loadings.values }

  /// Mean logit sensitivity of the first level.
  public var muSensitivity: Double { means[0].x }
  /// Mean logit specificity of the first level.
  public var muSpecificity: Double { means[0].y }
  /// Between-study standard deviation of logit sensitivity.
  public var tauSensitivity: Double { loadings.tauSensitivity }
  /// Between-study standard deviation of logit specificity.
  public var tauSpecificity: Double { loadings.tauSpecificity }
  /// Between-study correlation of logit sensitivity and logit specificity; `nil` if a tau is 0.
  public var correlation: Double? { loadings.correlation }
  /// Between-study covariance.
  public var covariance: Double { loadings.covariance }
}
