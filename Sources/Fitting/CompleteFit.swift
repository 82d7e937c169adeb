import AccuracyData
import AccuracyMeasures
import ChainStatistics
import Concurrency
import Criticism
import DatasetWords
import Draws
import FitWarnings
import FrequentistFits
import Messages
import ModelInterface
import OtherPriors
import PosteriorSampling
import RandomStreams
import RegressionModels
import Requests
import RestrictedModels
import Samplers
import SharedEffectFits

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
///   - savedTables: the prior tables of a saved run, one a setting, which are then not sampled again; nil
///     where they have to be.
///   - savedHeterogeneity: what a saved run found without its covariates.
///   - detail: how much to work out.
///   - clock: where the time of the phases goes; nil in runs that are not profiled.
/// - Returns: the fit.
/// - Throws: `SamplingError`.
package func completeFit(
  _ sample: PosteriorSample, model: some AccuracyModel, dataset: AccuracyDataset,
  options: FitOptions, savedTables: [[PriorRow]]? = nil,
  savedHeterogeneity: UnexplainedHeterogeneity? = nil, detail: FitDetail, clock: PhaseClock?
) throws -> ModelFit {
  let standing = dataset.withoutChanceDuplicates(model, sample: sample, options: options)
  let completion = FitCompletion(
    sample: sample, model: model, dataset: standing, options: options, detail: detail,
    isScreened: savedTables == nil && !options.isPriorOnly, isSaved: savedTables != nil,
    savedHeterogeneity: savedHeterogeneity, clock: clock)
  let threads = options.threads
  return try withWorkBeside(threads: threads) {
    if let savedTables { return savedTables }
    return try comparePriors(
      model, sample: sample, options: options, key: completion.key)
  } _: { priorTables in
    try withWorkBeside(threads: threads) {
      completion.maximumLikelihoodFits
    } _: { maxima in
      try completion.fit(priorTables: priorTables, maxima: maxima)
    }
  }
}

/// The main line of the work on the draws of a model.
struct FitCompletion<Model: AccuracyModel>: Sendable {
  let sample: PosteriorSample
  let model: Model
  let dataset: AccuracyDataset
  let options: FitOptions
  let detail: FitDetail
  /// Whether studies and predictions are looked at, as a new fit's are.
  let isScreened: Bool
  /// Whether the draws are those of a saved run, so that nothing is sampled.
  let isSaved: Bool
  /// What the saved run found without its covariates.
  let savedHeterogeneity: UnexplainedHeterogeneity?
  let clock: PhaseClock?

  /// The key of the fit's streams.
  var key: StreamKey { options.streamKey(of: dataset) }

  /// The data of each setting; all of them where there is one.
  var parts: [AccuracyDataset] {
    let settings = model.settings
    return settings.count == 1 ? [dataset] : settings.map { dataset.part($0.studies) }
  }

  /// The same model without its prior, setting by setting. Where settings share parameters all studies are
  /// fitted together.
  var maximumLikelihoodFits: [FrequentistFit] {
    if let design = (model as? any DesignedModel)?.design, !design.isSeparate {
      guard design.hierarchical == nil else {
        let fit = fitHierarchical(design, studies: dataset.studies)
        return design.populations.map { fit.plainFit(at: $0.row) }
      }
      let fit =
        (model as? RegressionModel)?.tables == .shared
        ? fitSharedEffects(design, studies: dataset.studies)
        : fitDesign(design, studies: dataset.studies)
      return design.populations.map { fit.plainFit(at: $0.row) }
    }
    return parts.map { part in
      switch (model as? MarginsModel)?.form {
      case .independent: fitRestricted(part.studies, model: .zeroCorrelation)
      case .univariate(let margin): fitAlone(part.studies, margin: margin)
      case .fixed: fitRestricted(part.studies, model: .fixed)
      case nil:
        fitBivariate(
          part.studies,
          method: model is NormalApproximationModel
            ? .normalMaximumLikelihood : .maximumLikelihood)
      }
    }
  }

  /// The fit, with what is done beside it.
  func fit(
    priorTables: WorkBeside<[[PriorRow]], any Error>, maxima: WorkBeside<[FrequentistFit], Never>
  ) throws -> ModelFit {
    let (settings, parts) = (model.settings, parts)
    let columns = clock.time(.measures) {
      settings.indices.map { number in
        ParameterColumns(
          model, sample: sample, settingNumber: number,
          context: MeasureContext(parts[number].studies),
          key: key, quantities: Quantity.catalogue.filter { detail == .full || $0.isOnPage },
          threads: options.threads)
      }
    }
    let reports = settings.indices.map {
      reportQuantities(columns[$0], setting: settings[$0], part: parts[$0])
    }
    let others = reportOtherParameters(besides: reports.flatMap { $0 })
    let comparisons = clock.time(.measures) { self.comparisons() }
    let regression = model as? any DesignedModel
    let points = regression.map { covariatePoints($0) } ?? []
    let slopes = regression.map { covariateSlopes($0) } ?? []
    let all = distinct(
      reports.flatMap { $0 } + others + slopes.map(\.perUnit)
        + points.flatMap { [$0.sensitivity, $0.specificity] } + comparisons.flatMap(\.quantities))
    let integration = clock.time(.integration) {
      checkIntegration(model, sample: sample, threads: options.threads)
    }
    let diagnostics = judge(
      all, sample: sample, integration: integration,
      conflicts: priorConflicts(sample, model: model, sampler: options.sampler))
    let tables = try clock.time(.priors) { try priorTables.value() }
    let (truncations, likelihoods) = (priorTruncationWarnings(model), maxima.value())
    let own = try clock.time(.priors) { try postFitWarnings(reports, columns: columns) }
    var results = settings.indices.map { number in
      result(
        setting: settings[number], part: parts[number], columns: columns[number],
        reports: reports[number], table: tables[number],
        warnings: truncations + own.bySetting[number],
        integration: integration, diagnostics: diagnostics, maximum: likelihoods[number])
    }
    let remarks = try remarks(diagnostics, dominant: own.dominant)
    (results[0].remarks, results[0].remarkCodes) = (
      remarks.map(\.message), remarks.flatMap(\.codes).map(\.rawValue)
    )
    var heterogeneity = savedHeterogeneity
    if detail == .full, !isSaved { heterogeneity = try withoutCovariates() }
    let studies = detail == .full ? try addStudies(to: &results) : []
    let checks = try predictiveChecks()
    var whole = ModelFit(
      options: options, dataset: dataset, parameters: all, studies: studies, settings: results,
      model: model, sample: sample, comparisons: comparisons, points: points, slopes: slopes,
      ribbons: detail == .full ? regression.map { covariateRibbons($0) } ?? [] : [],
      withoutCovariates: heterogeneity)
    if !comparisons.isEmpty { whole.structures = try structures() }
    let findings = whole.findings(checks: checks)
    whole.update { $0.findings = findings }
    return whole
  }

