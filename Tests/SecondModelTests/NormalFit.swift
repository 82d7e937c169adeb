import AccuracyData
import DataReading
import Distributions
import Foundation
import Messages

@testable import Fitting
@testable import PosteriorSampling
@testable import Requests

/// A fit of the second model to two generations of the anti-CCP test, by the code of every fit.
struct NormalFit {
  let model: NormalModel
  let fit: ModelFit

  init(sampler: SamplerChoice = .collapsed, draws: Int = 5000, seed: UInt64 = 20_261_129) throws {
    var options = FitOptions(data: "example:anti-ccp")
    options.sampler = sampler
    options.draws = draws
    options.seed = seed
    options.threads = 2
    options.prevalences = [.fixed(0.3)]
    let dataset = try readAccuracyData(options.source, selection: options.selection)
    model = NormalModel(
      dataset, groups: ["CCP1", "CCP2"], prior: try AccuracyPrior.preset(options.preset))
    let settings = SamplingSettings(options, key: options.streamKey(of: dataset))
    let sample = try samplePosterior(model, settings: settings)
    fit = try completeFit(
      sample, model: model, dataset: dataset, options: options, detail: .full, clock: nil)
  }

  /// A report of the whole fit by its full name.
  func report(_ name: String) -> ParameterReport? { fit.parameters.first { $0.name == name } }
}
