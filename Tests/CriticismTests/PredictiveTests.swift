import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Draws
import Foundation
import ModelInterface
import RandomStreams
import SpecialFunctions
import Testing

@testable import Criticism
@testable import PosteriorSampling

@Suite("Predictions and checks")
struct PredictiveTests {
  @Test func binomialProbabilitiesAddUp() {
    for (trials, logit) in [(7, 0.3), (40, 2.5), (1000, -3.0)] {
      var below = 0.0
      for count in 0...trials {
        let own = exp(binomialLogProbability(count, of: trials, logit: logit))
        let middle = binomialMidProbability(count, of: trials, logit: logit)
        #expect(abs(middle - (below + 0.5 * own)) < 1e-9, "\(trials) \(count)")
        below += own
      }
      #expect(abs(below - 1) < 1e-9)
    }
  }

  @Test func resamplingKeepsShares() {
    let places = resampled([0, log(2), -.infinity, 0], count: 400, offset: 0.3)
    let counts = (0..<4).map { j in places.count { $0.draw == j } }
    #expect(places.count == 400 && counts == [100, 200, 0, 100])
  }

  private func predictions(_ run: CriticisedFit) throws -> [StudyPrediction] {
    let (draws, proposal) = try run.draws()
    let influence = try influence(
      run.model, draws: draws, proposal: proposal, units: run.units, key: run.key, threads: 2)
    return predictStudies(
      run.model, draws: draws, refits: influence.refits, units: run.units,
      studies: run.dataset.studies, level: 0.95, key: run.key, threads: 2)
  }

  /// The others' posterior predictive of one study's counts, from a fit of the others.
  @Test func predictionsAreThoseOfAFitOfTheOthers() throws {
    let run = try CriticisedFit("auditc")
    let all = try predictions(run)
    for table in [2, 7] {
      var others = run.dataset.studies
      let left = others.remove(at: table)
      let model = BivariateModel(likelihood: samplingLikelihood(others), prior: run.model.prior)
      let sample = try sampleForTest(model, draws: 2500, key: StreamKey(seed: 5))
      var stream = RandomStream(StreamKey(seed: 6))
      let effects = model.replicatedEffects(
        of: 0, from: sample.draws, at: sample.draws.thinned(limit: 10_000), using: &stream)
      let arms = [
        (all[table].diseased, left.diseased, effects.logitSensitivities),
        (all[table].nondiseased, left.nondiseased, effects.logitSpecificities),
      ]
      for (predicted, arm, logits) in arms {
        let (predicted, arm) = (try #require(predicted), try #require(arm))
        let exact =
          logits.reduce(0) {
            $0 + binomialMidProbability(arm.correct, of: arm.total, logit: $1)
          } / Double(logits.count)
        // An average of 1,000 numbers in [0, 1] here, of 10,000 there.
        let error = (exact * (1 - exact) / 900).squareRoot()
        #expect(abs(predicted.midProbability - exact) < 4 * error + 0.002, "\(table)")
      }
      // The mutant that predicts from a posterior with the study in it is caught at an outlier.
      guard table == 7 else { continue }
      let within = run.model.replicatedEffects(
        of: 7, from: run.sample.draws, at: run.sample.draws.thinned(limit: 10_000), using: &stream)
      let arm = try #require(left.diseased)
      let mutant =
        within.logitSensitivities.reduce(0) {
          $0 + binomialMidProbability(arm.correct, of: arm.total, logit: $1)
        } / Double(within.logitSensitivities.count)
      #expect(1 - mutant > 3 * (1 - (all[7].diseased?.midProbability ?? 0)))
    }
  }

  /// The limit is spread over the arms that are looked at: one of each study where the data have one.
  @Test func theLimitIsOfTheArms() throws {
    let run = try CriticisedFit("audit4", draws: 500)
    let both = run.dataset.studies
    var one = both
    for place in one.indices { one[place].nondiseased = nil }
    #expect(StudyPrediction.arms(both) == 2 && StudyPrediction.arms(one) == 1)
    #expect(StudyPrediction.limit(run.units, both) == 0.05 / 8)
    #expect(StudyPrediction.limit(run.units, one) == 0.05 / 4)
  }

  /// Nielen 2005 with FP and TN exchanged is found and named; as published nobody is accused of it.
  @Test func exchangedCellsAreNamed() throws {
    let clean = try CriticisedFit("anti-ccp")
    #expect(try predictions(clean).allSatisfy { $0.swap == nil })
    let place = try #require(clean.dataset.studies.firstIndex { $0.label == "Nielen 2005" })
    var planted = clean.dataset
    let arm = try #require(planted.studies[place].nondiseased)
    planted.studies[place].nondiseased = AccuracyArm(
      correct: arm.incorrect, incorrect: arm.correct)
    let run = try CriticisedFit(planted)
    let found = try predictions(run)
    let limit = StudyPrediction.limit(run.units, run.dataset.studies)
    let odd = try #require(found.first { $0.table == place })
    #expect(odd.smallestP < limit / 10 && odd.swap == .nondiseased)
    // Lopez-Hoyos 2004, all 38 of whose patients were found, is near the limit by itself.
    let others = found.filter { $0.smallestP < limit && $0.table != place }
    let names = others.map { run.dataset.studies[$0.table].label }
    #expect(Set(names).isSubset(of: ["Lopez-Hoyos 2004"]) && others.allSatisfy { $0.swap == nil })
  }

  /// New studies of a population have its means, SDs and correlation.
  @Test func replicatedEffectsAreThePopulations() throws {
    let run = try CriticisedFit("audit4", draws: 500)
    let table = DrawTable(
      variables: BivariateDraws.variables, drawsPerChain: 1,
      blocks: [[1.2, 2.1, 0.7, 0.4, tanh(-0.6), -0.6]])
    var stream = RandomStream(StreamKey(seed: 8))
    let n = 40_000
    let effects = run.model.replicatedEffects(
      of: 1, from: table,
      at: [DrawPlace](repeating: DrawPlace(chain: 0, draw: 0), count: n), using: &stream)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(n) }
    let (x, y) = (effects.logitSensitivities, effects.logitSpecificities)
    let (mx, my) = (mean(x), mean(y))
    let (vx, vy) = (mean(x.map { ($0 - mx) * ($0 - mx) }), mean(y.map { ($0 - my) * ($0 - my) }))
    let covariance = mean(zip(x, y).map { ($0 - mx) * ($1 - my) })
    #expect(abs(mx - 1.2) < 5 * 0.7 / 200 && abs(my - 2.1) < 5 * 0.4 / 200)
    #expect(abs(vx.squareRoot() - 0.7) < 0.013 && abs(vy.squareRoot() - 0.4) < 0.008)
    #expect(abs(covariance / (vx * vy).squareRoot() - tanh(-0.6)) < 0.02)
  }

