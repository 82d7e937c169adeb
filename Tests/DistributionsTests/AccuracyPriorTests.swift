import Distributions
import Testing

@Suite struct AccuracyPriorTests {
  @Test(arguments: [
    ("default", "normal(0, 1.5)", "half_normal(1)", "lkj(2)"),
    ("metabayesdta", "normal(0, 1.5)", "half_normal(1)", "lkj(2)"),
    ("uniform", "logistic(0, 1)", "half_normal(1)", "lkj(2)"),
    ("cochrane", "normal(0, 10)", "gamma_precision(2, 0.5)", "uniform(-1, 1)"),
    ("meta4diag", "normal(0, 31.62)", "inverse_gamma(0.25, 0.025)", "fisher_z(0, 1.118)"),
    (
      "meta4diag-pc", "normal(0, 31.62)", "pc(3, 0.05)", "pc_correlation(-0.1, 0.5, -0.95, 0.05)"
    ),
    ("bamdit", "logistic(0, 1)", "uniform(0, 10)", "fisher_z(0, 0.3536)"),
    ("copuladta-brma", "normal(0, 10)", "half_cauchy(2.5)", "fisher_z(0, 10)"),
    ("midas", "normal(0, 100)", "half_cauchy(2.5)", "uniform(-1, 0)"),
  ])
  func presetsAreTheTable(name: String, mu: String, tau: String, rho: String) throws {
    let prior = try AccuracyPrior.preset(name)
    #expect(prior.preset == name)
    #expect(prior.muSensitivity.expression == mu && prior.muSpecificity.expression == mu)
    guard case .separate(let first, let second, let correlation) = prior.covariance else {
      Issue.record("separate priors expected")
      return
    }
    #expect(first.expression == tau && second.expression == tau)
    #expect(correlation.expression == rho)
    #expect(prior.covariance.expression == nil)
  }

  @Test func inverseWishartPreset() throws {
    let prior = try AccuracyPrior.preset("MIDAS_iwishart")
    #expect(prior.preset == "midas-iwishart")
    #expect(prior.covariance.expression == "inverse_wishart(3, 1, 0, 1)")
    #expect(prior.muSpecificity.expression == "normal(0, 100)")
  }

  @Test func everyNameIsKnownAndOthersAreListed() throws {
    for name in AccuracyPrior.presetNames { #expect(try AccuracyPrior.preset(name).preset == name) }
    let error = try #require(throws: PriorError.self) { try AccuracyPrior.preset("cochran") }
    #expect(error.message.contains("\"cochran\""))
    #expect(error.message.contains("cochrane, meta4diag"))
  }

  @Test func marginsBeatTheCommonExpression() throws {
    let prior = try AccuracyPrior(
      preset: "cochrane",
      overrides: PriorOverrides(
        mu: "normal(0, 2)", tau: "exponential(1)", muSpecificity: "logistic(1, 1)",
        tauSensitivity: "half_cauchy(1)"))
    #expect(prior.preset == nil)
    #expect(prior.muSensitivity.expression == "normal(0, 2)")
    #expect(prior.muSpecificity.expression == "logistic(1, 1)")
    #expect(prior.covariance.tauSensitivity.expression == "half_cauchy(1)")
    #expect(prior.covariance.tauSpecificity.expression == "exponential(1)")
    let rho = prior.covariance.rho
    #expect(rho?.expression == "uniform(-1, 1)", "what is not replaced stays the preset's")
  }

  @Test func noOverrideKeepsThePreset() throws {
    let prior = try AccuracyPrior(preset: "bamdit", overrides: PriorOverrides())
    #expect(try prior == AccuracyPrior.preset("bamdit"))
  }

  @Test func covarianceReplacesTauAndRho() throws {
    let prior = try AccuracyPrior(
      preset: "default", overrides: PriorOverrides(covariance: "inverse_wishart(4, 1, -0.2, 2)"))
    #expect(prior.covariance.expression == "inverse_wishart(4, 1, -0.2, 2)")
    #expect(prior.covariance.rho == nil)
    #expect(
      prior.covariance.tauSpecificity == .inverseGammaVariance(shape: 1.5, rate: 1))
  }

  @Test(arguments: [
    (
      PriorOverrides(tau: "half_normal(1)", covariance: "inverse_wishart(3,1,0,1)"),
      "one or the other"
    ),
    (PriorOverrides(rho: "lkj(1)", covariance: "inverse_wishart(3,1,0,1)"), "one or the other"),
    (
      PriorOverrides(tauSpecificity: "pc(1,0.1)", covariance: "inverse_wishart(3,1,0,1)"),
      "one or the other"
    ),
    (PriorOverrides(covariance: "lkj(2)"), "use inverse_wishart(nu, s11, s12, s22)"),
    (PriorOverrides(covariance: "inverse_wishart(1, 1, 0, 1)"), "nu must be greater than 1, not 1"),
    (PriorOverrides(covariance: "inverse_wishart(3, 0, 0, 1)"), "greater than 0"),
    (PriorOverrides(covariance: "inverse_wishart(3, 1, 1, 1)"), "positive definite"),
    (PriorOverrides(covariance: "inverse_wishart(3, 1, 1)"), "takes 4 numbers"),
    (PriorOverrides(mu: "normal(0, 1)", muSensitivity: "lkj(1)"), "not of mu"),
  ])
  func contradictionsAreErrors(overrides: PriorOverrides, phrase: String) throws {
    let error = try #require(throws: PriorError.self) {
      try AccuracyPrior(preset: "default", overrides: overrides)
    }
    #expect(error.message.contains(phrase), "\(error)")
  }

  @Test func aPresetForTheWholeMatrixIsReplacedAsAWhole() throws {
    let error = try #require(throws: PriorError.self) {
      try AccuracyPrior(preset: "midas-iwishart", overrides: PriorOverrides(tau: "half_normal(1)"))
    }
    #expect(error.message.contains("both tau and of rho"))
    let prior = try AccuracyPrior(
      preset: "midas-iwishart", overrides: PriorOverrides(tau: "half_normal(1)", rho: "lkj(2)"))
    #expect(prior.covariance.expression == nil)
  }
}
