import CMath
import SpecialFunctions

/// The inverse Wishart prior of the between-study covariance matrix Sigma (2 x 2).
///
/// `p(Sigma) = |S|^(nu/2) / (2^nu Gamma_2(nu/2)) |Sigma|^(-(nu+3)/2) exp(-tr(S Sigma^-1) / 2)` with
/// `Gamma_2(a) = sqrt(pi) Gamma(a) Gamma(a - 1/2)`; the first margin is sensitivity.
/// In (tau_se, tau_sp, rho) it has the Jacobian `dSigma = 4 tau_se^2 tau_sp^2` (2 tau_se from the
/// first variance, 2 tau_sp from the second, tau_se tau_sp from the covariance).
/// Source: Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, appendix A.
public struct InverseWishartPrior: Sendable, Equatable {
  /// nu, greater than 1.
  public let degreesOfFreedom: Double
  /// S[1,1], sensitivity; positive.
  public let s11: Double
  /// S[1,2].
  public let s12: Double
  /// S[2,2], specificity; positive.
  public let s22: Double

  /// An inverse Wishart prior.
  ///
  /// - Parameters:
  ///   - degreesOfFreedom: nu, greater than 1.
  ///   - s11: scale of the sensitivity margin, positive.
  ///   - s12: off-diagonal scale, with s12^2 < s11 s22.
  ///   - s22: scale of the specificity margin, positive.
  public init(degreesOfFreedom: Double, s11: Double, s12: Double, s22: Double) {
    precondition(degreesOfFreedom > 1, "an inverse Wishart prior of a 2 x 2 matrix needs nu > 1")
    precondition(s11 > 0 && s22 > 0 && s12 * s12 < s11 * s22, "S must be positive definite")
    self.degreesOfFreedom = degreesOfFreedom
    self.s11 = s11
    self.s12 = s12
    self.s22 = s22
  }

  /// s22 - s12^2 / s11, the scale of the conditional variance.
  private var conditionalScale: Double { s22 - s12 * s12 / s11 }

  private var logNormaliser: Double {
    let half = 0.5 * degreesOfFreedom
    return half * log(s11 * conditionalScale) - degreesOfFreedom * log(2) - 0.5 * log(.pi)
      - logGamma(half) - logGamma(half - 0.5)
  }

  /// The log density of (tau_se, tau_sp, rho), Jacobian included.
  ///
  /// - Parameters:
  ///   - tauSe: SD of logit sensitivity between studies.
  ///   - tauSp: SD of logit specificity between studies.
  ///   - rho: their correlation.
  /// - Returns: the normalised log density; `-infinity` outside tau > 0, |rho| < 1.
  public func logDensity(tauSe: Double, tauSp: Double, rho: Double) -> Double {
    guard tauSe > 0, tauSp > 0, abs(rho) < 1 else { return -.infinity }
    let logSquare = logOneMinusSquare(rho)
    return logDensity(
      logTauSe: log(tauSe), logTauSp: log(tauSp), rho: rho, logOneMinusSquare: logSquare)
  }

  /// The log density of (log tau_se, log tau_sp, atanh rho).
  ///
  /// - Parameters:
  ///   - logTauSe: log tau_se.
  ///   - logTauSp: log tau_sp.
  ///   - fisherZ: atanh(rho).
  /// - Returns: the normalised log density on that scale.
  public func logDensity(logTauSe: Double, logTauSp: Double, fisherZ: Double) -> Double {
    let logSquare = -2 * logCosh(fisherZ)
    return logTauSe + logTauSp + logSquare
      + logDensity(
        logTauSe: logTauSe, logTauSp: logTauSp, rho: tanh(fisherZ), logOneMinusSquare: logSquare)
  }

  /// tr(S Sigma^-1), from the logarithms.
  private func trace(
    _ logTauSe: Double, _ logTauSp: Double, _ rho: Double, _ logOneMinusSquare: Double
  ) -> Double {
    let cross = 2 * rho * s12 * exp(-logTauSe - logTauSp)
    return (s11 * exp(-2 * logTauSe) + s22 * exp(-2 * logTauSp) - cross) * exp(-logOneMinusSquare)
  }

  private func logDensity(
    logTauSe: Double, logTauSp: Double, rho: Double, logOneMinusSquare: Double
  ) -> Double {
    // |Sigma|^(-(nu+3)/2) = (tau_se tau_sp)^-(nu+3) (1 - rho^2)^(-(nu+3)/2)
    let power = degreesOfFreedom + 3
    return logNormaliser + log(4) + (2 - power) * (logTauSe + logTauSp)
      - 0.5 * power * logOneMinusSquare
      - 0.5 * trace(logTauSe, logTauSp, rho, logOneMinusSquare)
  }

