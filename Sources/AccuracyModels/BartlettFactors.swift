import CMath
import Distributions
import SpecialFunctions

/// An inverse-Wishart covariance from three standard normal scores.
///
/// Sigma ~ IW(nu, S) means Sigma^-1 = L A A' L' with L L' = S^-1, A lower triangular with
/// a11^2 ~ chi2(nu), a22^2 ~ chi2(nu - 1), a21 ~ N(0, 1), all independent (Bartlett's
/// decomposition). So Sigma = U U' with U = L^-T A^-T upper triangular:
///
///     u11 = m11 / a11,   u12 = (m12 - m11 a21 / a11) / a22,   u22 = m22 / a22,   M = L^-T
///     tau_se = sqrt(u11^2 + u12^2),   tau_sp = u22,   atanh rho = asinh(u12 / u11)
struct BartlettFactors: Sendable {
  private let logFirst: ScoreSpline
  private let logSecond: ScoreSpline
  private let m11: Double
  private let m12: Double
  private let m22: Double

  /// The factors of a prior.
  ///
  /// - Parameter prior: positive definite scale, degrees of freedom above 1.
  init(_ prior: InverseWishartPrior) {
    logFirst = Self.logChi(degreesOfFreedom: prior.degreesOfFreedom)
    logSecond = Self.logChi(degreesOfFreedom: prior.degreesOfFreedom - 1)
    // M M' = S with M upper triangular.
    m22 = prior.s22.squareRoot()
    m12 = prior.s12 / m22
    m11 = (prior.s11 - m12 * m12).squareRoot()
  }

  /// log of the chi quantile at a score: half the log of a chi-squared, itself twice a gamma.
  /// The slope follows from the density of log gamma.
  private static func logChi(degreesOfFreedom: Double) -> ScoreSpline {
    let gamma = GammaDistribution(shape: 0.5 * degreesOfFreedom)
    func logGammaQuantile(_ score: Double) -> Double {
      gamma.logQuantile(NormalTails(score: score))
    }
    return ScoreSpline(
      quantile: { 0.5 * (logGammaQuantile($0) + log(2)) },
      slope: { score in
        0.5 * exp(normalLogDensity(score) - gamma.logDensityOfLog(logGammaQuantile(score)))
      }, logDensity: { log(2) + gamma.logDensityOfLog(2 * $0 - log(2)) }, usual: 0...0,
      possible: -300...300)
  }

  /// The larger error of the two tables' log densities.
  var densityError: Double { max(logFirst.densityError, logSecond.densityError) }

  /// Distances of the knots of the two tables.
  var steps: [Double] { [logFirst.step, logSecond.step] }

  private struct Evaluation {
    var logTauSensitivity, logTauSpecificity, fisherZ: Double
    var u11, u12, a11, a22: Double
  }

  private func expand(_ x: Double, _ y: Double, _ z: Double) -> Evaluation {
    let a11 = exp(logFirst.evaluate(x).value)
    let logA22 = logSecond.evaluate(y).value
    let a22 = exp(logA22)
    let u11 = m11 / a11
    let u12 = (m12 - m11 * z / a11) / a22
    return Evaluation(
      logTauSensitivity: 0.5 * log(u11 * u11 + u12 * u12), logTauSpecificity: log(m22) - logA22,
      fisherZ: asinh(u12 / u11), u11: u11, u12: u12, a11: a11, a22: a22)
  }

  /// log tau_se, log tau_sp and atanh rho at three scores.
  func evaluate(
    _ x: Double, _ y: Double, _ z: Double
  ) -> (logTauSensitivity: Double, logTauSpecificity: Double, fisherZ: Double) {
    let e = expand(x, y, z)
    return (e.logTauSensitivity, e.logTauSpecificity, e.fisherZ)
  }

  /// The chain rule; see `CovarianceCoordinates.pullBack(scores:gradient:)`.
  func pullBack(scores: SIMD3<Double>, gradient: SIMD3<Double>) -> SIMD3<Double> {
    let e = expand(scores.x, scores.y, scores.z)
    let variance = e.u11 * e.u11 + e.u12 * e.u12
    let cosine = e.u11 / variance.squareRoot()
    let c = scores.z
    // With respect to log a11, log a22 and a21: the changes of u11 and u12.
    let changes = [(-e.u11, m11 * c / (e.a11 * e.a22)), (0, -e.u12), (0, -m11 / (e.a11 * e.a22))]
    let slopes = [logFirst.evaluate(scores.x).slope, logSecond.evaluate(scores.y).slope, 1]
    var result = SIMD3<Double>.zero
    for k in 0..<3 {
      let (d11, d12) = changes[k]
      let dLogTau = (e.u11 * d11 + e.u12 * d12) / variance
      let dFisher = cosine * (d12 - e.u12 / e.u11 * d11) / e.u11
      let dLogTauSpecificity = k == 1 ? -1.0 : 0
      result[k] =
        slopes[k]
        * (gradient.x * dLogTau + gradient.y * dLogTauSpecificity + gradient.z * dFisher)
    }
    return result
  }

  /// The scores of a covariance; inverts `evaluate`.
  func scores(
    logTauSensitivity: Double, logTauSpecificity: Double, fisherZ: Double
  ) -> SIMD3<Double> {
    let logA22 = log(m22) - logTauSpecificity
    let u11 = exp(logTauSensitivity) / cosh(fisherZ)
    let u12 = u11 * sinh(fisherZ)
    let a11 = m11 / u11
    let z = (m12 - u12 * exp(logA22)) * a11 / m11
    return SIMD3(logFirst.score(of: log(a11)), logSecond.score(of: logA22), z)
  }
}
