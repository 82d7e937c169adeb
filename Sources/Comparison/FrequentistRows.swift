import AccuracyData
import Fitting
import FrequentistFits
import Requests

extension FitResult {
  /// Exact ML, REML of the normal approximation and both univariate models, as `compare` labels them,
  /// without profile intervals.
  package var frequentistRows: [ComparisonRow] {
    let compare = CompareOptions(fit: options)
    let restricted = fitBivariate(dataset.studies, method: .restrictedNormal, correction: .all)
    let label = ComparisonMethod.restrictedNormal.label(
      compare, hasZeroCell: dataset.studies.contains(where: \.hasZeroCell))
    let row = ComparisonRow(
      restricted, method: .restrictedNormal, label: label, level: options.level)
    return [maximumLikelihoodRow, row] + marginRows(dataset.studies, .univariate, compare)
  }
}
