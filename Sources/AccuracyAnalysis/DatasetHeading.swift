import AccuracyData
import Reports

/// How every page names its data.
extension AccuracyDataset {
  /// Title, or source, and the level of a run by levels.
  package var heading: String {
    let level = level.map { " · \(SafeText.visible($0.column)) = \(SafeText.visible($0.value))" }
    return SafeText.visible(title ?? source) + (level ?? "")
  }

  /// As "14 studies".
  package var studyCount: String {
    studies.count == 1 ? "1 study" : "\(NumberText.count(studies.count)) studies"
  }

  /// As "3 studies · 53 diseased, 51 non-diseased".
  package var counts: String {
    "\(studyCount) · \(NumberText.count(diseasedTotal)) diseased, "
      + "\(NumberText.count(nondiseasedTotal)) non-diseased"
  }
}
