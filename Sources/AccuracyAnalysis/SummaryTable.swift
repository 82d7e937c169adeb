import ChainStatistics
import Reports

/// The columns of `summary.csv`.
let summaryColumns = [
  "name", "median", "lower", "upper", "mean", "sd", "mad", "q2.5", "q5", "q95", "q97.5", "rhat",
  "ess_bulk", "ess_tail", "mcse_mean", "mcse_median", "mcse_q2.5", "mcse_q97.5", "learnt",
]

/// One row of `summary.csv`.
func summaryCells(_ report: ParameterReport) -> [CSVCell] {
  let s = report.summary
  let moments = report.moments
  return [
    .text(report.name), CSVCell(s.median), CSVCell(s.lower), CSVCell(s.upper),
    CSVCell(moments.hasMean ? s.mean : nil), CSVCell(moments.hasDeviation ? s.sd : nil),
    CSVCell(s.mad),
    CSVCell(s.quantile025), CSVCell(s.quantile05), CSVCell(s.quantile95),
    CSVCell(s.quantile975), CSVCell(s.splitRHat), CSVCell(s.bulkESS), CSVCell(s.tailESS),
    CSVCell(moments.hasDeviation ? s.mcseOfMean : nil), CSVCell(s.mcseOfMedian),
    CSVCell(s.mcseOfQuantile025), CSVCell(s.mcseOfQuantile975), CSVCell(report.learnt),
  ]
}

/// Parameters as rows.
func summaryTable(of parameters: [ParameterReport]) -> CSVTable {
  var table = CSVTable(columnNames: summaryColumns)
  for report in parameters { table.add(summaryCells(report)) }
  return table
}

extension FitResult {
  /// One row a parameter.
  ///
  /// - Returns: the columns of `summary.csv`.
  public func csv() -> CSVTable { summaryTable(of: parameters) }
}
