import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import DataReading
import Distributions
import Draws
import ModelInterface
import RandomStreams

@testable import Criticism
@testable import PosteriorSampling
@testable import Requests

/// A fit of a built-in data set with the weighted draws of its criticism.
struct CriticisedFit {
  let dataset: AccuracyDataset
  let model: BivariateModel
  let sample: PosteriorSample
  let units: StudyUnits
  let key: StreamKey

  init(_ name: String, preset: String = "default", draws: Int = 2500, seed: UInt64 = 7) throws {
    try self.init(
      try readAccuracyData(.example(name), selection: DataSelection(allowDependent: true)),
      preset: preset, draws: draws, seed: seed)
  }

  init(
    _ dataset: AccuracyDataset, preset: String = "default", draws: Int = 2500, seed: UInt64 = 7
  ) throws {
    self.dataset = dataset
    key = StreamKey(seed: seed)
    model = BivariateModel(
      likelihood: samplingLikelihood(dataset.studies), prior: try AccuracyPrior.preset(preset))
    sample = try sampleForTest(model, draws: draws, key: key)
    units = StudyUnits(dataset)
  }

  func draws(threads: Int = 2) throws -> (draws: CriticismDraws, proposal: FittedProposal?) {
    try criticismDraws(model, sample: sample, units: units, key: key, threads: threads)
  }

  func influence(threads: Int = 2) throws -> Influence {
    let (draws, proposal) = try draws(threads: threads)
    return try Criticism.influence(
      model, draws: draws, proposal: proposal, units: units, key: key, threads: threads)
  }
}

func sampleForTest(
  _ model: some AccuracyModel, draws: Int, key: StreamKey, sampler: SamplerChoice = .collapsed
) throws -> PosteriorSample {
  var options = FitOptions(source: .standardInput)
  options.draws = draws
  options.sampler = sampler
  options.threads = 2
  return try samplePosterior(model, settings: SamplingSettings(options, key: key))
}
