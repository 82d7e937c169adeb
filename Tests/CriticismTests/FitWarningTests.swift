import AccuracyData
import Distributions
import ModelInterface
import RandomStreams
import SpecialFunctions
import Testing

@testable import Criticism
@testable import FitWarnings
@testable import PosteriorSampling
@testable import Requests

/// The rules of what a fit warns of.
@Suite("Warnings of a fit")
struct FitWarningTests {
  private func study(_ label: String, _ diseased: Int, _ others: Int) -> AccuracyStudy {
    AccuracyStudy(
      label: label, truePositives: diseased * 4 / 5, falsePositives: others / 10,
      falseNegatives: diseased - diseased * 4 / 5, trueNegatives: others - others / 10)
  }

  private func shares(
    _ studies: [AccuracyStudy], tau: Double = 0.3, rho: Double = -0.4, prior: Double = 1.5
  ) throws -> InformationShares {
    try #require(
      InformationShares(
        units: studies.map { [$0] }, mu: (1.4, 2.2), tau: (tau, tau), rho: rho,
        priorDeviation: (prior, prior)))
  }

  @Test func sharesOfTheInformationAddUpToOne() throws {
    var studies = (0..<7).map { study("s\($0)", 20 + 13 * $0, 90 - 7 * $0) }
    studies[2].nondiseased = nil
    let found = try shares(studies)
    #expect(abs(found.studies.reduce(found.prior.sensitivity) { $0 + $1.sensitivity } - 1) < 1e-12)
    #expect(abs(found.studies.reduce(found.prior.specificity) { $0 + $1.specificity } - 1) < 1e-12)
    // Without correlation an arm that is missing tells nothing; with it, something of the other margin.
    #expect(try shares(studies, rho: 0).studies[2].specificity == 0)
    #expect(found.studies[2].specificity > 0)
    // Without a prior equal studies have equal shares; of a univariate one, w_i / sum w_i.
    let sizes = [40, 40, 80].map { study("s", $0, 100) }
    let plain = try shares(sizes, rho: 0, prior: .infinity)
    let p = inverseLogit(1.4)
    let weights = [40.0, 40, 80].map { 1 / (0.09 + 1 / ($0 * p * (1 - p))) }
    #expect(plain.prior.sensitivity == 0 && plain.studies[0] == plain.studies[1])
    #expect(abs(plain.studies[2].sensitivity - weights[2] / weights.reduce(0, +)) < 1e-12)
  }

  /// Random effects bound a giant; where studies do not differ it holds what its size says.
  @Test func aStudyDominatesOnlyWhereStudiesAreAlike() throws {
    let giant = [study("giant", 2000, 2000)] + (1..<10).map { study("s\($0)", 40, 40) }
    let (labels, units) = (giant.map(\.label), giant.map { [$0] })
    func dominant(_ tau: Double) throws -> DominantStudy? {
      DominantStudy(try shares(giant, tau: tau), labels: labels, units: units)
    }
    #expect(try dominant(0.3) == nil)
    let found = try #require(try dominant(0.02))
    #expect(found.study == "giant" && found.margins.map(\.name) == ["sensitivity", "specificity"])
    #expect(found.words.hasPrefix("giant holds 85 % of the diseased and 8"))
    // Of three studies none is said to dominate, and of four only from three quarters on.
    #expect(try shares(Array(giant.prefix(3)), tau: 0.02).dominant(\.sensitivity) == nil)
    #expect(try shares(Array(giant.prefix(4)), tau: 0.02).dominant(\.sensitivity)?.study == 0)
    let half = [study("half", 110, 110)] + (1..<4).map { study("s\($0)", 40, 40) }
    #expect(try shares(half, tau: 0.02).dominant(\.sensitivity) == nil)
  }

  /// The probability that two studies of the same sizes agree, by drawing them.
  @Test func equalTablesAreExpectedAsOftenAsTheyComeAbout() throws {
    let studies = (0..<6).map { study("s\($0)", 6, 8) }
    let run = try CriticisedFit(AccuracyDataset(source: "made up", studies: studies))
    let expected = expectedEqualTables(
      run.model, sample: run.sample, studies: studies, key: run.key)
    var stream = RandomStream(StreamKey(seed: 3))
    let places = run.sample.draws.thinned(limit: 4000)
    func tables() -> [[Int]] {
      let effects = run.model.replicatedEffects(
        of: 0, from: run.sample.draws, at: places, using: &stream)
      return zip(effects.logitSensitivities, effects.logitSpecificities).map {
        [
          stream.binomial(trials: 6, probability: inverseLogit($0)),
          stream.binomial(trials: 8, probability: inverseLogit($1)),
        ]
      }
    }
    // Each with another parameter, as the product of both predictions has it.
    let (first, second) = (tables(), tables().reversed())
    let (n, agree) = (Double(first.count), Double(zip(first, second).count { $0 == $1 }))
    // 15 pairs; margins depend on each other in the draws, which the product leaves out.
    #expect(abs(expected / 15 - agree / n) < 0.03, "\(expected / 15) \(agree / n)")
  }

  @Test func duplicatesStandWhereChanceHardlyMakesThem() {
    func row(_ label: String, _ line: Int, _ count: Int) -> AccuracyStudy {
      AccuracyStudy(
        label: label, row: line, truePositives: count, falsePositives: 1, falseNegatives: 2,
        trueNegatives: 9)
    }
    let studies = [row("A", 2, 5), row("B", 3, 5), row("A", 4, 5)]
    let warnings = [3, 4].map { DataWarning(code: .duplicateRow, row: $0, message: "") }
    func kept(_ expected: Double) -> [Int?] {
      withoutChanceDuplicates(warnings, studies: studies) { expected }.map(\.row)
    }
    #expect(kept(0.05) == [3, 4] && kept(0.06) == [4])
    #expect(withoutChanceDuplicates([], studies: studies) { fatalError("is not asked") }.isEmpty)
  }

  /// Another prior of the means is what the same model under that prior says.
  @Test func aPullIsWhatAFitUnderTheOtherPriorShows() throws {
    let studies = (0..<3).map { k in
      AccuracyStudy(
        label: "s\(k)", truePositives: 8 + k, falsePositives: 0, falseNegatives: 2,
        trueNegatives: 60 + k)
    }
    let run = try CriticisedFit(AccuracyDataset(source: "made up", studies: studies))
    var options = FitOptions(source: .standardInput)
    options.threads = 2
    func means(_ sample: PosteriorSample) -> (IntervalEstimate, IntervalEstimate) {
      let population = run.model.populationColumns(
        of: run.model.settings[0], from: sample.draws, rows: .all)
      func interval(_ values: [Double]) -> IntervalEstimate {
        let sorted = values.sorted()
        func at(_ p: Double) -> Double { sorted[Int(p * Double(sorted.count - 1))] }
        return IntervalEstimate(estimate: at(0.5), lower: at(0.025), upper: at(0.975))
      }
      return (interval(population.muSensitivity), interval(population.muSpecificity))
    }
    let own = means(run.sample)
    let pulls = try meanPulls(
      [(own.0, own.1)], model: run.model, sample: run.sample, options: options, key: run.key)
    let pull = try #require(pulls[0].specificity)
    let wide = run.model.underPrior(
      AccuracyPrior(
        muSensitivity: .normal(mean: 0, sd: 4), muSpecificity: .normal(mean: 0, sd: 4),
        covariance: run.model.prior.covariance))
    let other = means(try sampleForTest(wide, draws: 2500, key: run.key)).1
    #expect(pull.deviation == 4 && abs(pull.other.estimate - other.estimate) < 0.1)
    #expect(abs(pull.other.upper - other.upper) < 0.03 * (other.upper - other.lower))
    #expect(pulls[0].sensitivity == nil)
    // Many studies leave no room for a pull.
    let auditc = try CriticisedFit("auditc")
    let many = means(auditc.sample)
    #expect(
      try meanPulls(
        [(many.0, many.1)], model: auditc.model, sample: auditc.sample, options: options,
        key: auditc.key) == [MeanPulls()])
  }

  @Test func aPullIsNotableByWidthAndByOdds() {
    let own = IntervalEstimate(estimate: 1, lower: 0, upper: 2)
    func pull(_ shift: Double, _ scale: Double = 1) -> MeanPull {
      MeanPull(
        own: own.mapped { $0 * scale }, other: own.mapped { ($0 + shift) * scale }, deviation: 4)
    }
    #expect(pull(0.51).isNotable && !pull(0.49).isNotable)
    // Half a width of a narrow interval is less than half of the odds.
    #expect(!pull(0.9, 0.4).isNotable && pull(0.9, 0.5).isNotable)
  }

  @Test func tradeOffs() {
    let found = [0.04, 0.06, 0.94, 0.96].map { TradeOff(probabilityRhoPositive: $0) }
    #expect(found == [.shown, .open, .open, .contradicted])
    #expect(TradeOff(probabilityRhoPositive: .nan) == nil)
  }
}
