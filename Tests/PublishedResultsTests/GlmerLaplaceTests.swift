import FrequentistFits
import Testing

/// AUDIT-C at the optimum of the Laplace approximation, as `lme4::glmer` with nAGQ = 1 and
/// tolPwrss = 1e-13 gives it and an independent Laplace confirms. glmer's default tolerance stops at
/// mu_se = 2.5097 (SE .4586), log likelihood -122.7924, .0014 away.
@Suite struct GlmerLaplaceTests {
  @Test func auditC() throws {
    let fit = fitBivariate(try example("auditc"), method: .laplace)
    let point = try #require(fit.point)
    expectPublished(point.muSensitivity, 2.511161, within: 1e-5)
    expectPublished(fit.standardError { $0.muSensitivity }, 0.461779, within: 1e-5)
    expectPublished(point.muSpecificity, 1.276198, within: 1e-5)
    expectPublished(fit.standardError { $0.muSpecificity }, 0.168867, within: 1e-5)
    expectPublished(point.tauSensitivity, 1.612807, within: 1e-5)
    expectPublished(point.tauSpecificity, 0.617409, within: 1e-5)
    expectPublished(point.correlation, -0.81785, within: 1e-5)
    expectPublished(fit.logLikelihood, -122.791982, within: 1e-6)
  }
}
