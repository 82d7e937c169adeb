import AccuracyData
import Messages
import ModelInterface
import PosteriorSampling
import Requests
import RowStructures

/// The fit of one model: what it found of each of its settings.
public struct ModelFit: Sendable {
  /// What was asked for.
  public let options: FitOptions
  /// All data, with the warnings of reading them.
  public let dataset: AccuracyDataset
  /// All reported quantities, each once: those of the settings in their order, then parameters of no
  /// setting, values at points of covariates, and comparisons of settings.
  public let parameters: [ParameterReport]
  /// The settings compared with each other; none where there is one.
  public let comparisons: [SettingComparison]
  /// Accuracy at values of continuous covariates; none without any.
  public let points: [CovariatePointReport]
  /// Slopes of continuous covariates in their own units; none without any.
  public let slopes: [CovariateSlopeReport]
  /// Accuracy along continuous covariates, where everything was asked for; none without any.
  public let ribbons: [CovariateRibbon]
  /// How studies differ where covariates are left out, where everything was asked for; nil without any.
  public let withoutCovariates: UnexplainedHeterogeneity?
  /// The comparisons of levels under other assumptions on several rows of one study, this fit's among them;
  /// none where no study has several.
  public internal(set) var structures: [StructureRow] = []
  /// Per-study posteriors of all data, where they were asked for.
  public let studies: [StudyReport]
  /// What was found of each setting, in the order of the model; at least one.
  public var settings: [FitResult]
  package let model: any AccuracyModel
  package let sample: PosteriorSample

  package init(
    options: FitOptions, dataset: AccuracyDataset, parameters: [ParameterReport],
    studies: [StudyReport], settings: [FitResult], model: any AccuracyModel,
    sample: PosteriorSample, comparisons: [SettingComparison] = [],
    points: [CovariatePointReport] = [], slopes: [CovariateSlopeReport] = [],
    ribbons: [CovariateRibbon] = [], withoutCovariates: UnexplainedHeterogeneity? = nil
  ) {
    (self.options, self.dataset, self.parameters) = (options, dataset, parameters)
    (self.studies, self.settings, self.model, self.sample) = (studies, settings, model, sample)
    (self.comparisons, self.points, self.slopes) = (comparisons, points, slopes)
    (self.ribbons, self.withoutCovariates) = (ribbons, withoutCovariates)
  }

  /// The parameters that say how studies differ, in order.
  public var betweenStudies: [ParameterReport] {
    let bases: Set<String> =
      options.model == .hsroc
      ? ["lambda", "theta", "beta", "var_accuracy", "var_threshold"]
      : ["tau_se", "tau_sp", "rho", "phi", "kappa_se", "kappa_sp"]
    return parameters.filter { $0.variable.role == .parameter && bases.contains($0.variable.base) }
  }

  /// The SDs among them.
  public var standardDeviations: [ParameterReport] {
    betweenStudies.filter { $0.variable.base != "rho" }
  }

  /// The result of a model that has one setting; to ask a model with several is a programmer error.
  public var single: FitResult {
    guard settings.count == 1, let result = settings.first else {
      preconditionFailure("\(model.name) has \(settings.count) settings")
    }
    return result
  }

  /// What all settings share, taken of any.
  package var shared: FitResult { settings[settings.startIndex] }

  /// Whether the draws can be trusted.
  public var diagnostics: DiagnosticsReport { shared.diagnostics }

  /// Changes what all settings share.
  ///
  /// - Parameter change: is done to each.
  package mutating func update(_ change: (inout FitResult) -> Void) {
    for index in settings.indices { change(&settings[index]) }
  }

  /// The settings by label, as the levels of separate fits are.
  public var levels: [(level: String, fit: FitResult)] {
    settings.map { ($0.setting.label, $0) }
  }
}

/// The settings of separate fits one after the other, each under the level of its fit, with its own label
/// where the fit has several.
///
/// - Parameter fits: levels and fits, in order.
/// - Returns: one entry a setting.
public func settings(
  of fits: [(level: String, fit: ModelFit)]
) -> [(level: String, fit: FitResult)] {
  fits.flatMap { entry in
    entry.fit.levels.map { own in
      // The only setting of a fit has a label that tells it from none.
      let labels = [entry.level] + (entry.fit.settings.count == 1 ? [] : [own.level])
      return (labels.filter { !$0.isEmpty }.joined(separator: ", "), own.fit)
    }
  }
}
