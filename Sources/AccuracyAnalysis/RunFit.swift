import AccuracyData
import AccuracyMeasures
import AccuracyModels
import ChainStatistics
import CollapsedLikelihood
import Distributions
import FrequentistFits
import Samplers

/// How much of a fit is worked out.
public enum FitDetail: Sendable {
  /// What the terminal page shows.
  case page
  /// Everything that files and JSON hold.
  case full
}

/// Reads the data and fits the bivariate model.
///
/// - Parameters:
///   - options: validated options.
///   - detail: how much to work out.
///   - progress: called with the share done in [0, 1], from any thread.
/// - Returns: the fit.
/// - Throws: an error that `AnalysisError.init(_:)` turns into message and exit code.
public func runFit(
  _ options: FitOptions, detail: FitDetail, progress: (@Sendable (Double) -> Void)? = nil
) async throws -> FitResult {
  try await runFit(options, detail: detail, clock: nil, progress: progress)
}

/// The same, with the time of each phase where there is a clock.
func runFit(
  _ options: FitOptions, detail: FitDetail, clock: PhaseClock?,
  progress: (@Sendable (Double) -> Void)?
) async throws -> FitResult {
  try options.validate()
  let dataset = try clock.time(.read) {
    try readAccuracyData(options.source, selection: options.selection)
  }
  return try await fit(
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
) async throws -> [(level: String, fit: FitResult)] {
  try options.validate()
  let levels = try readAccuracyDataByLevel(options.source, selection: options.selection)
  var results: [(level: String, fit: FitResult)] = []
  for (index, entry) in levels.enumerated() {
    let count = Double(levels.count)
    var report: (@Sendable (Double) -> Void)?
    if let progress { report = { progress((Double(index) + $0) / count) } }
    let result = try await fit(
      entry.dataset, options: options, detail: detail, clock: nil, progress: report)
    results.append((entry.level, result))
  }
  return results
}

/// Fits a data set that was read before.
func runFit(
  _ dataset: AccuracyDataset, options: FitOptions, detail: FitDetail,
  progress: (@Sendable (Double) -> Void)?
) async throws -> FitResult {
  try await fit(dataset, options: options, detail: detail, clock: nil, progress: progress)
}

private func fit(
  _ dataset: AccuracyDataset, options: FitOptions, detail: FitDetail, clock: PhaseClock?,
  progress: (@Sendable (Double) -> Void)?
) async throws -> FitResult {
  let watch = Stopwatch()
  let prior = try AccuracyPrior(preset: options.preset, overrides: options.overrides)
  let model = clock.time(.tables) {
    BivariateModel(likelihood: samplingLikelihood(dataset.studies), prior: prior)
  }
  let likelihood = model.likelihood
  let done = DrawCounter(total: options.chains * options.draws)
  var countDraws: (@Sendable (Int) -> Void)?
  if let progress { countDraws = { progress(0.9 * done.add($0)) } }
  let sample = try await samplePosterior(
    model, settings: SamplingSettings(options), clock: clock, progress: countDraws)

  // Beside the rest of the work, where there is a second thread.
  async let besides: [PriorRow]? =
    options.threads > 1
    ? comparePriors(likelihood, chosen: prior, options: options) : nil
  let context = MeasureContext(
    diseasedTotals: dataset.studies.map { $0.diseased?.total ?? 0 },
    nondiseasedTotals: dataset.studies.map { $0.nondiseased?.total ?? 0 },
    falsePositives: dataset.studies.map { $0.falsePositives ?? 0 })
  let columns = try await clock.timeWaiting(.measures) {
    try await ParameterColumns(
      sample: sample, context: context, seed: options.seed,
      scope: detail == .full ? .all : .closedForms, threads: options.threads)
  }
  var parameters = try await clock.timeWaiting(.diagnostics) {
    try await summarizeParameters(columns, options: options, detail: detail)
  }
  // Where many draws of rho round to +-1 its tail indicator is constant; atanh rho, monotone in rho,
  // still tells them apart.
  if parameters[4].summary.tailESS.isNaN || parameters[4].summary.splitRHat.isNaN {
    let fisher = summarize(sample.chains.map(\.fisherZ), level: options.level, detail: .full)
    parameters[4].summary.splitRHat = fisher.splitRHat
    parameters[4].summary.bulkESS = fisher.bulkESS
    parameters[4].summary.tailESS = fisher.tailESS
  }
  let rule = MomentRule(prior: prior, studies: dataset.studies)
  for k in parameters.indices { parameters[k].moments = rule.moments(of: parameters[k].name) }
  try await clock.timeWaiting(.priors) {
    try await addPriorColumns(
      &parameters, sample: sample, prior: prior, level: options.level, threads: options.threads)
  }
  let integration = try await clock.timeWaiting(.integration) {
    try await checkIntegration(likelihood, sample: sample, threads: options.threads)
  }
  let diagnostics = judge(parameters, sample: sample, integration: integration)

  let (se, sp) = (columns.pooled("sensitivity"), columns.pooled("specificity"))
  let (newSe, newSp) = (columns.pooled("sensitivity_new"), columns.pooled("specificity_new"))
  func bothAbove(_ a: [Double], _ b: [Double]) -> Double {
    probabilityBothAbove(
      sensitivities: a, specificities: b, thresholdSe: 0.8, thresholdSp: 0.8)
  }
  let rho = columns.pooled("rho")
  var warnings = dataset.warnings
  let waiting = Stopwatch()
  let table: [PriorRow]
  if let finished = try await besides {
    table = finished
  } else {
    table = try await comparePriors(likelihood, chosen: prior, options: options)
  }
  clock?.add(waiting.seconds, to: .priors)
  warnings += priorTruncationWarnings(prior)
  warnings += priorPullWarnings(parameters, table: table, dataset: dataset)
  var result = FitResult(
    options: options, dataset: dataset, warnings: warnings, prior: prior, kernel: sample.kernel,
    kernelReason: sample.kernelReason, warmup: sample.warmup,
    acceptanceRate: sample.acceptanceRate, parameters: parameters,
    covarianceOfMeans: covarianceOfMeans(sample), priorTable: table,
    bothAbove: (0.8, bothAbove(se, sp), bothAbove(newSe, newSp)),
    probabilityRhoPositive: Double(rho.count { $0 > 0 }) / Double(max(rho.count, 1)),
    prevalences: predictiveReports(
      options.prevalences, summary: (se, sp), newSetting: (newSe, newSp), options: options),
    integration: integration, diagnostics: diagnostics,
    maximumLikelihood: fitBivariate(dataset.studies, method: .maximumLikelihood),
    timings: FitTimings(
      warmup: sample.warmupSeconds, sampling: sample.samplingSeconds, total: 0,
      warmupProcessor: sample.warmupProcessorSeconds,
      samplingProcessor: sample.samplingProcessorSeconds),
    studies: [], curve: nil, regions: [], sample: sample, newStudyLogits: columns.newLogits)
  if detail == .full {
    result.studies = try await clock.timeWaiting(.studyEffects) {
      try await studyReports(dataset, sample: sample, options: options)
    }
    clock.time(.curves) { addCurveAndRegions(&result, context: context) }
  }
  result.timings.total = watch.seconds
  progress?(1)
  return result
}

/// Summaries of all quantities; convergence only for the basic ones unless everything is wanted.
private func summarizeParameters(
  _ columns: ParameterColumns, options: FitOptions, detail: FitDetail
) async throws -> [ParameterReport] {
  // A page needs no HSROC, AUC or I2 summary and no convergence of derived quantities.
  let shown: Set<String> = [
    "sensitivity", "specificity", "lr_positive", "lr_negative", "dor", "sensitivity_new",
    "specificity_new",
  ]
  let wanted = columns.named.enumerated().filter { index, entry in
    detail == .full || index < 5 || shown.contains(entry.name)
  }
  return try await runChains(count: wanted.count, threads: options.threads) { k in
    let (index, entry) = wanted[k]
    return ParameterReport(
      name: entry.name,
      summary: summarize(
        entry.chains, level: options.level,
        detail: detail == .full || index < 5 ? .full : .quantilesOnly),
      learnt: nil, priorInterval: nil)
  }
}

private func covarianceOfMeans(_ sample: PosteriorSample) -> [[Double]] {
  let (x, y) = (sample.chains.flatMap(\.muSensitivity), sample.chains.flatMap(\.muSpecificity))
  let n = Double(x.count)
  let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  var (xx, xy, yy) = (0.0, 0.0, 0.0)
  for i in x.indices {
    xx += (x[i] - mx) * (x[i] - mx)
    xy += (x[i] - mx) * (y[i] - my)
    yy += (y[i] - my) * (y[i] - my)
  }
  return [[xx / (n - 1), xy / (n - 1)], [xy / (n - 1), yy / (n - 1)]]
}

private func addCurveAndRegions(_ result: inout FitResult, context: MeasureContext) {
  let chains = result.sample.chains
  let columns = PosteriorColumns(
    muSensitivity: chains.flatMap(\.muSensitivity), muSpecificity: chains.flatMap(\.muSpecificity),
    tauSensitivity: chains.flatMap(\.tauSensitivity),
    tauSpecificity: chains.flatMap(\.tauSpecificity), rho: chains.flatMap(\.correlation))
  if let range = context.observedRange {
    result.curve = try? rutterGatsonisCurve(
      draws: columns, observedRange: range, level: result.options.level)
  }
  for level in Set([result.options.level, 0.5]).sorted(by: >) {
    if let region = try? credibleRegion(
      muSensitivity: columns.muSensitivity, muSpecificity: columns.muSpecificity, level: level)
    {
      result.regions.append(("credible", region))
    }
    if let region = try? predictionRegion(
      logitSensitivities: result.newStudyLogits.sensitivity,
      logitSpecificities: result.newStudyLogits.specificity, level: level)
    {
      result.regions.append(("prediction", region))
    }
  }
}
