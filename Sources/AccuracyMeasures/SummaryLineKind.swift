/// Which straight line through `(-mu_sp, mu_se)` on the logit scales is called the SROC curve.
///
/// With eta = logit TPR, xi = logit FPR, s the between-study standard deviations and
/// `v = cov(eta, xi) = -rho s_A s_B`. Source: Arends et al. (2008), Med. Decis. Making 28(5),
/// 621-638.
public enum SummaryLineKind: String, CaseIterable, Sendable {
  /// Slope `s_A / s_B`, always positive; the HSROC curve, as RevMan draws it.
  case rutterGatsonis
  /// Regression of eta on xi, slope `v / s_B^2`.
  case etaOnXi
  /// Regression of xi on eta, slope `s_A^2 / v`.
  case xiOnEta
  /// Regression of eta - xi on eta + xi (Moses-Littenberg), slope `(s_A^2 + v) / (s_B^2 + v)`.
  case differenceOnSum
  /// Major axis of the between-study ellipse,
  /// `(s_A^2 - s_B^2 + sqrt((s_A^2 - s_B^2)^2 + 4 v^2)) / (2 v)`.
  case majorAxis

  /// Slope of the line at one draw; not finite where the line does not exist.
  ///
  /// - Parameter parameters: one draw.
  /// - Returns: change of logit TPR per unit of logit FPR.
  public func slope(_ parameters: BivariateParameters) -> Double {
    let deviationA = parameters.tauSensitivity
    let deviationB = parameters.tauSpecificity
    let varianceA = deviationA * deviationA
    let varianceB = deviationB * deviationB
    let covariance = -parameters.covariance
    switch self {
    case .rutterGatsonis: return deviationA / deviationB
    case .etaOnXi: return covariance / varianceB
    case .xiOnEta: return varianceA / covariance
    case .differenceOnSum: return (varianceA + covariance) / (varianceB + covariance)
    case .majorAxis:
      let excess = varianceA - varianceB
      let root = (excess * excess + 4 * covariance * covariance).squareRoot()
      // The two forms are equal; each is free of cancellation on its side.
      return excess >= 0
        ? (excess + root) / (2 * covariance) : 2 * covariance / (root - excess)
    }
  }

  /// The line of one draw.
  ///
  /// - Parameter parameters: one draw.
  /// - Returns: intercept and slope; not finite where the line does not exist.
  public func line(_ parameters: BivariateParameters) -> RutterGatsonisLine {
    let slope = slope(parameters)
    return RutterGatsonisLine(
      intercept: parameters.muSensitivity + slope * parameters.muSpecificity, slope: slope)
  }
}
