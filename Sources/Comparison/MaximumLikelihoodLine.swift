import Documents
import Fitting
import FrequentistFits
import RegressionModels
import StudyDesigns

extension FitResult {
  /// Maximum likelihood of the model as a row of a comparison.
  package var maximumLikelihoodRow: ComparisonRow {
    let isExact = maximumLikelihood.method == .maximumLikelihood
    return ComparisonRow(
      maximumLikelihood, method: isExact ? .maximumLikelihood : .normalMaximumLikelihood,
      label: isExact ? "Exact ML\(rowWords)" : "ML, normal", level: options.level)
  }

  /// Whether exact maximum likelihood takes rows of one study as independent where the fit does not: of the
  /// structures in which they depend on each other it has `shared` alone.
  package var maximisesIndependentRows: Bool {
    switch (model as? RegressionModel)?.tables ?? .independent {
    case .independent, .shared: false
    case .exchangeable, .sharedAndWithin: true
    }
  }

  /// What exact maximum likelihood takes for granted of the rows of one study, after a comma; empty where
  /// they are independent in the fit too.
  private var rowWords: String {
    if maximisesIndependentRows { return ", independent rows" }
    return (model as? RegressionModel)?.tables == .shared ? ", shared effects" : ""
  }

  /// The line below the table of priors: a label that says `boundary`, then Se and Sp.
  package var maximumLikelihoodCells: (label: String, cells: [String]) {
    let row = maximumLikelihoodRow
    let name = row.method == .maximumLikelihood ? "exact ML" : "ML, normal"
    switch row.status {
    case .failed: return ("\(name): none (\(row.note))", [])
    case .boundary, .ok:
      let values = margins.map { $0 == .sensitivity ? row.sensitivity : row.specificity }
      let cells = values.map { value -> String in
        guard let value, let lower = value.lower, let upper = value.upper else {
          return NumberText.notAvailable
        }
        return shareWithInterval(value.estimate, lower, upper)
      }
      if row.isNearBoundary { return ("\(name), near \(row.boundaryWords)", cells) }
      return (row.status == .ok ? name : "\(name), boundary \(row.boundaryWords)", cells)
    }
  }
}
