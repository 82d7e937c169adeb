import AccuracyData
import AccuracyMeasures
import ChainStatistics
import Distributions
import Draws
import FrequentistFits
import Messages
import ModelInterface
import OtherPriors
import PosteriorMoments
import PosteriorSampling
import RegressionModels
import Requests
import SpecialFunctions

/// The posterior of one quantity.
public struct ParameterReport: Sendable {
  /// The quantity.
  public var variable: Variable
  /// Location, spread, quantiles, and, where they were asked for, convergence diagnostics.
  public var summary: DrawSummary
  /// 1 - Var(prior normal score | data), for the parameters.
  public var learnt: Double?
  /// How far the posterior has come from the prior, in [0, 1]: the total variation distance of normal
  /// distributions on the scale on which the prior is N(0, 1); for the parameters.
  public var priorDistance: Double?
  /// Prior 95 % interval (equal-tailed, at the run's level), where it has a closed form.
  public var priorInterval: (lower: Double, upper: Double)?
  /// Which moments the posterior has; `MomentRule` decides for a fit, and saved draws alone do not
  /// tell.
  public var moments = FiniteMoments.meanAndDeviation
  /// What a figure or a table calls it, for the parameters.
  public var heading: String?
  /// The prior as it is written, for the parameters.
  public var priorText: String?
  /// Whether it depends on a proportion that no study observed, so that its posterior is the prior's.
  public var isFromPriorOnly = false
  /// Why its numbers are not shown though they could be worked out; nil where they are.
  public var withheld: String?

  /// A report of a quantity by its summary alone.
  ///
  /// - Parameters:
  ///   - variable: the quantity.
  ///   - summary: of its draws.
  public init(variable: Variable, summary: DrawSummary) {
    (self.variable, self.summary) = (variable, summary)
  }

  /// Name as in docs/contract.md.
  public var name: String { variable.name }
}

/// How well the integration did at posterior points.
public struct IntegrationReport: Sendable, Equatable {
  /// Tolerance that spacing and window were chosen for.
  public var tolerance: Double
  /// Largest |total log likelihood - dense rule| over the posterior points checked.
  public var quadratureError: Double
  /// Number of posterior points checked.
  public var points: Int
  /// Share of study integrals that the graded rule took, over these points.
  public var fallbackShare: Double
}

/// Whether the draws can be trusted.
public struct DiagnosticsReport: Sendable, Equatable {
  /// No problem was found.
  public var ok: Bool
  /// Largest split R-hat over the five basic parameters.
  public var maxRHat: Double
  /// Smallest bulk ESS over the five basic parameters.
  public var minBulkESS: Double
  /// Smallest tail ESS over the five basic parameters.
  public var minTailESS: Double
  /// One sentence a problem.
  public var problems: [Message]
}

/// Posterior of one study's true accuracy beside what was observed.
public struct StudyReport: Sendable {
  /// The study.
  public var study: AccuracyStudy
  /// Sensitivity and specificity.
  public var arms: [StudyArmReport]
  /// How far t-distributed effects weigh the study down; nil of normal effects.
  public var weight: StudyWeight?
}

/// One arm of a study report.
public struct StudyArmReport: Sendable, Equatable {
  /// Observed proportion with its interval; nil where the arm is missing.
  public var observed: Double?
  /// Lower end of the single study's interval.
  public var lower: Double?
  /// Upper end of the single study's interval.
  public var upper: Double?
  /// Posterior of the true value.
  public var posterior: IntervalEstimate
  /// The arm was not observed: the posterior comes from the model alone.
  public var fromModelOnly: Bool
}

/// Posterior of what a test does to 1,000 people at a prevalence, each quantity for itself; whole
/// people that add up are those of `FrequencyReport`. All numbers are NaN where an arm was observed by
/// no study.
public struct PrevalenceReport: Sendable {
  /// The prevalence.
  public var prevalence: Prevalence
  /// In order: PPV, NPV, then TP, FN, FP, TN per 1,000, at the summary point.
  public var atSummary: [(name: String, estimate: IntervalEstimate)]
  /// The same in a new setting.
  public var inNewSetting: [(name: String, estimate: IntervalEstimate)]
  /// Posterior means of sensitivity and specificity at the summary point, and the mean prevalence.
  public var meanAtSummary: TestedAccuracy
  /// The same in a new setting.
  public var meanInNewSetting: TestedAccuracy
}

