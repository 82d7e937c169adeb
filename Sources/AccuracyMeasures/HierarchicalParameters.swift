import CMath

/// The parameters of the HSROC model that is equivalent to a bivariate model without covariates.
///
/// With A = logit Se, B = logit Sp, s the between-study standard deviations and c their covariance:
///
///     lambda = sqrt(s_B/s_A) mu_A + sqrt(s_A/s_B) mu_B
///     theta = (sqrt(s_B/s_A) mu_A - sqrt(s_A/s_B) mu_B) / 2
///     beta = log(s_B/s_A)
///     var_accuracy = 2 (s_A s_B + c)      var_threshold = (s_A s_B - c) / 2
///
/// Source: Harbord et al. (2007), Biostatistics 8(2), 239-251.
public struct HierarchicalParameters: Sendable, Equatable {
  /// Accuracy parameter; NaN if a tau is 0.
  public let lambda: Double
  /// Threshold parameter; NaN if a tau is 0.
  public let theta: Double
  /// Shape parameter; NaN if a tau is 0.
  public let beta: Double
  /// Between-study variance of accuracy.
  public let varianceOfAccuracy: Double
  /// Between-study variance of the threshold.
  public let varianceOfThreshold: Double

  /// Converts one draw.
  ///
  /// - Parameter parameters: one draw of the bivariate model.
  public init(_ parameters: BivariateParameters) {
    let deviationA = parameters.tauSensitivity
    let deviationB = parameters.tauSpecificity
    let product = deviationA * deviationB
    varianceOfAccuracy = 2 * (product + parameters.covariance)
    varianceOfThreshold = (product - parameters.covariance) / 2
    guard deviationA > 0 && deviationB > 0 else {
      lambda = .nan
      theta = .nan
      beta = .nan
      return
    }
    let ratio = deviationB / deviationA
    let root = ratio.squareRoot()
    let scaledA = root * parameters.muSensitivity
    let scaledB = parameters.muSpecificity / root
    lambda = scaledA + scaledB
    theta = (scaledA - scaledB) / 2
    beta = log(ratio)
  }
}
