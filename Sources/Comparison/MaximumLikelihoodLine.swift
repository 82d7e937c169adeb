import Documents
import Fitting
import FrequentistFits

extension FitResult {
  /// Exact maximum likelihood as a row of a comparison.
  package var maximumLikelihoodRow: ComparisonRow {
    ComparisonRow(
      maximumLikelihood, method: .maximumLikelihood, label: "Exact ML", level: options.level)
  }

  /// The line below the table of priors: a label that says `boundary`, then Se and Sp.
  package func maximumLikelihoodCells(format: (Double) -> String) -> (
    label: String, cells: [String]
  ) {
    let row = maximumLikelihoodRow
    switch row.status {
    case .failed: return ("exact ML: none (\(row.note))", [])
    case .boundary, .ok:
      let cells = [row.sensitivity, row.specificity].map { value -> String in
        guard let value, let lower = value.lower, let upper = value.upper else {
          return NumberText.notAvailable
        }
        return NumberText.withInterval(value.estimate, lower, upper, format: format)
      }
      return (row.status == .ok ? "exact ML" : "exact ML, boundary \(row.boundaryWords)", cells)
    }
  }
}
