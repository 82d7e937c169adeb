import AccuracyData
import DataReading
import Distributions
import Draws
import Foundation
import ModelInterface
import RandomStreams
import RegressionModels
import StudyDesigns
import Testing

@testable import Criticism
@testable import Fitting
@testable import PosteriorSampling
@testable import Requests

/// What is written against the protocol serves models with covariates.
@Suite("Criticism of models with covariates")
struct CovariateTests {
  private func regression(
    _ name: String, _ covariate: String, covariance: CovarianceChoice? = nil
  ) throws -> (RegressionModel, AccuracyDataset) {
    let dataset = try readAccuracyData(
      .example(name), selection: DataSelection(allowDependent: true))
    var options = FitOptions(source: .example(name))
    var request = CovariateRequest()
    request.covariates = [covariate]
    request.covariance = covariance
    try options.setCovariates(request)
    let design = try StudyDesign(options.design, studies: dataset.studies)
    return (
      RegressionModel(
        studies: dataset.studies, design: design, prior: try AccuracyPrior.preset("default")),
      dataset
    )
  }

  private func draws(
    _ model: some AccuracyModel, _ dataset: AccuracyDataset
  ) throws -> CriticismDraws {
    let key = StreamKey(seed: 11)
    let proposal = try #require(try fittedProposal(of: model, key: key, threads: 2))
    return try #require(
      try CriticismDraws.widened(
        model, proposal: proposal, units: StudyUnits(dataset), key: key, threads: 2))
  }

  /// Marginal likelihoods of another program's importance sampling. Of separate levels it is the sum of
  /// theirs.
  @Test func marginalLikelihoodsOfCovariates() throws {
    let (common, dataset) = try regression("anti-ccp", "generation")
    let one = try #require(try draws(common, dataset).logEvidence)
    #expect(abs(one.value + 284.53) < 0.03, "\(one)")
    let (separate, _) = try regression("anti-ccp", "generation", covariance: .separate)
    let two = try #require(try draws(separate, dataset).logEvidence)
    #expect(abs(two.value + 283.69) < 0.03, "\(two)")
    var sum = 0.0
    for level in ["CCP1", "CCP2"] {
      var part = dataset
      part.studies = dataset.studies.filter { $0.covariate("generation") == level }
      let run = try CriticisedFit(part)
      sum += try #require(try run.draws().draws.logEvidence).value
    }
    #expect(abs(two.value - sum) < 0.02, "\(two) \(sum)")
  }

  @Test func everySettingHasItsInfluence() throws {
    let (model, dataset) = try regression("anti-ccp", "generation")
    let (units, key) = (StudyUnits(dataset), StreamKey(seed: 11))
    let found = try influence(
      model, draws: try draws(model, dataset), proposal: nil, units: units, key: key, threads: 2)
    #expect(found.settings.map(\.setting.label).count == 2)
    // A study moves its own level more than the other.
    let own = found.settings[0].setting.studies
    func largest(_ setting: SettingInfluence, _ studies: [Int]) -> Double {
      studies.map { setting.without[$0].shift(from: setting.whole).sensitivity }.max() ?? .nan
    }
    let others = found.settings[1].setting.studies
    #expect(largest(found.settings[0], own) > 2 * largest(found.settings[0], others))
    #expect(largest(found.settings[1], others) > 2 * largest(found.settings[1], own))
  }

  /// A new study of a slope is drawn at the covariate of the study that it is like.
  @Test func newStudiesHaveTheirCovariate() throws {
    let (model, dataset) = try regression("catheter", "prevalence:continuous")
    let key = StreamKey(seed: 11)
    let table = try draws(model, dataset).draws
    let place = [DrawPlace](repeating: DrawPlace(chain: 0, draw: 0), count: 20_000)
    var stream = RandomStream(key)
    var means: [Double] = []
    for study in [0, 5] {
      let effects = model.replicatedEffects(of: study, from: table, at: place, using: &stream)
      means.append(effects.logitSpecificities.reduce(0, +) / Double(place.count))
      let row = model.design.rows[model.design.rowOfStudy[study]]
      let population = model.populationColumns(
        ofRow: row, from: table, rows: .places([place[0]]))
      let error = population.tauSpecificity[0] / Double(place.count).squareRoot()
      #expect(abs(means[means.count - 1] - population.muSpecificity[0]) < 5 * error)
    }
    #expect(means[0] != means[1])
  }
}
