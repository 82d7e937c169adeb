import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Foundation

@testable import Fitting
@testable import PosteriorSampling
@testable import Requests

/// The longer half of the statistical tests runs only where this is set (`make test-reference`).
let isReferenceRun = ProcessInfo.processInfo.environment["SROC_REFERENCE"] == "1"

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
  return try samplePosterior(model, settings: SamplingSettings(options))
}

extension PosteriorSample {
  /// Draws of a parameter by the name of the reference files.
  func draws(_ parameter: String) -> [[Double]] {
    switch parameter {
    case "mu_se": chains.map(\.muSensitivity)
    case "mu_sp": chains.map(\.muSpecificity)
    case "tau_se": chains.map(\.tauSensitivity)
    case "tau_sp": chains.map(\.tauSpecificity)
    case "rho": chains.map(\.correlation)
    case "fisher_z": chains.map(\.fisherZ)
    case "log_tau_se": chains.map { $0.tauSensitivity.map { log($0) } }
    case "log_tau_sp": chains.map { $0.tauSpecificity.map { log($0) } }
    case "sensitivity": chains.map { $0.muSensitivity.map { 1 / (1 + exp(-$0)) } }
    case "specificity": chains.map { $0.muSpecificity.map { 1 / (1 + exp(-$0)) } }
    default: []
    }
  }
}