  /// Data of the model pass; data whose studies are of two kinds do not.
  @Test func whatTheModelMissesIsFound() throws {
    let run = try CriticisedFit("auditc")
    let checks = try predictiveChecks(
      run.model, sample: run.sample, studies: run.dataset.studies, key: run.key, threads: 2)
    #expect(checks.count == CheckedStatistic.allCases.count)
    #expect(checks.allSatisfy { !$0.hasFailed })
    let spread = try #require(checks.first { $0.statistic == .sensitivitySpread })
    #expect(abs(spread.observed - 1.81) < 0.01)
    #expect(checks.first { $0.statistic == .zeroCells }?.observed == 2)
    // Studies that keep their own accuracy reproduce their own spread.
    #expect(checks.allSatisfy { (0.01...0.99).contains($0.midProbabilityGivenStudies) })

    // Nineteen alike and one far off: no normal population has such an outlier.
    var studies = (0..<19).map { k in
      AccuracyStudy(
        label: "s\(k)", truePositives: 90 + k % 3, falsePositives: 20, falseNegatives: 10,
        trueNegatives: 80 + k % 4)
    }
    studies.append(
      AccuracyStudy(
        label: "odd", truePositives: 5, falsePositives: 20, falseNegatives: 95,
        trueNegatives: 80))
    let odd = try CriticisedFit(AccuracyDataset(source: "made up", studies: studies))
    let failed = try predictiveChecks(
      odd.model, sample: odd.sample, studies: studies, key: odd.key, threads: 2
    ).filter { $0.hasFailed }
    #expect(failed.map(\.statistic).contains(.largestDeviation))
  }
}
