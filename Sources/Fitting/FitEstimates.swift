import AccuracyData
import AccuracyMeasures
import Distributions
import FrequentistFits
import ModelInterface
import OtherPriors
import PosteriorSampling
import RegressionModels
import Requests
import Samplers

/// What is asked of a fit whose estimates alone are wanted: by a row of a batch, a study of simulations.
public struct EstimateRequest: Sendable, Equatable {
  /// Quantities of the catalogue by name, the parameters always among them.
  public var quantities: [String]
  /// Whether the settings are compared with each other.
  public var comparesSettings = false
  /// Whether the model is fitted without its prior too.
  public var wantsMaximumLikelihood = false
  /// Whether accuracy under other priors is wanted.
  public var wantsOtherPriors = false
  /// Whether everything that a fit warns of is wanted, not only what reading the data shows.
  public var wantsWarnings = false

  /// The quantities that a row of a batch always has.
  public static let usual = [
    "mu_se", "mu_sp", "tau_se", "tau_sp", "rho", "sensitivity", "specificity", "sensitivity_new",
    "specificity_new",
  ]

  /// A request.
  ///
  /// - Parameter quantities: of the catalogue, by name without an index.
  public init(quantities: [String] = Self.usual) { self.quantities = quantities }

  /// The entries of the catalogue, in its order.
  var entries: [Quantity] {
    let wanted = Set(quantities)
    return Quantity.catalogue.filter {
      $0.variable.role == .parameter || wanted.contains($0.variable.base)
    }
  }
}

/// The estimates of a fit and whether they can be trusted. The same options, seed and draws give the
/// numbers of `ModelFit`, in a fraction of its time: nothing is worked out that was not asked for.
public struct FitEstimates: Sendable {
  /// What was asked for.
  public let options: FitOptions
  /// The number of studies, by their names.
  public let studies: Int
  /// Warnings of the data, and of the fit where they were asked for; the messages of some of the latter are empty.
  public let warnings: [DataWarning]
  /// The quantities, each once: those of the settings in their order, then parameters of no setting.
  public let parameters: [ParameterReport]
  /// The settings compared with each other, where it was asked for.
  public let comparisons: [SettingComparison]
  /// Convergence.
  public let diagnostics: DiagnosticsReport
  /// Error of the integration at two points.
  public let integration: IntegrationReport
  /// The settings with what was found of each beside its draws.
  public let settings: [SettingEstimates]
  package let sample: PosteriorSample
  package let model: any AccuracyModel
}

/// What stands beside the draws of one setting.
public struct SettingEstimates: Sendable {
  /// The setting.
  public let setting: Setting
  /// Exact maximum likelihood, where it was asked for.
  public let maximumLikelihood: FrequentistFit?
  /// Accuracy under other priors, where it was asked for.
  public let otherPriors: [PriorRow]
}

/// Fits a data set and works out no more than was asked for.
///
/// - Parameters:
///   - whole: the data.
///   - options: validated options.
///   - request: what is wanted.
/// - Returns: the estimates; they are marked, not withheld, where a convergence check fails.
/// - Throws: an error that `AnalysisError.init(_:)` turns into message and exit code.
public func fitEstimates(
  _ whole: AccuracyDataset, options: FitOptions, request: EstimateRequest
) throws -> FitEstimates {
  let dataset = try options.modelled(whole)
  let prior = try AccuracyPrior(preset: options.preset, overrides: options.overrides)
  let model = try accuracyModel(
    dataset, options: options, prior: prior, threads: options.threads)
  try MemoryNeed(
    options, studies: [dataset.studies.count], settings: model.settings.count
  ).require()
  return try fitEstimates(model, dataset, options: options, request: request)
}

private func fitEstimates(
  _ model: some AccuracyModel, _ dataset: AccuracyDataset, options: FitOptions,
  request: EstimateRequest
) throws -> FitEstimates {
  if model.settings.count == 1 { try options.requireNothingCompared() }
  let sample = try samplePosterior(
    model, settings: SamplingSettings(options, key: options.streamKey(of: dataset)))
  let completion = FitCompletion(
    sample: sample, model: model,
    dataset: request.wantsWarnings
      ? dataset.withoutChanceDuplicates(model, sample: sample, options: options) : dataset,
    options: options, detail: .page,
    isScreened: request.wantsWarnings, isSaved: false, savedHeterogeneity: nil, clock: nil)
  return try completion.estimates(request)
}

/// Posterior points at which the integration of a row is checked; a fit checks a dozen.
private let integrationPoints = 2

extension FitCompletion {
  /// What was asked for, and nothing else.
  fileprivate func estimates(_ request: EstimateRequest) throws -> FitEstimates {
    let (settings, parts) = (model.settings, parts)
    let columns = settings.indices.map { number in
      ParameterColumns(
        model, sample: sample, settingNumber: number,
        context: MeasureContext(parts[number].studies), key: key, quantities: request.entries,
        threads: options.threads)
    }
    let reports = settings.indices.map {
      quantitySummaries(columns[$0], setting: settings[$0], part: parts[$0])
    }
    let own = reports.flatMap { $0 }
    let all = distinct(own + otherParameterSummaries(besides: own))
    let integration = checkIntegration(
      model, sample: sample, points: integrationPoints, threads: options.threads)
    let maxima =
      request.wantsMaximumLikelihood || request.wantsWarnings ? maximumLikelihoodFits : []
    let diagnostics = judge(
      all, sample: sample, integration: integration,
      conflicts: priorConflicts(sample, model: model, sampler: options.sampler))
    let tables =
      request.wantsOtherPriors
      ? try comparePriors(model, sample: sample, options: options, key: key) : []
    return FitEstimates(
      options: options, studies: Set(dataset.studies.map(\.label)).count,
      warnings: request.wantsWarnings
        ? try allWarnings(reports, columns: columns, diagnostics: diagnostics, maxima: maxima)
        : dataset.warnings, parameters: all,
      comparisons: request.comparesSettings ? comparisons() : [],
      diagnostics: diagnostics,
      integration: integration,
      settings: settings.indices.map { number in
        SettingEstimates(
          setting: settings[number],
          maximumLikelihood: maxima.isEmpty ? nil : maxima[number],
          otherPriors: tables.isEmpty ? [] : tables[number])
      }, sample: sample, model: model)
  }
}
