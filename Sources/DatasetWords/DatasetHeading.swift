import AccuracyData
import Documents

/// How every page names its data.
extension AccuracyDataset {
  /// Title, or source, and the level of a run by levels.
  package var heading: String {
    let level = level.map { " · \(SafeText.visible($0.column)) = \(SafeText.visible($0.value))" }
    return SafeText.visible(title ?? source) + (level ?? "")
  }

  /// Whether several tables are of one study, and so people may be in more than one of them.
  package var hasDependentTables: Bool { distinctStudies < studies.count }

  /// As "14 studies", or "20 tables of 10 studies".
  package var studyCount: String {
    let distinct = distinctStudies
    let words = distinct == 1 ? "1 study" : "\(NumberText.count(distinct)) studies"
    return hasDependentTables ? "\(NumberText.count(studies.count)) tables of \(words)" : words
  }

  /// As "3 studies · 53 diseased, 51 non-diseased", and that people may be counted more than once.
  package var counts: String {
    "\(studyCount) · \(NumberText.count(diseasedTotal)) diseased, "
      + "\(NumberText.count(nondiseasedTotal)) non-diseased"
      + (hasDependentTables ? " (some perhaps counted more than once)" : "")
  }
}
