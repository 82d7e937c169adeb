import Documents
import Fitting
import PosteriorMoments

/// The columns of `summary.csv`.
let summaryColumns = [
  "name", "median", "lower", "upper", "mean", "sd", "mad", "q2.5", "q5", "q95", "q97.5", "rhat",
  "ess_bulk", "ess_tail", "mcse_mean", "mcse_median", "mcse_q2.5", "mcse_q97.5", "learnt",
  "note", "prior_distance",
]

/// One row of `summary.csv`.
///
/// What is the prior's alone has no estimates, so that nobody who reads a column takes them for results;
/// its diagnostics are those of its draws. The same holds of what is withheld.
func summaryCells(_ report: ParameterReport) -> [CSVCell] {
  let s = report.summary
  let isPrior = report.isFromPriorOnly
  let (hasMean, hasDeviation) = (report.moments.hasMean, report.moments.hasDeviation)
  func cell(_ value: Double, if exists: Bool = true) -> CSVCell {
    CSVCell(exists && !isPrior && report.withheld == nil ? value : nil)
  }
  return [
    .text(report.name), cell(s.median), cell(s.lower), cell(s.upper),
    cell(s.mean, if: hasMean), cell(s.sd, if: hasDeviation), cell(s.mad), cell(s.quantile025),
    cell(s.quantile05), cell(s.quantile95), cell(s.quantile975), CSVCell(s.splitRHat),
    CSVCell(s.bulkESS), CSVCell(s.tailESS), cell(s.mcseOfMean, if: hasDeviation),
    cell(s.mcseOfMedian), cell(s.mcseOfQuantile025), cell(s.mcseOfQuantile975),
    CSVCell(report.learnt),
    isPrior ? .text(notEstimated) : report.withheld.map { .text($0) } ?? .empty,
    CSVCell(report.priorDistance),
  ]
}

/// Parameters as rows.
package func summaryTable(of parameters: [ParameterReport]) -> CSVTable {
  var table = CSVTable(columnNames: summaryColumns)
  for report in parameters { table.add(summaryCells(report)) }
  return table
}

extension ModelFit {
  /// One row a parameter.
  ///
  /// - Returns: the columns of `summary.csv`.
  public func csv() -> CSVTable { summaryTable(of: parameters) }
}
