import CMath

/// One value of the five parameters of the bivariate model, on the logit scale.
///
/// The correlation is held as Fisher's z = atanh(rho), because rho itself cannot tell values near
/// +-1 apart: `correlation` = tanh(z), `complement` = sqrt(1 - rho^2) = 1 / cosh(z).
public struct BivariatePoint: Sendable, Equatable {
  /// Mean of logit sensitivity.
  public var muSensitivity: Double
  /// Mean of logit specificity.
  public var muSpecificity: Double
  /// Between-study standard deviation of logit sensitivity, positive.
  public var tauSensitivity: Double
  /// Between-study standard deviation of logit specificity, positive.
  public var tauSpecificity: Double
  /// atanh of the between-study correlation.
  public var fisherZ: Double

  /// A point from its five coordinates.
  ///
  /// - Parameters:
  ///   - muSensitivity: mean of logit sensitivity.
  ///   - muSpecificity: mean of logit specificity.
  ///   - tauSensitivity: between-study SD of logit sensitivity, positive.
  ///   - tauSpecificity: between-study SD of logit specificity, positive.
  ///   - fisherZ: atanh of the correlation.
  public init(
    muSensitivity: Double, muSpecificity: Double, tauSensitivity: Double, tauSpecificity: Double,
    fisherZ: Double
  ) {
    self.muSensitivity = muSensitivity
    self.muSpecificity = muSpecificity
    self.tauSensitivity = tauSensitivity
    self.tauSpecificity = tauSpecificity
    self.fisherZ = fisherZ
  }

  /// The correlation of logit sensitivity and logit specificity between studies.
  public var correlation: Double { tanh(fisherZ) }

  /// sqrt(1 - rho^2), accurate where rho is near +-1.
  public var complement: Double { 1 / cosh(fisherZ) }
}
