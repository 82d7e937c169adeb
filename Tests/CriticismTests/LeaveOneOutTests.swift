import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Draws
import Foundation
import RandomStreams
import Testing

@testable import Criticism
@testable import PosteriorSampling

@Suite("Leaving one study out")
struct LeaveOneOutTests {
  /// log p(y_i | y_-i) from a fit of the other studies, its density of the study averaged over draws.
  private func refit(_ run: CriticisedFit, without study: Int) throws -> Double {
    var others = run.dataset.studies
    let left = others.remove(at: study)
    let model = BivariateModel(likelihood: samplingLikelihood(others), prior: run.model.prior)
    let sample = try sampleForTest(
      model, draws: 4000, key: StreamKey(seed: 1000 + UInt64(study)))
    let alone = CollapsedLikelihood(studies: [left], tolerance: 1e-6, tabulated: false)
    let points = BivariateDraws(sample.draws).thinned(limit: 8000)
    let densities = points.map { exp(alone.logLikelihood(at: $0)) }
    return log(densities.reduce(0, +) / Double(points.count))
  }

  /// Every study of two reviews against a fit without it. The refits' own error is near 0.01 a study; with
  /// the weights of the posterior's draws S08 of the first, whose k is above 1 there, is 0.06 off.
  @Test(arguments: ["auditc", "anti-ccp"])
  func theWeightsFindWhatRefitsFind(name: String) throws {
    let run = try CriticisedFit(name)
    let influence = try run.influence()
    #expect(influence.source == .widened)
    var squares = 0.0
    for (index, study) in influence.studies.enumerated() {
      let exact = try refit(run, without: index)
      let error = study.logPredictive.value - exact
      squares += error * error
      #expect(study.isReliable && study.logPredictive.error <= 0.03)
      #expect(abs(error) < 0.05, "\(influence.units.labels[index]): \(error)")
    }
    let rms = (squares / Double(influence.studies.count)).squareRoot()
    #expect(rms < 0.025, "\(rms)")
    // The mutant that forgets to leave the study out is caught.
    let mutants = influence.studies.map { abs($0.logPredictiveWithin - $0.logPredictive.value) }
    #expect(mutants.contains { $0 > 0.3 })
    #expect(abs(influence.elpd - (name == "auditc" ? -129.16 : -277.63)) < 0.2)
    #expect(abs(influence.elpdError - (name == "auditc" ? 9.6 : 9.9)) < 0.3)
    #expect(abs(influence.effectiveParameters - (name == "auditc" ? 5.5 : 4.7)) < 0.4)
  }

  /// What a study's own proposal finds is what the common batch finds.
  @Test func theLastResortAgrees() throws {
    let run = try CriticisedFit("auditc")
    let (draws, proposal) = try run.draws()
    let (fitted, mode) = (try #require(proposal), try #require(draws.mode))
    let without = try CriticismDraws.withoutStudy(
      7, model: run.model, proposal: fitted, start: mode, units: run.units, key: run.key)
    let own = try #require(without).leaveOut(0)
    let common = draws.leaveOut(7)
    #expect(own.paretoK < 0.5 && own.effectiveDraws > 2000)
    // Errors near 0.025 of the common draws, near 0.01 of the ratio of both integrals.
    let (all, others) = (try #require(draws.logMass), try #require(without?.logMass))
    #expect(abs(all.value - others.value - common.logPredictive.value) < 0.08)
    #expect(abs(all.value - others.value + 15.41) < 0.03)
    #expect(abs(own.logPredictive.value - (all.value - others.value)) < 0.15)
  }

  @Test(arguments: [("audit4", -26.25), ("naf-pet-ct", -13.40)])
  func theMarginalLikelihoodIsKnown(name: String, value: Double) throws {
    let run = try CriticisedFit(name, preset: "metabayesdta")
    let draws = try run.draws().draws
    let evidence = try #require(draws.logEvidence)
    #expect(abs(evidence.value - value) < 0.01, "\(evidence)")
    #expect(evidence.error < 0.008)
    // The mutant without the volume of the coordinates is caught.
    let proposal = try #require(run.sample.proposal)
    let mode = try #require(draws.mode)
    let volume = CoordinateVolume(model: run.model, density: proposal.density)
    let logVolume = try #require(volume.logVolume(at: mode))
    #expect(abs(logVolume) > 0.1)
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let run = try CriticisedFit("audit4", draws: 500)
    let (one, two) = (try run.influence(threads: 1), try run.influence(threads: 2))
    #expect(one.studies.map(\.logPredictive) == two.studies.map(\.logPredictive))
    #expect(one.settings.map(\.without) == two.settings.map(\.without))
    #expect(one.logEvidence == two.logEvidence)
  }

  @Test func tablesOfOneStudyAreLeftOutTogether() throws {
    let run = try CriticisedFit("ascus", draws: 500)
    #expect(run.units.count == 10 && run.dataset.studies.count == 20)
    let influence = try run.influence()
    #expect(influence.studies.count == 10)
    let (draws, _) = try run.draws()
    let table = DrawPlace(chain: 0, draw: 5)
    let whole = run.model.studyLogLikelihoods(of: draws.draws, at: [table])[0].reduce(0, +)
    #expect(abs(draws.logLikelihoods.reduce(0) { $0 + $1[5] } - whole) < 1e-9)
  }
}
