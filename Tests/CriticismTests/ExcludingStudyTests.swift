import AccuracyData
import Distributions
import Foundation
import RandomStreams
import Samplers
import SpecialFunctions
import Testing

@testable import Criticism
@testable import PosteriorSampling

/// A study that excludes draws is left out by what the others say of those draws.
@Suite("A study with likelihoods of zero")
struct ExcludingStudyTests {
  private let model: ExcludingModel
  private let units = StudyUnits(
    AccuracyDataset(
      source: "made up",
      studies: ["a", "b", "c", "d"].map {
        AccuracyStudy(
          label: $0, truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 1)
      }))
  private let proposal: FittedProposal

  init() throws {
    model = ExcludingModel(prior: try AccuracyPrior.preset("default"))
    let key = StreamKey(seed: 3)
    proposal = try #require(try fittedProposal(of: model, key: key, threads: 1))
  }

  @Test func leavingItOutBringsTheExcludedDrawsBack() throws {
    let draws = try #require(
      try CriticismDraws.widened(
        model, proposal: proposal, units: units, key: StreamKey(seed: 3), threads: 1))
    // P(mu > limit) under the normal of the others.
    let (mean, sd) = model.others
    let expected = log(normalCDF((mean - model.limit) / sd))
    let left = draws.leaveOut(0)
    #expect(abs(left.logPredictive.value - expected) < 0.02, "\(left) \(expected)")
    // The mutant that subtracts infinities, or drops such draws, finds certainty.
    let kept = zip(draws.leftOutLogWeights[0], draws.logLikelihoods[0]).map {
      $1 == -.infinity ? $1 : $0
    }
    #expect(relativeWeights(kept).logSum == relativeWeights(draws.logWeights).logSum)
    #expect(abs(expected) > 0.5)
    // A stretched coordinate and a constant of the density's own are both accounted for.
    let evidence = try #require(draws.logEvidence)
    let all = draws.leaveOut(0).logPredictive.value + logEvidenceOfOthers
    #expect(abs(evidence.value - all) < 0.02)
  }

  /// y ~ N(0, I + 11') for the studies behind the first.
  private var logEvidenceOfOthers: Double {
    let y = model.observed
    let n = Double(y.count)
    let sum = y.reduce(0, +)
    let form = y.reduce(0) { $0 + $1 * $1 } - sum * sum / (1 + n)
    return -0.5 * (n * log(2 * Double.pi) + log(1 + n) + form)
  }

  @Test func aProposalOfItsOwnAgrees() throws {
    let own = try #require(
      try CriticismDraws.withoutStudy(
        0, model: model, proposal: proposal, start: [2.5], units: units, key: StreamKey(seed: 3)))
    let (mean, sd) = model.others
    let expected = log(normalCDF((mean - model.limit) / sd))
    #expect(abs(own.leaveOut(0).logPredictive.value - expected) < 0.02)
    let summary = SettingColumns(
      model.populationColumns(of: model.settings[0], from: own.draws, rows: .all),
      logWeights: own.leftOutLogWeights[0]
    ).summary(logWeights: own.leftOutLogWeights[0], level: 0.95)
    #expect(abs(logit(summary.sensitivity.estimate) - mean) < 0.02)
    #expect(abs(logit(summary.sensitivity.upper) - (mean + 1.96 * sd)) < 0.05)
  }
}
