import ModelInterface

/// One point of the parameter space of the bivariate binomial-normal model.
///
/// Study effects are `(logit Se, logit Sp) ~ N2(mu, Sigma)`. The second axis is specificity, so
/// `rho` is the correlation of logit sensitivity with logit *specificity*; its sign is opposite to
/// that of models of the false positive rate.
public struct BivariateParameters: Sendable, Equatable {
  /// Mean of logit sensitivity over studies; any finite number.
  public var muSensitivity: Double
  /// Mean of logit specificity over studies; any finite number.
  public var muSpecificity: Double
  /// Between-study standard deviation of logit sensitivity; not negative.
  public var tauSensitivity: Double
  /// Between-study standard deviation of logit specificity; not negative.
  public var tauSpecificity: Double
  /// Between-study correlation of logit sensitivity and logit specificity, in [-1, 1].
  public var rho: Double

  /// Makes one point; nothing is checked, since draws are checked where they are made.
  ///
  /// - Parameters:
  ///   - muSensitivity: mean of logit sensitivity.
  ///   - muSpecificity: mean of logit specificity.
  ///   - tauSensitivity: standard deviation of logit sensitivity, not negative.
  ///   - tauSpecificity: standard deviation of logit specificity, not negative.
  ///   - rho: correlation of the two logits, in [-1, 1].
  public init(
    muSensitivity: Double, muSpecificity: Double, tauSensitivity: Double, tauSpecificity: Double,
    rho: Double
  ) {
    self.muSensitivity = muSensitivity
    self.muSpecificity = muSpecificity
    self.tauSensitivity = tauSensitivity
    self.tauSpecificity = tauSpecificity
    self.rho = rho
  }

  /// Between-study covariance of logit sensitivity and logit specificity, `rho tau_se tau_sp`.
  public var covariance: Double { rho * tauSensitivity * tauSpecificity }
}

extension PopulationColumns {
  /// The draw with the given index.
  ///
  /// - Parameter index: position of the draw, in `0 ..< count`.
  public subscript(index: Int) -> BivariateParameters {
    BivariateParameters(
      muSensitivity: muSensitivity[index], muSpecificity: muSpecificity[index],
      tauSensitivity: tauSensitivity[index], tauSpecificity: tauSpecificity[index],
      rho: rho[index])
  }
}