  /// The studies' posteriors, in the settings too, with curves and regions.
  private func addStudies(to results: inout [FitResult]) throws -> [StudyReport] {
    var studies = try clock.time(.studyEffects) {
      try studyReports(dataset, model: model, sample: sample, options: options, key: key)
    }
    if let weights = weightsOfStudies(model, sample: sample) {
      for (index, weight) in weights.enumerated() { studies[index].weight = weight }
    }
    clock.time(.curves) {
      for (number, setting) in model.settings.enumerated() {
        results[number].studies = setting.studies.map { studies[$0] }
        addCurveAndRegions(
          &results[number], context: MeasureContext(parts[number].studies),
          threads: options.threads)
      }
    }
    return studies
  }

  /// The data beside replications, for files; of many studies fewer of them.
  private func predictiveChecks() throws -> [PredictiveCheck] {
    guard detail == .full, !options.isPriorOnly, dataset.unobservedMargin == nil else { return [] }
    return try clock.time(.diagnostics) {
      try Criticism.predictiveChecks(
        model, sample: sample, studies: dataset.studies,
        replications: min(1000, max(100, 500_000 / max(dataset.studies.count, 1))),
        givenStudies: false, key: key, threads: options.threads)
    }
  }

  /// What stands out of a look at studies and predictions.
  func remarks(
    _ diagnostics: DiagnosticsReport, dominant: [DominantStudy?]
  ) throws -> [CriticalRemark] {
    guard isScreened, diagnostics.ok else { return [] }
    return try clock.time(.diagnostics) {
      try screen(
        model, sample: sample, dataset: dataset, key: key, threads: options.threads
      )
      .remarks(
        settings: model.settings.map(\.label),
        dominant: dominant.map { $0.map { DominanceWords(study: $0.study, words: $0.words) } })
    }
  }

  /// What the fit found of one setting, without curves and regions.
  private func result(
    setting: Setting, part: AccuracyDataset, columns: ParameterColumns,
    reports: [ParameterReport], table: [PriorRow], warnings: [DataWarning],
    integration: IntegrationReport, diagnostics: DiagnosticsReport, maximum: FrequentistFit
  ) -> FitResult {
    let summary = (columns.pooled("sensitivity"), columns.pooled("specificity"))
    let newSetting = (columns.pooled("sensitivity_new"), columns.pooled("specificity_new"))
    let isWhole = unobservedMargin(part) == nil
    let predictive = predictiveReports(
      options.prevalences, summary: summary, newSetting: newSetting, level: options.level,
      key: key)
    return FitResult(
      options: options, dataset: part,
      warnings: options.isPriorOnly ? warnings : part.warnings + warnings,
      prior: model.prior, kernel: sample.kernel,
      kernelReason: sample.kernelReason, warmup: sample.warmup,
      acceptanceRate: sample.acceptanceRate, parameters: reports,
      covarianceOfMeans: covariance(columns.pooled("mu_se"), columns.pooled("mu_sp")),
      priorTable: table,
      bothAbove: isWhole
        ? TargetReport(options.targets, summary: summary, newSetting: newSetting)
        : TargetReport(withheld: options.targets),
      probabilityRhoPositive: isWhole && model.parts.contains(.correlation)
        ? probabilityRhoPositive(columns) : .nan,
      prevalences: isWhole ? predictive : predictive.map(\.withheld),
      integration: integration, diagnostics: diagnostics, maximumLikelihood: maximum,
      timings: FitTimings(of: sample), studies: [], curve: nil, regions: [],
      setting: setting, model: model, sample: sample, newStudyLogits: columns.newLogits)
  }

  /// Each variable once: settings may have parameters in common.
  func distinct(_ reports: [ParameterReport]) -> [ParameterReport] {
    var known: Set<Variable> = []
    return reports.filter { known.insert($0.variable).inserted }
  }
}

extension AccuracyDataset {
  /// The data of some of the studies.
  func part(_ places: [Int]) -> AccuracyDataset {
    var part = self
    part.studies = places.map { studies[$0] }
    part.oneArmStudies = part.studies.count { ($0.diseased == nil) != ($0.nondiseased == nil) }
    return part
  }
}

extension MeasureContext {
  /// The sizes of arms and false positives of studies; 0 where an arm is missing.
  init(_ studies: [AccuracyStudy]) {
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

/// The covariance matrix of two columns of draws.
private func covariance(_ x: [Double], _ y: [Double]) -> [[Double]] {
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
