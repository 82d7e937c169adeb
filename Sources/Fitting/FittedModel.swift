import AccuracyData
import AccuracyModels
import Distributions
import ModelInterface
import RegressionModels
import Requests
import StudyDesigns

/// The model that is asked for, of a data set.
///
/// - Parameters:
///   - dataset: the data.
///   - options: validated options.
///   - prior: that of the options.
///   - threads: at work at once while tables are filled.
/// - Returns: the plain model, or one whose parameters depend on covariates.
/// - Throws: `StudyDesignError` where the data have not what the design needs.
package func accuracyModel(
  _ dataset: AccuracyDataset, options: FitOptions, prior: AccuracyPrior, threads: Int
) throws(StudyDesignError) -> any AccuracyModel {
  let studies = options.isPriorOnly ? dataset.studies.map(\.withoutCounts) : dataset.studies
  guard !options.design.isPlain else {
    return BivariateModel(
      likelihood: samplingLikelihood(studies, threads: threads), prior: prior)
  }
  return RegressionModel(
    studies: studies, design: try StudyDesign(options.design, studies: dataset.studies),
    prior: prior, threads: threads)
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
  package var regression: RegressionModel? { model as? RegressionModel }
}

extension FitResult {
  /// The model where its parameters depend on covariates.
  package var regression: RegressionModel? { model as? RegressionModel }
}
