import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import DataReading
import Distributions
import Draws
import Foundation
import ModelInterface
import RandomStreams

@testable import Fitting
@testable import PosteriorSampling
@testable import Requests

/// The longer half of the statistical tests runs only where this is set (`make test-reference`).
let isReferenceRun = ProcessInfo.processInfo.environment["SROC_REFERENCE"] == "1"

/// For tests of what does not depend on the data.
let anyStudy = AccuracyStudy(
  label: "a", truePositives: 8, falsePositives: 2, falseNegatives: 3, trueNegatives: 9)

/// A sampling run for a test.
func sampleForTest(
  _ dataset: String, preset: String, sampler: SamplerChoice, draws: Int, warmup: Int? = nil,
  filters: [DataFilter] = [], seed: UInt64 = 20_261_122
) throws -> PosteriorSample {
  let data = try readAccuracyData(
    .example(dataset), selection: DataSelection(filters: filters, allowDependent: true))
  return try sampleForTest(
    data.studies, prior: try AccuracyPrior.preset(preset), sampler: sampler, draws: draws,
    warmup: warmup, seed: seed)
}

/// A sampling run on given studies.
func sampleForTest(
  _ studies: [AccuracyStudy], prior: AccuracyPrior, sampler: SamplerChoice, draws: Int,
  warmup: Int? = nil, seed: UInt64 = 20_261_122
) throws -> PosteriorSample {
  var options = FitOptions(source: .standardInput)
  options.sampler = sampler
  options.draws = draws
  options.warmup = warmup
  options.seed = seed
  options.threads = 2
  let model = BivariateModel(
    likelihood: CollapsedLikelihood(studies: studies), prior: prior)
  return try samplePosterior(model, settings: SamplingSettings(options, key: StreamKey(seed: seed)))
}

extension PosteriorSample {
  /// Draws of a parameter by the name of the reference files.
  func draws(_ parameter: String) -> [[Double]] {
    func all(_ variable: Variable, _ transform: (Double) -> Double) -> [[Double]] {
      draws.chains(of: variable).map { $0.map(transform) }
    }
    switch parameter {
    case "fisher_z": return draws.chains(of: .fisherZ)
    case "log_tau_se": return all(.tauSensitivity) { log($0) }
    case "log_tau_sp": return all(.tauSpecificity) { log($0) }
    case "sensitivity": return all(.muSensitivity) { 1 / (1 + exp(-$0)) }
    case "specificity": return all(.muSpecificity) { 1 / (1 + exp(-$0)) }
    default: return Variable.population.first { $0.name == parameter }.map(draws.chains) ?? []
    }
  }
}
