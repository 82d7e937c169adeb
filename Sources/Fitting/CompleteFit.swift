import AccuracyData
import AccuracyMeasures
import AccuracyModels
import ChainStatistics
import CollapsedLikelihood
import Concurrency
import Distributions
import Draws
import FrequentistFits
import ModelInterface
import PosteriorSampling
import Requests
import Samplers

/// Everything that a fit works out once its draws are there.
///
/// All of it depends on draws, data and options alone, so that a saved run gives the same numbers as
/// the run that wrote it. `timings.total` is left 0.
///
/// - Parameters:
///   - sample: the draws.
///   - model: data and prior.
///   - dataset: the data with their labels.
///   - options: of the run.
///   - savedTable: the prior table of a saved run, which is then not sampled again; nil where it has to
///     be.
///   - detail: how much to work out.
///   - clock: where the time of the phases goes; nil in runs that are not profiled.
/// - Returns: the fit.
/// - Throws: `SamplingError`.
package func completeFit(
  _ sample: PosteriorSample, model: BivariateModel, dataset: AccuracyDataset, options: FitOptions,
  savedTable: [PriorRow]? = nil, detail: FitDetail, clock: PhaseClock?
) throws -> FitResult {
  let (likelihood, prior) = (model.likelihood, model.prior)
  let threads = options.threads
  return try withWorkBeside(threads: threads) {
    if let savedTable { return savedTable }
    return try comparePriors(likelihood, chosen: prior, sample: sample, options: options)
  } _: { priorTable in
    try withWorkBeside(threads: threads) {
      fitBivariate(dataset.studies, method: .maximumLikelihood)
    } _: { maximum in
      try completeFit(
        sample, model: model, dataset: dataset, options: options, detail: detail, clock: clock,
        priorTable: priorTable, maximum: maximum)
    }
  }
}

/// The main line of the work, with what is done beside it.
private func completeFit(
  _ sample: PosteriorSample, model: BivariateModel, dataset: AccuracyDataset, options: FitOptions,
  detail: FitDetail, clock: PhaseClock?, priorTable: WorkBeside<[PriorRow], any Error>,
  maximum: WorkBeside<FrequentistFit, Never>
) throws -> FitResult {
  let (likelihood, prior) = (model.likelihood, model.prior)
  let context = MeasureContext(dataset.studies)
  let columns = clock.time(.measures) {
    ParameterColumns(
      sample: sample, context: context, seed: options.seed, detail: detail,
      threads: options.threads)
  }
  let parameters = reportParameters(
    columns, sample: sample, prior: prior, dataset: dataset, options: options, detail: detail,
    clock: clock)
  let integration = clock.time(.integration) {
    checkIntegration(likelihood, sample: sample, threads: options.threads)
  }
  let diagnostics = judge(
    parameters, sample: sample, integration: integration,
    conflicts: priorConflicts(sample, prior: prior, sampler: options.sampler))

  let summary = (columns.pooled("sensitivity"), columns.pooled("specificity"))
  let newSetting = (columns.pooled("sensitivity_new"), columns.pooled("specificity_new"))
  var warnings = dataset.warnings
  let table = try clock.time(.priors) { try priorTable.value() }
  warnings += priorTruncationWarnings(prior)
  warnings += priorPullWarnings(parameters, table: table)
  let isWhole = dataset.unobservedMargin == nil
  let predictive = predictiveReports(
    options.prevalences, summary: summary, newSetting: newSetting, options: options)
  var result = FitResult(
    options: options, dataset: dataset, warnings: warnings, prior: prior, kernel: sample.kernel,
    kernelReason: sample.kernelReason, warmup: sample.warmup,
    acceptanceRate: sample.acceptanceRate, parameters: parameters,
    covarianceOfMeans: covarianceOfMeans(sample), priorTable: table,
    bothAbove: isWhole
      ? TargetReport(options.targets, summary: summary, newSetting: newSetting)
      : TargetReport(withheld: options.targets),
    probabilityRhoPositive: isWhole
      ? Double(sample.draws.count(of: .rho) { $0 > 0 }) / Double(max(sample.totalDraws, 1)) : .nan,
    prevalences: isWhole ? predictive : predictive.map(\.withheld),
    integration: integration, diagnostics: diagnostics,
    maximumLikelihood: maximum.value(),
    timings: FitTimings(of: sample),
    studies: [], curve: nil, regions: [], sample: sample, newStudyLogits: columns.newLogits)
  if detail == .full {
    result.studies = try clock.time(.studyEffects) {
      try studyReports(dataset, sample: sample, options: options)
    }
    clock.time(.curves) {
      addCurveAndRegions(&result, context: context, threads: options.threads)
    }
  }
  return result
}

