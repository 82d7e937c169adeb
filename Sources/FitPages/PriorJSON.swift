import Distributions
import Documents

extension AccuracyPrior {
  /// The `prior` object of a fit.
  package var json: JSONValue {
    let rho: JSONValue =
      if case .separate(_, _, let rho) = covariance { .string(rho.expression) } else { .null }
    let hasCovariance = covariance.expression != nil
    return .object([
      ("preset", JSONValue(preset)), ("mu_se", .string(muSensitivity.expression)),
      ("mu_sp", .string(muSpecificity.expression)),
      ("tau_se", hasCovariance ? .null : .string(covariance.tauSensitivity.expression)),
      ("tau_sp", hasCovariance ? .null : .string(covariance.tauSpecificity.expression)),
      ("rho", rho), ("covariance", JSONValue(covariance.expression)),
    ])
  }
}
