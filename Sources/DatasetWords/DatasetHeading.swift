import AccuracyData
import Documents

/// How every page names its data.
extension AccuracyDataset {
  /// Title, or source, which studies direct comparisons kept, and the level of a run by levels.
  package var heading: String {
    let level = level.map { " · \(SafeText.visible($0.column)) = \(SafeText.visible($0.value))" }
    return headingOfAllLevels + (level ?? "")
  }

  /// The same without the level.
  package var headingOfAllLevels: String {
    let direct = direct.map { " · \(SafeText.visible($0.text))" }
    return SafeText.visible(title ?? source) + (direct ?? "")
  }

  /// Which studies direct comparisons kept, a sentence; nil where all were kept.
  package var directSentence: String? {
    guard let direct else { return nil }
    let whole = direct.kept.count + direct.dropped.count
    let which =
      direct.dropped.isEmpty
      ? "All \(NumberText.count(whole)) studies have"
      : "Only the \(NumberText.count(direct.kept.count)) of \(NumberText.count(whole)) studies are used "
        + "that have"
    return "\(which) a row for every level of \(SafeText.visible(direct.column)) "
      + "(\(SafeText.visible(direct.levelsText)))."
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
