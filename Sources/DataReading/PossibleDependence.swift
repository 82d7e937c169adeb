import AccuracyData
import TabularText

extension AccuracyTable {
  /// The warnings about rows with labels of their own that share a publication, an author or a trial
  /// by another column: the labels may name arms, lesions or cut-offs of one study.
  ///
  /// - Parameter rows: the rows that are pooled.
  /// - Returns: one warning, for the first such column, or none.
  package func possibleDependence(in rows: [TableRow]) -> [DataWarning] {
    guard labelIsChosen, !layout.label.isEmpty, !layout.labelIsNumber, rows.count > 1,
      repeatedStudies(in: rows).isEmpty
    else { return [] }
    for column in layout.otherColumns.prefix(200) where !layout.label.contains(column) {
      guard let lines = sharingRows(rows, column: column) else { continue }
      let name = layout.names[column]
      let label = layout.label.map { layout.names[$0] }.joined(separator: ",")
      let choices = [
        shellOption("--study", name).map { "\($0) if that column names the study" },
        shellOption("--study", label).map { "\($0) if each row is a study of its own" },
      ].compactMap { $0 }
      return [
        DataWarning(
          code: .possibleDependence,
          message:
            "The labels in \(listedNames(layout.label.map { layout.names[$0] }, limit: 3)) all "
            + "differ, but column \(quotedForMessage(name)) has "
            + "\(quotedForMessage(rows[lines.0].cells[column])) on lines \(rows[lines.0].line) and "
            + "\(rows[lines.1].line): rows of one study would be taken as independent; use "
            + choices.joined(separator: ", or ") + ".")
      ]
    }
    return []
  }

  /// The first two rows with one value in a column whose name and values are those of publications.
  private func sharingRows(_ rows: [TableRow], column: Int) -> (Int, Int)? {
    let rank = StudyColumnNames.strongRank(layout.names[column])
    guard rank != nil || StudyColumnNames.isWeak(layout.names[column]) else { return nil }
    let found = LabelValues(
      rows.lazy.map { isMissingCode($0.cells[column]) ? "" : $0.cells[column] })
    guard found.isWrittenTwice else { return nil }
    if rank == nil || rank == StudyColumnNames.publicationRank {
      // Few values of many rows are kinds, such as reference standards.
      guard found.looksLikeStudies || found.isManifold && found.isWorded else { return nil }
    }
    let years = layout.otherColumns.filter { StudyColumnNames.isYear(layout.names[$0]) }
    var places: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      let cell = row.cells[column]
      if isMissingValue(cell) || isMissingCode(cell) || leavesLabelOut(cell) { continue }
      var key = labelKey(cell)
      if rank == StudyColumnNames.authorRank {
        // One author has several studies; the year tells them apart.
        key += " " + (years.first.map { row.cells[$0] } ?? Self.year(in: row.label))
      }
      if let earlier = places[key] { return (earlier, index) }
      places[key] = index
    }
    return nil
  }

  /// The year in a label with the letter behind it, as in "Smith 2010b"; empty if there is none.
  private static func year(in label: String) -> String {
    let bytes = Array(label.utf8)
    guard let start = yearPlace(in: bytes) else { return "" }
    let letter = bytes[(start + 4)...].prefix(1).filter { (0x61...0x7A).contains($0 | 0x20) }
    return String(decoding: bytes[start..<(start + 4)] + letter, as: UTF8.self)
  }
}
