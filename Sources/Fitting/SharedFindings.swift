import Criticism
import RowStructures

/// What a fit found beside its settings, so that a page of any of them can say it.
package struct SharedFindings: Sendable {
  /// The settings compared with each other.
  package var comparisons: [SettingComparison] = []
  /// The same under other assumptions on several rows of one study; none where no study has several.
  package var structures: [StructureRow] = []
  /// Accuracy at values of continuous covariates.
  package var points: [CovariatePointReport] = []
  /// Slopes per SD of continuous covariates, with those in their own units.
  package var slopes: [(perDeviation: ParameterReport, perUnit: CovariateSlopeReport)] = []
  /// Accuracy along continuous covariates.
  package var ribbons: [CovariateRibbon] = []
  /// SDs between studies of the model with covariates.
  package var standardDeviations: [ParameterReport] = []
  /// SDs between studies without them.
  package var withoutCovariates: UnexplainedHeterogeneity?
  /// The data beside replications; none unless everything was asked for.
  package var checks: [PredictiveCheck] = []
  /// How many settings the fit has.
  package var settings = 1
}

extension ModelFit {
  /// The findings, for the settings.
  ///
  /// - Parameter checks: the data beside replications.
  /// - Returns: what each of them has.
  func findings(checks: [PredictiveCheck]) -> SharedFindings {
    SharedFindings(
      comparisons: comparisons, structures: structures, points: points,
      slopes: slopes.compactMap { slope in
        parameters.first { $0.variable == slope.perDeviation }.map { ($0, slope) }
      }, ribbons: ribbons, standardDeviations: standardDeviations,
      withoutCovariates: withoutCovariates, checks: checks, settings: settings.count)
  }
}
