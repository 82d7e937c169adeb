import AccuracyData
import DatasetWords
import Documents
import Fitting

extension FitResult {
  /// The level without a space that could break, `95 %`.
  var reportLevel: String { levelText.split(separator: " ").joined(separator: "\u{A0}") }

  /// As "14 studies, 1,234 diseased and 5,678 non-diseased participants".
  var reportCounts: String {
    guard hasBothMargins else {
      return counts.replacing(" · ", with: ", ") + " participants"
    }
    return "\(dataset.studyCount), \(NumberText.count(dataset.diseasedTotal)) diseased and "
      + "\(NumberText.count(dataset.nondiseasedTotal)) non-diseased participants"
      + (dataset.hasDependentTables ? ", some perhaps counted more than once" : "")
  }

  /// What the report calls its data: the title, else the name of the file without its folders, and which
  /// studies direct comparisons kept.
  var reportTitle: String {
    let name = dataset.source.split(separator: "/").last.map(String.init) ?? dataset.source
    return (dataset.title ?? name) + (dataset.direct.map { ", \($0.text)" } ?? "")
  }
}
