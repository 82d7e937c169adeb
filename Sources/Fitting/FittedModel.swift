import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import FrequentistFits
import HSROCModels
import Messages
import ModelInterface
import PosteriorSampling
import RegressionModels
import Requests
import RestrictedModels
import StudyDesigns

/// The model that is asked for, of a data set.
///
/// - Parameters:
///   - dataset: the data.
///   - options: validated options.
///   - prior: that of the options.
///   - threads: at work at once while tables are filled.
/// - Returns: the plain model, one whose parameters depend on covariates, or one with less to estimate.
/// - Throws: `AnalysisError` where the data have not what the design needs, or do not say which proportion
///   the univariate model is of.
package func accuracyModel(
  _ dataset: AccuracyDataset, options: FitOptions, prior: AccuracyPrior, threads: Int
) throws -> any AccuracyModel {
  let studies = options.isPriorOnly ? dataset.studies.map(\.withoutCounts) : dataset.studies
  func margins(_ form: MarginsModel.Form) -> MarginsModel {
    MarginsModel(form, studies: studies, prior: prior, threads: threads)
  }
  switch options.model {
  case .bivariate where options.design.isPlain && options.tableStructure == .independent:
    return BivariateModel(
      likelihood: samplingLikelihood(studies, threads: threads), prior: prior)
  case .bivariate, .robust:
    if options.tableStructure != .independent, let study = dataset.studyWithTooManyRows {
      throw AnalysisError(
        .badData,
        "study \(study) has more than \(SharedEffectLikelihood.mostTables) rows, which "
          + "\(setting: .rows, options.tableStructure.rawValue) cannot tie together; use "
          + "\(setting: .rows, "independent"), or name the studies with \(argument: .study)")
    }
    return RegressionModel(
      studies: studies, design: try dataset.design(options.design),
      prior: prior, effects: options.randomEffects, tables: options.tableStructure,
      kappa: options.priorOfKappa, threads: threads)
  case .hsroc:
    return HSROCModel(
      studies: studies, design: try dataset.design(options.design),
      prior: prior, threads: threads)
  case .independent: return margins(.independent)
  case .univariate:
    return margins(.univariate(try options.margin(in: dataset) ?? .sensitivity))
  case .fixed: return margins(.fixed)
  case .normalApproximation: return NormalApproximationModel(studies: studies, prior: prior)
  }
}

extension AccuracyDataset {
  /// The design of these data.
  ///
  /// - Parameter request: what parameters depend on.
  /// - Returns: the design.
  /// - Throws: `AnalysisError`, which names the data where they have not what the design needs.
  fileprivate func design(_ request: DesignRequest) throws(AnalysisError) -> StudyDesign {
    do throws(StudyDesignError) {
      return try StudyDesign(request, studies: studies, direct: direct)
    } catch {
      throw AnalysisError(error, source: source)
    }
  }
}

extension FitOptions {
  /// The family of study effects.
  fileprivate var randomEffects: RandomEffects {
    guard model == .robust else { return .normal }
    if let degreesOfFreedom { return .student(degreesOfFreedom: degreesOfFreedom) }
    let prior = degreesOfFreedomPrior.flatMap { try? ScalarPrior(parsing: $0, for: .nu) }
    return .studentEstimated(prior: prior ?? Self.usualDegreesOfFreedomPrior)
  }
}

extension AccuracyModel {
  /// The model where its parameters depend on covariates.
  fileprivate var regression: (any DesignedModel)? {
    guard let model = self as? any DesignedModel, !model.design.covariates.isEmpty else {
      return nil
    }
    return model
  }
}

extension AccuracyStudy {
  /// The study as if it had reported nothing, so that its likelihood is 1.
  fileprivate var withoutCounts: AccuracyStudy {
    var study = self
    (study.diseased, study.nondiseased) = (nil, nil)
    return study
  }
}

extension ModelFit {
  /// The model where its parameters depend on covariates.
  package var regression: (any DesignedModel)? { model.regression }

  /// The weights of the studies, in the order of the data, over at most 200 draws; nil of normal effects.
  package func studyWeights() -> [StudyWeight]? {
    let known = studies.compactMap(\.weight)
    return known.isEmpty ? weightsOfStudies(model, sample: sample) : known
  }

  /// P(w < 1/4) of any study before the data, where degrees of freedom are given.
  package var priorOutlierProbability: Double? {
    guard case .student(let nu)? = (model as? RegressionModel)?.effects else { return nil }
    return RegressionModel.priorOutlierProbability(degreesOfFreedom: nu)
  }
}

/// The weights of the studies over at most 200 draws; nil of normal effects.
func weightsOfStudies(_ model: any AccuracyModel, sample: PosteriorSample) -> [StudyWeight]? {
  (model as? RegressionModel)?.studyWeights(
    of: sample.draws, at: sample.draws.thinned(limit: 200))
}

extension FitResult {
  /// The model where its parameters depend on covariates.
  package var regression: (any DesignedModel)? { model.regression }
}

extension AccuracyDataset {
  /// A study with more rows than can depend on each other.
  var studyWithTooManyRows: String? {
    let counts = Dictionary(grouping: studies, by: \.label).mapValues(\.count)
    return studies.first { counts[$0.label, default: 0] > SharedEffectLikelihood.mostTables }?.label
  }
}
