import CMath

/// One point of the parameter space of a bivariate model with a mean for each level of a covariate.
///
/// The between-study covariance is held by its loadings (a Cholesky factor):
///
///     theta_1 = mu_1 + first z_1
///     theta_2 = mu_2 + cross z_1 + second z_2,       z ~ N(0, I)
///
/// In these coordinates the edges of the parameter space are at finite points (tau_se = 0 at
/// first = 0, rho = +-1 at second = 0) and the likelihood is smooth across them.
public struct EstimatedPoint: Sendable, Equatable {
  /// Mean logit sensitivity and mean logit specificity of each level; one level without a covariate.
  public var means: [SIMD2<Double>]
  /// Loading of logit sensitivity on its factor.
  public var first: Double
  /// Loading of logit specificity on the factor of logit sensitivity.
  public var cross: Double
  /// Loading of logit specificity on a factor of its own.
  public var second: Double

  /// A point from means and loadings.
  ///
  /// - Parameters:
  ///   - means: of each level, at least one.
  ///   - first: loading of logit sensitivity.
  ///   - cross: loading of logit specificity on the same factor.
  ///   - second: loading of logit specificity on its own factor.
  public init(means: [SIMD2<Double>], first: Double, cross: Double, second: Double) {
    precondition(!means.isEmpty, "a point has the means of a level")
    self.means = means
    self.first = first
    self.cross = cross
    self.second = second
  }

  /// Mean logit sensitivity of the first level.
  public var muSensitivity: Double { means[0].x }
  /// Mean logit specificity of the first level.
  public var muSpecificity: Double { means[0].y }
  /// Between-study standard deviation of logit sensitivity.
  public var tauSensitivity: Double { abs(first) }
  /// Between-study standard deviation of logit specificity.
  public var tauSpecificity: Double { hypot(cross, second) }
  /// Between-study correlation of logit sensitivity and logit specificity; `nil` if a tau is 0.
  public var correlation: Double? {
    first == 0 || tauSpecificity == 0 ? nil : (first < 0 ? -cross : cross) / tauSpecificity
  }
  /// Between-study covariance.
  public var covariance: Double { first * cross }

  /// Means, level by level, then the three loadings.
  var coordinates: [Double] {
    get { means.flatMap { [$0.x, $0.y] } + [first, cross, second] }
    set {
      let loadings = newValue.count - 3
      for level in means.indices {
        means[level] = SIMD2(newValue[2 * level], newValue[2 * level + 1])
      }
      (first, cross, second) = (
        newValue[loadings], newValue[loadings + 1], newValue[loadings + 2]
      )
    }
  }
}
