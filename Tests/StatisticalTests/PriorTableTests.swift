import AccuracyData
import AccuracyModels
import ChainStatistics
import Distributions
import Foundation
import RandomStreams
import SpecialFunctions
import Testing
import WholeFits

@testable import FitWarnings
@testable import Fitting
@testable import OtherPriors
@testable import PosteriorSampling
@testable import Requests

/// The table of other priors and the warnings that come of priors.
@Suite(.serialized) struct PriorTableTests {
  private func fit(level: Double, threads: Int = 2) throws -> FitResult {
    var options = FitOptions(data: "example:naf-pet-ct")
    options.level = level
    options.draws = 2000
    options.threads = threads
    return try runFit(options, detail: .page).single
  }

  /// Intervals of 50 % are a third as wide; the warning must not be three times as eager.
  @Test func priorPullDoesNotDependOnTheLevel() throws {
    var messages: [[String]] = []
    for level in [0.5, 0.95, 0.999] {
      let fit = try fit(level: level)
      messages.append(fit.warnings.filter { $0.code == .priorPull }.map(\.message))
    }
    #expect(messages[0] == messages[1] && messages[1] == messages[2], "\(messages)")
  }

  /// The 95 % intervals are the rows' own at that level, and always there.
  @Test(arguments: [0.5, 0.95]) func rowsHave95PercentIntervals(level: Double) throws {
    for row in try fit(level: level).priorTable {
      #expect(row.sensitivity95.lower < row.sensitivity95.upper)
      if level == 0.95 {
        #expect(abs(row.sensitivity95.lower - row.sensitivity.lower) < 1e-12)
        #expect(abs(row.sensitivity95.upper - row.sensitivity.upper) < 1e-12)
      }
    }
  }

  @Test func rowsAreJudged() throws {
    let fit = try fit(level: 0.95)
    #expect(fit.priorTable.count == 2 && fit.priorTable.allSatisfy(\.isReliable))
    var summary = try #require(fit.parameter("mu_se")).summary
    #expect(passesGates(summary))
    summary.bulkESS = 399
    #expect(!passesGates(summary))
    summary.bulkESS = .nan
    #expect(!passesGates(summary))
    // A row that failed says so on the page and in the JSON.
    var spoilt = fit
    spoilt.priorTable[1].isReliable = false
    #expect(!fit.page().contains("cochrane (sampling NOT reliable)"))
    #expect(spoilt.page().contains("cochrane (sampling NOT reliable)"))
    #expect(spoilt.priorTable[1].json(unobserved: nil)["reliable"]?.booleanValue == false)
  }

  @Test func tableIsTheSameForAnyNumberOfThreads() throws {
    let one = try fit(level: 0.95, threads: 1)
    let three = try fit(level: 0.95, threads: 3)
    #expect(one.priorTable == three.priorTable)
  }

  /// A short run's own draws give its rows, which are not sampled anew: as well known as the run itself.
  @Test func fewDrawsAreReweightedToo() throws {
    let other = (name: "uniform", prior: try AccuracyPrior.preset("uniform"))
    func rows(draws: Int) throws -> [PriorRow]? {
      var options = FitOptions(data: "example:dementia-csf14")
      (options.draws, options.preset) = (draws, "metabayesdta")
      let fit = try runFit(options, detail: .page).single
      return reweightedRows(other, model: fit.model, sample: fit.sample, level: 0.95)
    }
    let (short, long) = (try #require(try rows(draws: 350)), try #require(try rows(draws: 5000)))
    #expect(short[0].isReliable && long[0].isReliable)
    for (a, b) in [
      (short[0].sensitivity, long[0].sensitivity), (short[0].specificity, long[0].specificity),
    ] {
      let width = b.upper - b.lower
      for shift in [a.estimate - b.estimate, a.lower - b.lower, a.upper - b.upper] {
        // 700 effective draws know an end to a fortieth of the width.
        #expect(abs(shift) < 0.1 * width, "\(a) \(b)")
      }
    }
  }

  private func truncations(_ prior: AccuracyPrior) -> [DataWarning] {
    priorTruncationWarnings(
      BivariateModel(likelihood: samplingLikelihood([anyStudy]), prior: prior))
  }

  @Test func truncatedPriorsAreNamed() throws {
    func warnings(_ se: ScalarPrior, _ sp: ScalarPrior) -> [DataWarning] {
      let normal = ScalarPrior.normal(mean: 0, sd: 1.5)
      return truncations(
        AccuracyPrior(
          preset: nil, muSensitivity: normal, muSpecificity: normal,
          covariance: .separate(tauSensitivity: se, tauSpecificity: sp, rho: .lkj(eta: 2))))
    }
    let wide = ScalarPrior.inverseGammaVariance(shape: 0.05, rate: 0.05)
    let usual = ScalarPrior.halfCauchy(scale: 2.5)
    // P(tau > 1e13) = P(Gamma(0.05) < 0.05e-26) = (0.05e-26)^0.05 / Gamma(1.05) = 0.0443.
    let both = warnings(wide, wide)
    #expect(both.map(\.code) == [.priorTruncated])
    #expect(both[0].message.contains("tau_se and tau_sp has up to 4.43 %"), "\(both[0].message)")
    let one = warnings(usual, wide)
    #expect(one.count == 1 && one[0].message.contains("prior of tau_sp has"))
    #expect(warnings(usual, usual).isEmpty)
    // P(|atanh rho| > 300) under N(0, 100^2) is 2 Phi(-3) = 0.0027.
    let normal = ScalarPrior.normal(mean: 0, sd: 1.5)
    let wideRho = truncations(
      AccuracyPrior(
        preset: nil, muSensitivity: normal, muSpecificity: normal,
        covariance: .separate(
          tauSensitivity: usual, tauSpecificity: usual, rho: .fisherZ(mean: 0, sd: 100))))
    #expect(wideRho.map(\.code) == [.priorTruncated])
    #expect(wideRho.first?.message.contains("prior of rho has up to 0.27 %") == true)
    for name in AccuracyPrior.presetNames {
      #expect(truncations(try AccuracyPrior.preset(name)).isEmpty, "\(name)")
    }
  }

  /// Ten identical rows leave almost no room for tau, where no independence proposal fits the usual
  /// priors. NUTS stands in for their rows, and the draws of the run say for how long.
  @Test func drawsDecideHowLongAStandInRuns() throws {
    var options = FitOptions(data: "example:auditc")
    options.draws = 120
    options.threads = 2
    var settings = SamplingSettings(options, key: StreamKey(seed: options.seed))
    settings.standIn = priorRowStandIn(options)
    #expect(settings.standIn == NoUTurnStandIn(warmup: 200, draws: 120))
    let rows = (0..<10).map { _ in
      AccuracyStudy(
        label: "s", truePositives: 90_000, falsePositives: 9000, falseNegatives: 9000,
        trueNegatives: 90_000)
    }
    let sample = try samplePosterior(
      BivariateModel(
        likelihood: samplingLikelihood(rows, threads: 2),
        prior: try AccuracyPrior.preset("cochrane")),
      settings: settings)
    #expect(sample.kernel == .noUTurn && sample.warmup == 200)
    #expect(sample.draws.chainCount == 4 && sample.draws.drawsPerChain == 120)
    // Runs of the usual length have the rows that they always had.
    options.draws = 5000
    #expect(priorRowStandIn(options) == NoUTurnStandIn(warmup: 1000, draws: 2500))
  }
}
