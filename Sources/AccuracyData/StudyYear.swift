extension StudyColumn {
  /// Joins the year to a label without years that comes again in several years: "Smith" of 2010 and of
  /// 2012, as for authors.
  mutating func joinYear() {
    guard layout.label.count == 1, let label = layout.label.first else { return }
    let found = LabelValues(rows.lazy.map { $0.cells[label] })
    guard found.isWrittenTwice, found.isWorded, found.dated == 0 else { return }
    let years = layout.otherColumns.filter {
      $0 != label && StudyColumnNames.isPublicationDate(layout.names[$0])
    }
    let calendar = years.first { column in
      rows.allSatisfy { row in
        let cell = row.cells[column]
        return leavesLabelOut(cell) || isMissingValue(cell) || isMissingCode(cell)
          || yearPlace(in: Array(cell.utf8)) != nil
      }
    }
    guard let year = calendar, let (first, second) = rowsOfTwoYears(label: label, year: year) else {
      return
    }
    layout.label = [label, year]
    layout.labelIsAuthorAndYear = true
    let names = (layout.names[label], layout.names[year])
    let option = shellOption("--study", names.0).map { "; use \($0) if they are one study" } ?? ""
    warnings.append(
      DataWarning(
        code: .possibleDependence,
        message: "\(quotedForMessage(rows[first].cells[label])) stands in column "
          + "\(listedNames([names.0], limit: 1)) with more than one \(listedNames([names.1], limit: 1)) "
          + "(lines \(rows[first].line) and \(rows[second].line)), so that both columns together name "
          + "the study\(option)."))
  }

  /// The first two rows with one label and two years.
  private func rowsOfTwoYears(label: Int, year: Int) -> (Int, Int)? {
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