  /// The gradient of `logDensity(tauSe:tauSp:rho:)`.
  ///
  /// - Parameters:
  ///   - tauSe: positive.
  ///   - tauSp: positive.
  ///   - rho: in (-1, 1).
  /// - Returns: the three partial derivatives.
  public func logDensityGradient(
    tauSe: Double, tauSp: Double, rho: Double
  ) -> (tauSe: Double, tauSp: Double, rho: Double) {
    let oneMinusSquare = (1 - rho) * (1 + rho)
    let cross = s12 * rho / (tauSe * tauSp)
    let first = s11 / (tauSe * tauSe)
    let second = s22 / (tauSp * tauSp)
    let power = degreesOfFreedom + 1
    let quadratic = first + second - 2 * cross
    return (
      ((first - cross) / oneMinusSquare - power) / tauSe,
      ((second - cross) / oneMinusSquare - power) / tauSp,
      ((degreesOfFreedom + 3) * rho + s12 / (tauSe * tauSp) - quadratic * rho / oneMinusSquare)
        / oneMinusSquare
    )
  }

  /// The marginal prior of tau_se.
  public var marginalTauSensitivity: ScalarPrior {
    .inverseGammaVariance(shape: 0.5 * (degreesOfFreedom - 1), rate: 0.5 * s11)
  }

  /// The marginal prior of tau_sp.
  public var marginalTauSpecificity: ScalarPrior {
    .inverseGammaVariance(shape: 0.5 * (degreesOfFreedom - 1), rate: 0.5 * s22)
  }

  /// The prior of w, the SD of logit specificity given logit sensitivity.
  private var conditionalDeviation: ScalarPrior {
    .inverseGammaVariance(shape: 0.5 * degreesOfFreedom, rate: 0.5 * conditionalScale)
  }

  /// Maps three independent standard normal scores to a covariance matrix of this prior.
  ///
  /// The Bartlett factors: tau_se^2 = s11 / chi^2(nu - 1), the conditional variance
  /// w^2 = (s22 - s12^2/s11) / chi^2(nu), and the regression coefficient
  /// b = s12/s11 + w z3 / sqrt(s11), all independent given w; then tau_sp^2 = w^2 + b^2 tau_se^2
  /// and sinh(atanh rho) = b tau_se / w. Both chi-squared are increasing functions of tau or w.
  ///
  /// - Parameters:
  ///   - z1: score of tau_se.
  ///   - z2: score of w.
  ///   - z3: score of the regression coefficient.
  /// - Returns: log tau_se, log tau_sp and atanh(rho).
  public func coordinates(
    scores z1: Double, _ z2: Double, _ z3: Double
  ) -> (logTauSe: Double, logTauSp: Double, fisherZ: Double) {
    let logTauSe = marginalTauSensitivity.logQuantile(normalScore: z1)
    let logW = conditionalDeviation.logQuantile(normalScore: z2)
    let tauSe = exp(logTauSe)
    let ratio = (s12 / s11) * exp(logTauSe - logW) + z3 * tauSe / s11.squareRoot()
    let fisherZ = asinh(ratio)
    return (logTauSe, logW + logCosh(fisherZ), fisherZ)
  }

  /// The inverse of `coordinates(scores:_:_:)`.
  ///
  /// - Parameters:
  ///   - logTauSe: log tau_se.
  ///   - logTauSp: log tau_sp.
  ///   - fisherZ: atanh(rho).
  /// - Returns: the three normal scores.
  public func scores(
    logTauSe: Double, logTauSp: Double, fisherZ: Double
  ) -> (z1: Double, z2: Double, z3: Double) {
    let logW = logTauSp - logCosh(fisherZ)
    let root = s11.squareRoot()
    let z3 = root * sinh(fisherZ) * exp(-logTauSe) - (s12 / root) * exp(-logW)
    return (
      marginalTauSensitivity.normalScore(logarithm: logTauSe),
      conditionalDeviation.normalScore(logarithm: logW), z3
    )
  }

  /// log |d(log tau_se, log tau_sp, atanh rho) / d(z1, z2, z3)|.
  ///
  /// The map is triangular in (z1, z2, b); the determinant is
  /// `(d log tau_se / d z1) (d log w / d z2) (w / sqrt s11) (tau_se / tau_sp)`.
  ///
  /// - Parameters:
  ///   - z1: score of tau_se.
  ///   - z2: score of w.
  ///   - z3: score of the regression coefficient.
  /// - Returns: the log Jacobian determinant.
  public func logJacobian(scores z1: Double, _ z2: Double, _ z3: Double) -> Double {
    let point = coordinates(scores: z1, z2, z3)
    let logW = point.logTauSp - logCosh(point.fisherZ)
    let firstRate =
      normalLogDensity(z1) - marginalTauSensitivity.logDensityOfLogarithm(point.logTauSe)
    let secondRate = normalLogDensity(z2) - conditionalDeviation.logDensityOfLogarithm(logW)
    return firstRate + secondRate + logW - 0.5 * log(s11) + point.logTauSe - point.logTauSp
  }

  /// Canonical text, for example `inverse_wishart(3, 1, 0, 1)`.
  public var expression: String {
    PriorExpression.text("inverse_wishart", [degreesOfFreedom, s11, s12, s22])
  }
}
