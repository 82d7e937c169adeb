import AccuracyData
import AccuracyModels
import Distributions
import Testing

@testable import Fitting
@testable import OtherPriors
@testable import Requests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The prior table from reweighted draws against draws made under the other prior.
///
@Suite("Prior table by reweighting")
struct ReweightedPriorRowTests {
  @Test(arguments: [("auditc", "uniform"), ("auditc", "cochrane"), ("dementia_csf14", "cochrane")])
  func agreesWithDrawsOfItsOwn(dataset: String, preset: String) throws {
    var options = FitOptions(data: "example:" + dataset)
    options.draws = 10_000
    let main = try runFit(options, detail: .page).single
    let other = (name: preset, prior: try AccuracyPrior.preset(preset))
    let row = try #require(
      reweightedRows(other, model: main.model, sample: main.sample, level: 0.95)?.first)
    options.preset = preset
    options.seed = 2
    let own = try runFit(options, detail: .page).single
    for (name, estimate) in [("mu_se", row.sensitivity), ("mu_sp", row.specificity)] {
      let summary = try #require(own.parameter(name)).summary
      let pairs = [
        (estimate.estimate, summary.median), (estimate.lower, summary.quantile025),
        (estimate.upper, summary.quantile975),
      ]
      // Monte Carlo errors of either side are near 0.05 SD at the ends.
      for (found, expected) in pairs {
        #expect(abs(log(found / (1 - found)) - expected) < 0.17 * summary.sd, "\(name)")
      }
    }
  }

  @Test("three studies under a much wider prior are not reweighted, but drawn anew")
  func heavyWeightsAreRefused() throws {
    let main = try runFit(FitOptions(data: "example:naf-pet-ct"), detail: .page).single
    let other = (name: "cochrane", prior: try AccuracyPrior.preset("cochrane"))
    #expect(reweightedRows(other, model: main.model, sample: main.sample, level: 0.95) == nil)
    #expect(main.priorTable.map(\.prior) == ["uniform", "cochrane"])
  }

  @Test(
    "a prior that leaves parameters out has no draws there to reweight",
    arguments: [("tau", "uniform(0, 0.3)"), ("tau", "uniform(1, 4)"), ("rho", "uniform(-1, 0)")])
  func narrowSupportsAreRefused(parameter: String, expression: String) throws {
    var options = FitOptions(data: "example:auditc")
    if parameter == "tau" {
      options.overrides.tau = expression
    } else {
      options.overrides.rho = expression
    }
    let main = try runFit(options, detail: .page).single
    let other = (name: "uniform", prior: try AccuracyPrior.preset("uniform"))
    #expect(reweightedRows(other, model: main.model, sample: main.sample, level: 0.95) == nil)
    let row = try #require(main.priorTable.first { $0.prior == "uniform" })
    // As a fit of its own: summary sensitivity 0.916.
    #expect(abs(row.sensitivity.estimate - 0.916) < 0.005)
  }
}
