import AccuracyData
import DataReading
import Distributions
import ModelInterface
import PosteriorSampling
import Requests
import Samplers

/// How much of a fit is worked out.
public enum FitDetail: Sendable {
  /// What the terminal page shows.
  case page
  /// Everything that files and JSON hold.
  case full
}

/// Reads the data and fits the model that is asked for.
///
/// - Parameters:
///   - options: validated options.
///   - detail: how much to work out.
///   - progress: called with the share done in [0, 1], from any thread.
/// - Returns: the fit.
/// - Throws: an error that `AnalysisError.init(_:)` turns into message and exit code.
public func runFit(
  _ options: FitOptions, detail: FitDetail, progress: (@Sendable (Double) -> Void)? = nil
) throws -> ModelFit {
  try runFit(options, detail: detail, clock: nil, progress: progress)
}

/// The same, with the time of each phase where there is a clock.
package func runFit(
  _ options: FitOptions, detail: FitDetail, clock: PhaseClock?,
  progress: (@Sendable (Double) -> Void)?
) throws -> ModelFit {
  try options.validate()
  let dataset = try clock.time(.read) {
    try readAccuracyData(options.source, selection: options.selection)
  }
  return try fit(
    dataset, options: options, detail: detail, clock: clock, progress: progress)
}

/// Fits one model a level of `options.selection.by`, in order of appearance.
///
/// - Parameters:
///   - options: validated options with a column to split by.
///   - detail: how much to work out.
///   - progress: called with the share done in [0, 1], from any thread.
/// - Returns: the fits with their levels.
/// - Throws: as `runFit`.
public func runFitByLevel(
  _ options: FitOptions, detail: FitDetail, progress: (@Sendable (Double) -> Void)? = nil
) throws -> [(level: String, fit: ModelFit)] {
  try options.validate()
  let levels = try readAccuracyDataByLevel(options.source, selection: options.selection)
  try options.requireUnsplitCovariates(levels.map(\.dataset))
  try MemoryNeed(options, studies: levels.map(\.dataset.studies.count)).require()
  var results: [(level: String, fit: ModelFit)] = []
  for (index, entry) in levels.enumerated() {
    let count = Double(levels.count)
    var report: (@Sendable (Double) -> Void)?
    if let progress { report = { progress((Double(index) + $0) / count) } }
    let result = try fit(
      entry.dataset, options: options, detail: detail, clock: nil, progress: report)
    results.append((entry.level, result))
  }
  return results
}

/// Fits a data set that was read before.
package func runFit(
  _ dataset: AccuracyDataset, options: FitOptions, detail: FitDetail,
  progress: (@Sendable (Double) -> Void)?
) throws -> ModelFit {
  try fit(dataset, options: options, detail: detail, clock: nil, progress: progress)
}

private func fit(
  _ whole: AccuracyDataset, options: FitOptions, detail: FitDetail, clock: PhaseClock?,
  progress: (@Sendable (Double) -> Void)?
) throws -> ModelFit {
  let dataset = try options.modelled(whole)
  try MemoryNeed(options, studies: [dataset.studies.count]).require()
  let watch = Stopwatch()
  let prior = try AccuracyPrior(preset: options.preset, overrides: options.overrides)
  let model = try clock.time(.tables) {
    try accuracyModel(dataset, options: options, prior: prior, threads: options.threads)
  }
  return try fit(
    model, dataset, options: options, detail: detail, since: watch, clock: clock,
    progress: progress)
}

private func fit(
  _ model: some AccuracyModel, _ dataset: AccuracyDataset, options: FitOptions, detail: FitDetail,
  since watch: Stopwatch, clock: PhaseClock?, progress: (@Sendable (Double) -> Void)?
) throws -> ModelFit {
  let settings = model.settings.count
  if settings == 1 { try options.requireNothingCompared() }
  if settings > 1 {
    try MemoryNeed(options, studies: [dataset.studies.count], settings: settings).require()
  }
  let done = DrawCounter(total: options.chains * options.draws)
  var countDraws: (@Sendable (Int) -> Void)?
  if let progress { countDraws = { progress(0.9 * done.add($0)) } }
  let sample = try samplePosterior(
    model, settings: SamplingSettings(options, key: options.streamKey(of: dataset)), clock: clock,
    progress: countDraws)

  var result = try completeFit(
    sample, model: model, dataset: dataset, options: options, detail: detail, clock: clock)
  let seconds = watch.seconds
  result.update { $0.timings.total = seconds }
  progress?(1)
  return result
}