/// Wall-clock times of a fit in seconds.
public struct FitTimings: Sendable, Equatable {
  /// Mode and adaptation; for NUTS the chains' own warm-up.
  public var warmup: Double
  /// Sampling after warm-up.
  public var sampling: Double
  /// Everything from reading the data on.
  public var total: Double
  /// Processor seconds of warm-up, over all cores; NaN where they were not taken.
  public var warmupProcessor: Double
  /// Processor seconds of sampling.
  public var samplingProcessor: Double
}

/// All that a fit found of one setting, with what it shares with the others.
public struct FitResult: Sendable {
  /// What was asked for.
  public var options: FitOptions
  /// The setting's data, with the warnings of reading them.
  public var dataset: AccuracyDataset
  /// Warnings of data and fit.
  public var warnings: [DataWarning]
  /// The prior in force.
  public var prior: AccuracyPrior
  /// The kernel that ran.
  public var kernel: SamplingKernel
  /// Why it ran.
  public var kernelReason: Message
  /// Pilot evaluations or warm-up iterations.
  public var warmup: Int
  /// Mean acceptance.
  public var acceptanceRate: Double
  /// The parameters, in the order of docs/contract.md.
  public var parameters: [ParameterReport]
  /// Posterior covariance of (mu_se, mu_sp).
  public var covarianceOfMeans: [[Double]]
  /// Se and Sp under other priors.
  public var priorTable: [PriorRow]
  /// P(Se > a and Sp > b) for the targets of the options.
  public var bothAbove: TargetReport
  /// P(rho > 0 | data).
  public var probabilityRhoPositive: Double
  /// PPV, NPV and counts per 1,000.
  public var prevalences: [PrevalenceReport]
  /// Error of the integration.
  public var integration: IntegrationReport
  /// Convergence.
  public var diagnostics: DiagnosticsReport
  /// Exact maximum likelihood of the setting's data.
  public var maximumLikelihood: FrequentistFit
  /// Times.
  public var timings: FitTimings
  /// Per-study posteriors, where they were asked for.
  public var studies: [StudyReport]
  /// The Rutter-Gatsonis curve, where it was asked for and exists.
  public var curve: ROCCurve?
  /// Curves of all types that are not withheld, over the observed false positive rates.
  public var curves: [ROCCurve] = []
  /// The same from false positive rate 0.001 to 0.999, where they were asked for.
  public var extrapolatedCurves: [ROCCurve] = []
  /// All types of curve: how many of their lines fall, and whether the curve is withheld for it. All are
  /// withheld where `showsCurves` is false.
  public var curveReports: [SummaryLineDirections] = []
  /// Elliptical credible and prediction regions by kind.
  public var regions: [(kind: String, region: Region)]
  /// Credible and prediction regions of highest density by kind.
  public var densityRegions: [(kind: String, region: HighestDensityRegion)] = []
  /// The population that all this is of.
  public let setting: Setting
  package let model: any AccuracyModel
  package let sample: PosteriorSample
  /// What stands out of a look at studies and predictions; in the first setting of a fit only.
  package var remarks: [Message] = []
  /// The codes of what the remarks say, in their order.
  package var remarkCodes: [String] = []
  /// What the fit found beside its settings.
  package var findings = SharedFindings()
  package let newStudyLogits: (sensitivity: [Double], specificity: [Double])

  /// A quantity by name.
  ///
  /// - Parameter name: as in docs/contract.md, without the index of the setting.
  /// - Returns: nil where the quantity was not worked out.
  public func parameter(_ name: String) -> ParameterReport? {
    parameters.first { $0.variable.base == name }
  }

  /// The parameters of the model among the setting's quantities, in order.
  package var ownParameters: [ParameterReport] {
    parameters.filter { $0.variable.role == .parameter }
  }

  /// Those of the model, and those that bear its prior without being sampled.
  package var parametersWithPrior: [ParameterReport] {
    parameters.filter { $0.variable.role == .parameter || $0.priorText != nil }
  }

  /// As "bivariate, binomial likelihood, normal random effects, logit link".
  package var modelSentence: String {
    let words = model.words
    return "\(model.name), \(words.likelihood) likelihood, \(words.randomEffects) random effects, "
      + "\(words.link) link"
  }

  /// Draws of the setting's distribution over studies, all chains one after the other.
  package var population: PopulationColumns {
    model.populationColumns(of: setting, from: sample.draws, rows: .all)
  }
}