extension MeasureContext {
  /// The sizes of arms and false positives of studies; 0 where an arm is missing.
  fileprivate init(_ studies: [AccuracyStudy]) {
    self.init(
      diseasedTotals: studies.map { $0.diseased?.total ?? 0 },
      nondiseasedTotals: studies.map { $0.nondiseased?.total ?? 0 },
      falsePositives: studies.map { $0.falsePositives ?? 0 })
  }
}

extension FitTimings {
  /// What the draws took; the total is not known yet.
  fileprivate init(of sample: PosteriorSample) {
    self.init(
      warmup: sample.warmupSeconds, sampling: sample.samplingSeconds, total: 0,
      warmupProcessor: sample.warmupProcessorSeconds,
      samplingProcessor: sample.samplingProcessorSeconds)
  }
}

/// Summaries of all quantities with moments, and for the parameters prior intervals and what was learnt.
private func reportParameters(
  _ columns: ParameterColumns, sample: PosteriorSample, prior: AccuracyPrior,
  dataset: AccuracyDataset, options: FitOptions, detail: FitDetail, clock: PhaseClock?
) -> [ParameterReport] {
  var parameters = clock.time(.diagnostics) {
    summarizeParameters(columns, options: options, detail: detail)
  }
  let rule = MomentRule(prior: prior, studies: dataset.studies)
  for (k, entry) in columns.all.enumerated() {
    // Where many draws of rho round to +-1 its tail indicator is constant; atanh rho, monotone in rho,
    // still tells them apart.
    if let monitor = entry.quantity.variable.monitor,
      parameters[k].summary.tailESS.isNaN || parameters[k].summary.splitRHat.isNaN
    {
      let other = summarize(sample.draws.chains(of: monitor), level: options.level, detail: .full)
      parameters[k].summary.splitRHat = other.splitRHat
      parameters[k].summary.bulkESS = other.bulkESS
      parameters[k].summary.tailESS = other.tailESS
    }
    parameters[k].moments = rule.moments(entry.quantity.tails)
    parameters[k].isFromPriorOnly = dataset.isFromPriorOnly(entry.quantity)
  }
  clock.time(.priors) {
    addPriorColumns(
      &parameters, sample: sample, prior: prior, level: options.level, threads: options.threads)
  }
  return parameters
}

/// Summaries of all quantities; convergence only for the parameters unless everything is wanted.
private func summarizeParameters(
  _ columns: ParameterColumns, options: FitOptions, detail: FitDetail
) -> [ParameterReport] {
  let summarizer = Summarizer()
  return inPieces(columns.all.count, threads: options.threads) { k in
    let (quantity, chains) = columns.all[k]
    let isWhole = detail == .full || quantity.variable.role == .parameter
    return ParameterReport(
      variable: quantity.variable,
      summary: summarizer.summarize(
        chains, level: options.level, detail: isWhole ? .full : .quantilesOnly))
  }
}

private func covarianceOfMeans(_ sample: PosteriorSample) -> [[Double]] {
  let (x, y) = (sample.draws.pooled(.muSensitivity), sample.draws.pooled(.muSpecificity))
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
