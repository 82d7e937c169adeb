import FrequentistFits
import SpecialFunctions
import Testing

/// Output of the Stata command metandi (Harbord and Whiting 2009, Stata Journal 9(2), 211-229) for
/// telomerase (Glas et al. 2003) and for 14 studies of cerebrospinal fluid in dementia. metandi
/// integrates with few nodes: relative tolerance 1e-3, 5e-4 for the log likelihood.
@Suite struct MetandiTests {
  /// Within 1e-3 of the number, or of 1 for numbers below it.
  private func check(
    _ value: Double?, _ published: Double, _ what: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    expectPublished(value, published, within: 1e-3 * max(abs(published), 1), what, at: location)
  }

  private func check(
    _ interval: IntervalEstimate?, _ estimate: Double, _ lower: Double, _ upper: Double,
    _ what: String, at location: SourceLocation = #_sourceLocation
  ) {
    check(interval?.estimate, estimate, what, at: location)
    check(interval?.lower, lower, what + " lower", at: location)
    check(interval?.upper, upper, what + " upper", at: location)
  }

  @Test func telomerase() throws {
    let fit = fitBivariate(try example("telomerase"), method: .maximumLikelihood)
    let point = try #require(fit.point)
    #expect(fit.status == .boundary(.perfectCorrelation))
    check(point.muSensitivity, 1.19234, "mu_se")
    check(fit.standardError { $0.muSensitivity }, 0.1802975, "SE of mu_se")
    check(point.muSpecificity, 2.340719, "mu_sp")
    check(fit.standardError { $0.muSpecificity }, 0.6343648, "SE of mu_sp")
    check(point.tauSensitivity * point.tauSensitivity, 0.1829838, "variance of logit Se")
    check(point.tauSpecificity * point.tauSpecificity, 3.313294, "variance of logit Sp")
    check(point.correlation, -1, "correlation")
    expectPublished(fit.logLikelihood, -50.386576, within: 5e-4, "log likelihood")
    check(point.hierarchical.lambda, 3.594303, "Lambda")
    check(point.hierarchical.theta, 0.6624347, "Theta")
    check(point.hierarchical.beta, 1.44815, "beta")
    check(point.hierarchical.varianceOfAccuracy, 0, "s2alpha")
    check(point.hierarchical.varianceOfThreshold, 0.7786393, "s2theta")
    check(fit.sensitivity(level: 0.95), 0.7671593, 0.6982, 0.8243, "Se")
    check(fit.specificity(level: 0.95), 0.9121937, 0.7498, 0.9730, "Sp")
    check(fit.diagnosticOddsRatio(level: 0.95), 34.23, 12.14, 96.51, "DOR")
    check(fit.positiveLikelihoodRatio(level: 0.95), 8.737, 2.967, 25.73, "LR+")
    check(fit.negativeLikelihoodRatio(level: 0.95), 0.2553, 0.2063, 0.3158, "LR-")
  }

  @Test func dementia() throws {
    let fit = fitBivariate(try example("dementia_csf14"), method: .maximumLikelihood)
    let point = try #require(fit.point)
    #expect(fit.status == .converged)
    check(point.muSensitivity, 1.370958, "mu_se")
    check(fit.standardError { $0.muSensitivity }, 0.2128247, "SE of mu_se")
    check(point.muSpecificity, 0.6368034, "mu_sp")
    check(fit.standardError { $0.muSpecificity }, 0.2075006, "SE of mu_sp")
    check(point.tauSensitivity * point.tauSensitivity, 0.3590741, "variance of logit Se")
    check(point.tauSpecificity * point.tauSpecificity, 0.4824725, "variance of logit Sp")
    check(point.correlation, -0.598757, "correlation")
    expectPublished(fit.logLikelihood, -82.803331, within: 5e-4, "log likelihood")
    check(point.hierarchical.lambda, 2.067505, "Lambda")
    check(point.hierarchical.theta, 0.4422817, "Theta")
    check(point.hierarchical.beta, 0.1476976, "beta")
    check(point.hierarchical.varianceOfAccuracy, 0.3340148, "s2alpha")
    check(point.hierarchical.varianceOfThreshold, 0.3327214, "s2theta")
    check(fit.sensitivity(level: 0.95), 0.7975349, 0.7219, 0.8567, "Se")
    check(fit.specificity(level: 0.95), 0.6540305, 0.5573, 0.7395, "Sp")
    check(fit.diagnosticOddsRatio(level: 0.95), 7.447, 4.766, 11.635, "DOR")
    check(fit.positiveLikelihoodRatio(level: 0.95), 2.305, 1.807, 2.941, "LR+")
    check(fit.negativeLikelihoodRatio(level: 0.95), 0.3096, 0.2287, 0.4191, "LR-")
  }
}
