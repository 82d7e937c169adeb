/// Draws of the distribution over studies of true logit sensitivity and specificity in one setting: all
/// that the measures of accuracy read, whatever the model.
///
/// `(logit Se, logit Sp)` of a study has the means mu, standard deviations tau, correlation rho and the
/// family `effects`. With several kinds of variation between studies these are the totals. Element `i`
/// of every array belongs to draw `i`.
public struct PopulationColumns: Sendable, Equatable {
  /// The family of the distribution over studies.
  public enum Effects: Sendable, Equatable {
    /// Bivariate normal.
    case normal
    /// Bivariate Student t with scale matrix from tau and rho, and these degrees of freedom, one a draw.
    case t(degreesOfFreedom: [Double])
  }

  /// Means of logit sensitivity.
  public let muSensitivity: [Double]
  /// Means of logit specificity.
  public let muSpecificity: [Double]
  /// Between-study standard deviations of logit sensitivity, not negative.
  public let tauSensitivity: [Double]
  /// Between-study standard deviations of logit specificity, not negative.
  public let tauSpecificity: [Double]
  /// Between-study correlations of the two logits, in [-1, 1].
  public let rho: [Double]
  /// The family of the distribution.
  public let effects: Effects
  /// What of this the model knows; the rest is 0.
  public let parts: PopulationParts

  /// Joins columns; arrays of different lengths are a programmer error.
  ///
  /// - Parameters:
  ///   - muSensitivity: means of logit sensitivity.
  ///   - muSpecificity: means of logit specificity.
  ///   - tauSensitivity: standard deviations of logit sensitivity.
  ///   - tauSpecificity: standard deviations of logit specificity.
  ///   - rho: correlations.
  ///   - effects: the family of the distribution.
  ///   - parts: what of this the model knows.
  public init(
    muSensitivity: [Double], muSpecificity: [Double], tauSensitivity: [Double],
    tauSpecificity: [Double], rho: [Double], effects: Effects = .normal,
    parts: PopulationParts = .all
  ) {
    let count = muSensitivity.count
    precondition(
      [muSpecificity, tauSensitivity, tauSpecificity, rho].allSatisfy { $0.count == count },
      "columns of draws must have one length")
    (self.muSensitivity, self.muSpecificity) = (muSensitivity, muSpecificity)
    (self.tauSensitivity, self.tauSpecificity) = (tauSensitivity, tauSpecificity)
    (self.rho, self.effects, self.parts) = (rho, effects, parts)
  }

  /// Number of draws.
  public var count: Int { muSensitivity.count }
}
