import Testing

@testable import AccuracyData
@testable import DataReading

/// Reads text as a file called `test.csv`.
func read(
  _ text: String, _ selection: DataSelection = DataSelection()
) throws(AccuracyDataError) -> AccuracyDataset {
  try readAccuracyData(.bytes(Array(text.utf8), name: "test.csv"), selection: selection)
}

/// The error of reading bytes, or `nil` if they can be read.
func failure(
  _ bytes: [UInt8], _ selection: DataSelection = DataSelection()
) -> AccuracyDataError? {
  do {
    _ = try readAccuracyData(.bytes(bytes, name: "test.csv"), selection: selection)
    return nil
  } catch {
    return error
  }
}

/// The error of reading text, or `nil` if it can be read.
func failure(_ text: String, _ selection: DataSelection = DataSelection()) -> AccuracyDataError? {
  failure(Array(text.utf8), selection)
}

/// TP, FP, FN, TN of every study; -1 stands for a missing cell.
func cells(_ dataset: AccuracyDataset) -> [[Int]] {
  dataset.studies.map {
    [
      $0.truePositives ?? -1, $0.falsePositives ?? -1, $0.falseNegatives ?? -1,
      $0.trueNegatives ?? -1,
    ]
  }
}

/// The codes of the warnings with their lines, without `few_studies`, which small tables have.
func codes(_ dataset: AccuracyDataset) -> [String] {
  dataset.warnings.filter { $0.code != .fewStudies }
    .map { $0.code.rawValue + ($0.row.map { " \($0)" } ?? "") }
}
