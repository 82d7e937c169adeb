import AccuracyData
import Comparison
import Distributions
import Fitting
import FrequentistFits
import Messages
import ModelInterface
import RegressionModels
import Requests
import StudyDesigns

/// What the methods paragraph says, gathered from a run: every sentence is a function of these.
struct MethodsFacts: Sendable {
  /// How the draws were made.
  enum Sampler: Sendable, CaseIterable {
    /// Independence Metropolis-Hastings without the study effects, one proposal after the other.
    case independence
    /// The same in blocks of quasi-random points.
    case quasiRandomBlocks
    /// NUTS without the study effects.
    case collapsedNoUTurn
    /// NUTS on parameters and study effects.
    case jointNoUTurn
  }

  /// 2x2 tables, and the studies that they are of; fewer where several rows of one were accepted.
  package var tables: Int
  package var distinctStudies: Int
  /// Participants; 0 where no study has the arm.
  package var diseased: Int
  package var nondiseased: Int
  /// Studies with exactly one arm, and whether they were left out.
  package var oneArmStudies = 0
  var dropsOneArm = false
  /// What is said of a fit with covariates; nil without any.
  var covariates: CovariateFacts?
  /// Whether the parameters are accuracy, threshold and shape.
  var isHierarchical = false
  /// The distribution of study effects, as `bivariate normal`.
  var studyEffects = "bivariate normal"
  /// What stands for the model where it is not the bivariate one with an exact likelihood.
  var methods: ModelMethods?
  /// Whether study effects are integrated out by a numeric rule.
  var integratesNumerically = true
  /// What the model knows of a population.
  var parts = PopulationParts.all
  /// Conditions that the rows met, as `test = CT`.
  var conditions: [String] = []
  /// How tables of one study depend on each other; `independent` where no study has several.
  var rows = RowStructure.independent
  /// Which studies direct comparisons kept; nil where all were kept.
  var direct: String?
  /// The studies that were left out by name.
  package var excluded: [String] = []
  /// The prior, and the preset that it is or was changed from.
  package var prior: AccuracyPrior
  package var preset: String
  /// Other priors under which results are reported.
  var otherPriors: [String] = []
  /// Whether a maximum of the likelihood was found, and whether it lies on an edge.
  package var likelihood = ComparisonRow.Status.ok
  /// The level of all intervals, as `95 %`.
  package var level: String
  package var studyInterval = StudyInterval.exact
  package var threshold = ThresholdPractice.unknown
  /// Whether a summary ROC curve is drawn.
  var reportsCurve = true
  package var sampler: Sampler
  package var chains: Int
  package var warmup: Int
  package var draws: Int
  package var seed: UInt64
  package var diagnostics: DiagnosticsReport
  /// How the door that asked spells arguments.
  var spelling = Spelling.fields
}

extension MethodsFacts {
  /// The facts of a fit.
  init(_ fit: FitResult) {
    let (data, options) = (fit.dataset, fit.options)
    self.init(
      tables: data.studies.count, distinctStudies: data.distinctStudies,
      diseased: data.diseasedTotal, nondiseased: data.nondiseasedTotal, prior: fit.prior,
      preset: options.preset, level: fit.levelText,
      sampler: Sampler(kernel: fit.kernel, choice: options.sampler), chains: options.chains,
      warmup: fit.warmup, draws: options.draws, seed: options.seed, diagnostics: fit.diagnostics)
    spelling = options.spelling
    oneArmStudies = data.oneArmStudies
    dropsOneArm = options.selection.oneArm == .drop
    conditions = (data.filters + [data.level].compactMap { $0 }).map(\.spacedText)
    (excluded, direct) = (data.excluded, data.directSentence)
    rows = fit.regression?.tables ?? .independent
    otherPriors = fit.priorTable.map(\.prior)
    likelihood = fit.maximumLikelihoodRow.status
    studyInterval = options.studyInterval
    threshold = options.threshold
    reportsCurve = fit.drawsCurve
    covariates = fit.regression.map { CovariateFacts($0, setting: fit.setting) }
    isHierarchical = options.model == .hsroc
    integratesNumerically = fit.model.integrationTolerance > 0
    (methods, parts) = (fit.model.words.methods, fit.model.parts)
    if fit.model.words.randomEffects != "normal" {
      studyEffects = "bivariate \(fit.model.words.randomEffects)"
    }
  }
}

/// What the methods paragraph says of covariates.
struct CovariateFacts: Sendable {
  /// As `mu_se ~ test; mu_sp ~ test`.
  var formula: String
  /// Tables that were fitted together, of how many studies.
  var tables: Int
  var studies: Int
  /// Which of several populations this is; empty where there is one.
  var population: String
  /// The column by which SDs and correlation differ; nil where all studies share them.
  var separateBy: String?
  /// The prior of differences and slopes; nil where there are none.
  var coefficientPrior: String?
  /// Whether accuracy, threshold and shape depend on them.
  var isHierarchical = false

  init(_ model: any DesignedModel, setting: Setting) {
    let design = model.design
    formula = design.formula.text
    tables = model.studies.count
    studies = countDistinctStudies(model.studies)
    population = design.populations.count > 1 ? setting.label : ""
    separateBy = design.formula.covariance
    isHierarchical = design.hierarchical != nil
    let kinds = (design.sensitivity + design.specificity).map(\.kind)
    coefficientPrior =
      isHierarchical || kinds.contains { $0 != .mean } ? model.prior.coefficient.expression : nil
  }
}

extension MethodsFacts.Sampler {
  /// The kernel that ran; NUTS also stands in for the other two where their proposal does not fit.
  init(kernel: SamplingKernel, choice: SamplerChoice) {
    switch kernel {
    case .noUTurn: self = choice == .jointNUTS ? .jointNoUTurn : .collapsedNoUTurn
    case .quasiRandom: self = .quasiRandomBlocks
    case .independence: self = .independence
    }
  }
}
