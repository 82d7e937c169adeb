import AccuracyData
import TabularText

extension ColumnLayout {
  /// Joins the year to a label without years that comes again in several years: "Smith" of 2010 and of
  /// 2012, as for authors.
  ///
  /// - Parameter rows: all rows as they stand in the file.
  /// - Returns: a warning where the year was joined, or `nil`.
  package mutating func joinYear(_ rows: [RecordRow]) -> DataWarning? {
    guard label.count == 1, let name = label.first else { return nil }
    let found = LabelValues(rows.lazy.map { $0.cells[name] })
    guard found.isWrittenTwice, found.isWorded, found.dated == 0 else { return nil }
    let years = otherColumns.filter {
      $0 != name && StudyColumnNames.isPublicationDate(names[$0])
    }
    let calendar = years.first { column in
      rows.allSatisfy { row in
        let cell = row.cells[column]
        return leavesLabelOut(cell) || isMissingValue(cell) || isMissingCode(cell)
          || yearPlace(in: Array(cell.utf8)) != nil
      }
    }
    guard let year = calendar,
      let (first, second) = rowsOfTwoYears(rows, label: name, year: year)
    else { return nil }
    label = [name, year]
    labelIsAuthorAndYear = true
    let titles = (names[name], names[year])
    let option = shellOption("--study", titles.0).map { "; use \($0) if they are one study" } ?? ""
    return DataWarning(
      code: .possibleDependence,
      message: "\(quotedForMessage(rows[first].cells[name])) stands in column "
        + "\(listedNames([titles.0], limit: 1)) with more than one \(listedNames([titles.1], limit: 1)) "
        + "(lines \(rows[first].line) and \(rows[second].line)), so that both columns together name "
        + "the study\(option).")
  }

  /// The first two rows with one label and two years.
  private func rowsOfTwoYears(
    _ rows: [RecordRow], label: Int, year: Int
  ) -> (Int, Int)? {
    var firsts: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      let (name, date) = (row.cells[label], row.cells[year])
      guard !leavesLabelOut(name), !isMissingValue(name), !isMissingCode(name),
        yearPlace(in: Array(date.utf8)) != nil
      else { continue }
      guard let first = firsts[labelKey(name)] else {
        firsts[labelKey(name)] = index
        continue
      }
      if rows[first].cells[year] != date { return (first, index) }
    }
    return nil
  }
}
