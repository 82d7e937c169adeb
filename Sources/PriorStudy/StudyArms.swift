import AccuracyData
import DataReading
import FrequentistFits
import Output
import Requests
import Simulation
import SpecialFunctions

/// Data sets that are scored together.
struct StudyCell: Sendable {
  /// The name of its file.
  let name: String
  /// Whether truths are those of real reviews; else they are chosen.
  let isField: Bool
  /// Studies of a data set.
  let studies: Int
  /// SD between studies that was chosen; nil in the field.
  let tau: Double?
  let design: SimulationDesign
}

/// Truths and sizes of real reviews: the maximum of the exact likelihood of each, with the arms of its studies.
///
/// - Parameter folder: of their data, one CSV file a review.
/// - Returns: a cell for each number of studies.
/// - Throws: `AccuracyDataError`, `AnalysisError` for a review without a maximum.
func fieldCells(_ folder: String) throws -> [StudyCell] {
  let names = try DirectoryHandle(path: folder).names().filter { $0.hasSuffix(".csv") }.sorted()
  let reviews = try names.map { name in
    let path = "\(folder)/\(name)"
    let dataset = try readAccuracyData(DataSource(argument: path))
    let fit = fitBivariate(dataset.studies, method: .maximumLikelihood)
    guard let point = fit.point else {
      throw AnalysisError(.badData, "\(path): the likelihood has no maximum")
    }
    var cell = SimulationDesign.Cell()
    (cell.diseased, cell.nondiseased) = (.sizes(file: path), .sizes(file: path))
    cell.logits = (point.muSensitivity, point.muSpecificity)
    (cell.sensitivity, cell.specificity) = (expit(cell.logits.0), expit(cell.logits.1))
    (cell.tauSensitivity, cell.tauSpecificity) = (point.tauSensitivity, point.tauSpecificity)
    cell.correlation = point.correlation ?? 0
    return cell
  }
  // As many of each review as make 4,000 data sets, or just above.
  let replicates = (4000 + reviews.count - 1) / reviews.count
  return [2, 3, 5, 10, 20].map { studies in
    StudyCell(
      name: "field-k\(padded(studies))", isField: true, studies: studies,
      tau: nil,
      design: SimulationDesign(
        cells: reviews.map { review in
          var cell = review
          cell.studies = .fixed(studies)
          return cell
        }, grid: [], replicates: replicates))
  }
}

/// Truths that are chosen, with arms whose sizes have medians of 40 and 100.
func stressCells() -> [StudyCell] {
  let accuracies = [
    (0.7, 0.7), (0.9, 0.9), (0.95, 0.95), (0.99, 0.9), (0.9, 0.995), (0.7, 0.995),
  ]
  let variations = [(0.1, -0.3), (0.5, -0.8), (0.5, -0.3), (0.5, 0.3), (1, -0.3), (1.5, -0.3)]
  return accuracies.flatMap { sensitivity, specificity in
    variations.flatMap { tau, rho in
      [3, 5, 10, 20].map { studies in
        var cell = SimulationDesign.Cell()
        cell.studies = .fixed(studies)
        cell.diseased = .lognormal(median: 40, deviation: 0.7)
        cell.nondiseased = .lognormal(median: 100, deviation: 0.7)
        (cell.sensitivity, cell.specificity) = (sensitivity, specificity)
        cell.logits = (logit(sensitivity), logit(specificity))
        (cell.tauSensitivity, cell.tauSpecificity, cell.correlation) = (tau, tau, rho)
        return StudyCell(
          name: "stress-se\(sensitivity)-sp\(specificity)-tau\(tau)-rho\(rho)-k\(padded(studies))",
          isField: false, studies: studies, tau: tau,
          design: SimulationDesign(
            cells: [cell], grid: [], replicates: 1000))
      }
    }
  }
}

private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
