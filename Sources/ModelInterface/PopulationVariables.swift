import Draws

/// The parameters in which every model of this field ends, for each setting: the distribution of the
/// true logit sensitivity and specificity over studies.
extension Variable {
  /// Mean of logit sensitivity over studies.
  public static let muSensitivity = Variable("mu_se")
  /// Mean of logit specificity over studies.
  public static let muSpecificity = Variable("mu_sp")
  /// Between-study standard deviation of logit sensitivity.
  public static let tauSensitivity = Variable("tau_se", scale: .positive)
  /// Between-study standard deviation of logit specificity.
  public static let tauSpecificity = Variable("tau_sp", scale: .positive)
  /// Between-study correlation of logit sensitivity and logit specificity.
  public static let rho = Variable("rho", scale: .correlation)
  /// Degrees of freedom of t-distributed study effects.
  public static let degreesOfFreedom = Variable("nu", scale: .positive)
  /// atanh rho, which tells values of rho near +-1 apart; for the diagnostics.
  public static let fisherZ = Variable("fisher_z__", role: .auxiliary)

  /// Another form of the quantity that tells its values apart where its own numbers do not, for
  /// diagnostics; nil for most.
  public var monitor: Variable? {
    self == Variable.rho(index) ? Variable.fisherZ(index) : nil
  }

  /// The five in the order in which they are reported.
  public static let population: [Variable] = [
    .muSensitivity, .muSpecificity, .tauSensitivity, .tauSpecificity, .rho,
  ]
}
