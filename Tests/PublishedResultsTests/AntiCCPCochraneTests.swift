import Testing

@testable import Fitting
@testable import Requests

/// Anti-CCP antibodies, 37 studies (Nishimura et al. 2007, Ann Intern Med 146:797), as fitted in the
/// Cochrane Handbook for DTA reviews, chapter 10, with the JAGS priors of its supplement:
/// mu ~ N(0, SD 10), 1/tau^2 ~ Gamma(2, rate 0.5), rho ~ U(-1, 1). The published run has 3,000 draws,
/// hence the tolerances: means within 0.1, interval ends within 0.25 of the published SD.
@Suite struct AntiCCPCochraneTests {
  struct Published: Sendable {
    let name: String
    let mean, sd, lower, upper: Double
  }

  /// SDs of sensitivity and specificity by the delta method from those of the means.
  static let published = [
    Published(name: "mu_se", mean: 0.652, sd: 0.128, lower: 0.398, upper: 0.913),
    Published(name: "mu_sp", mean: 3.109, sd: 0.146, lower: 2.828, upper: 3.404),
    Published(name: "tau_se", mean: 0.735, sd: 0.0990, lower: 0.562, upper: 0.950),
    Published(name: "tau_sp", mean: 0.748, sd: 0.1235, lower: 0.541, upper: 1.025),
    Published(name: "rho", mean: -0.424, sd: 0.167, lower: -0.710, upper: -0.055),
    Published(name: "sensitivity", mean: 0.657, sd: 0.0289, lower: 0.598, upper: 0.714),
    Published(name: "specificity", mean: 0.957, sd: 0.0060, lower: 0.944, upper: 0.968),
  ]

  @Test func posteriorIsThePublishedOne() throws {
    var options = FitOptions(data: "example:anti-ccp")
    options.preset = "cochrane"
    options.draws = 40_000
    options.threads = 2
    let fit = try runFit(options, detail: .full).single
    for row in Self.published {
      let summary = try #require(fit.parameter(row.name)).summary
      #expect(
        abs(summary.mean - row.mean) < 0.1 * row.sd + 0.0005, "\(row.name) mean \(summary.mean)")
      #expect(
        abs(summary.lower - row.lower) < 0.25 * row.sd + 0.0005,
        "\(row.name) lower \(summary.lower)")
      #expect(
        abs(summary.upper - row.upper) < 0.25 * row.sd + 0.0005,
        "\(row.name) upper \(summary.upper)")
    }
    // Predictive values: a mean and an interval, no SD was published.
    let se = try #require(fit.parameter("sensitivity_new")).summary
    let sp = try #require(fit.parameter("specificity_new")).summary
    #expect(
      abs(se.mean - 0.638) < 0.01 && abs(se.lower - 0.296) < 0.03 && abs(se.upper - 0.892) < 0.02)
    #expect(
      abs(sp.mean - 0.946) < 0.005 && abs(sp.lower - 0.836) < 0.02 && abs(sp.upper - 0.991) < 0.003)
  }
}
