import AccuracyData
import AccuracyMeasures
import DatasetWords
import Documents
import Fitting
import FrequentistFits
import Requests
import TabularText

extension FitResult {
  /// Prevalences of the table where the user gave none; only to show how the results move.
  static let illustrativePrevalences: [Prevalence] = [.fixed(0.05), .fixed(0.1), .fixed(0.3)]

  /// `sof.csv`: a summary of findings as GRADE lays it out for a test. One row a result and setting:
  /// first sensitivity and specificity, then true positives, false negatives, true negatives and false
  /// positives in whole people of a group tested at each prevalence (`FrequencyReport`; the result names
  /// the group, as "per 1,000"). `studies` and `participants` are those that inform the row; certainty is
  /// for the reviewers to judge and stays blank. `note` says where there is no estimate.
  package var summaryOfFindingsTable: CSVTable {
    var table = CSVTable(columnNames: [
      "result", "setting", "prevalence", "prevalence_source", "estimate", "lower", "upper",
      "studies", "participants", "certainty", "note",
    ])
    for margin in AccuracyMargin.allCases {
      for (setting, suffix) in Self.settings where parameter(margin.rawValue + suffix) != nil {
        let estimate = estimate(margin.rawValue + suffix)
        let values = estimate.map { [$0.estimate, $0.lower, $0.upper].map { CSVCell.number($0) } }
        table.add(
          [.text(margin.rawValue), .text(setting), .empty, .empty]
            + cells(values, margin: margin))
      }
    }
    let isGiven = !prevalences.isEmpty
    guard hasBothMargins else { return table }
    let shown = isGiven ? prevalences.map(\.prevalence) : Self.illustrativePrevalences
    for prevalence in shown {
      let frequencies = frequencies(at: prevalence)
      let group = NumberText.count(frequencies?.people ?? 1000)
      for (setting, cellsOfSetting) in [
        ("summary point", frequencies?.atSummary), ("new setting", frequencies?.inNewSetting),
      ] {
        for (result, cell, margin) in Self.results {
          let people = cellsOfSetting?[keyPath: cell]
          let values = people.map { [$0.estimate, $0.lower, $0.upper].map { CSVCell.integer($0) } }
          table.add(
            [
              .text("\(result) per \(group)"), .text(setting), .text(prevalence.optionText),
              .text(isGiven ? "given" : "illustrative"),
            ] + cells(values, margin: margin))
        }
      }
    }
    return table
  }

  private static let settings = [("summary point", ""), ("new setting", "_new")]

  private static var results: [(String, KeyPath<FrequencyCells, PeopleEstimate>, AccuracyMargin)] {
    [
      ("true positives", \.truePositives, .sensitivity),
      ("false negatives", \.falseNegatives, .sensitivity),
      ("true negatives", \.trueNegatives, .specificity),
      ("false positives", \.falsePositives, .specificity),
    ]
  }

  private func cells(_ values: [CSVCell]?, margin: AccuracyMargin) -> [CSVCell] {
    let informing = dataset.informing(margin)
    return (values ?? [.empty, .empty, .empty]) + [
      .integer(informing.studies), .integer(informing.participants), .empty,
      values == nil ? .text(missingText) : .empty,
    ]
  }
}
