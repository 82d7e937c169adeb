import AccuracyData
import TabularText

/// The labels of all rows: blank ones filled from above, spellings of one label merged.
struct StudyLabels {
  /// The label of each row, in the spelling of its first row.
  package private(set) var labels: [String] = []
  /// Whether each row had a blank label that was filled; empty if none was.
  private(set) var filled: Set<Int> = []
  /// Whether no two rows have one label.
  private(set) var areDistinct = true
  /// Whether a label is written in two rows, and not only blank in the second.
  private(set) var hasWrittenTwice = false
  /// The lines of rows without a label of their own or from above.
  private(set) var unlabelledLines: [Int] = []
  /// Other spellings of a label, by its first.
  package private(set) var spellings: [String: [String]] = [:]
  package private(set) var warnings: [DataWarning] = []

  /// - Parameters:
  ///   - rows: all rows; blank labels in them are filled.
  ///   - layout: the columns.
  init(_ rows: inout [RecordRow], layout: ColumnLayout) {
    guard let first = layout.label.first else {
      labels = rows.indices.map { "\($0 + 1)" }
      return
    }
    fill(&rows, layout: layout, first: first)
    var places: [String: Int] = [:]
    places.reserveCapacity(rows.count)
    labels.reserveCapacity(rows.count)
    var merged: [Int: [String]] = [:]
    for (index, row) in rows.enumerated() {
      let given = Self.label(row, layout: layout)
      if given == nil { unlabelledLines.append(row.line) }
      let label = given ?? "row on line \(row.line)"
      let key = labelKey(label)
      guard let earlier = places[key] else {
        places[key] = index
        labels.append(label)
        continue
      }
      areDistinct = false
      if !filled.contains(index) { hasWrittenTwice = true }
      if label.utf8.elementsEqual(labels[earlier].utf8) == false,
        merged[earlier]?.contains(where: { $0.utf8.elementsEqual(label.utf8) }) != true
      {
        merged[earlier, default: []].append(label)
      }
      labels.append(labels[earlier])
    }
    warnMerged(merged)
    warnUndated(rows, layout: layout)
  }

  private static func label(_ row: RecordRow, layout: ColumnLayout) -> String? {
    let parts = layout.label.map { row.cells[$0] }
      .filter { !isMissingValue($0) && !isMissingCode($0) && !leavesLabelOut($0) }
    guard let first = parts.first else { return nil }
    // "Smith 2010" in a column of authors already has its year.
    if layout.labelIsAuthorAndYear, parts.count > 1, first.contains(parts[1]) { return first }
    return parts.joined(separator: " ")
  }

  /// Merged cells of a spreadsheet are saved as one label above blanks; others write ditto marks.
  private mutating func fill(_ rows: inout [RecordRow], layout: ColumnLayout, first: Int) {
    let others = layout.label.dropFirst()
    var above: Int?
    var lines: [Int] = []
    var partLines: [Int] = []
    for index in rows.indices {
      let isLeftOut = leavesLabelOut(rows[index].cells[first])
      defer { if !isLeftOut { above = index } }
      guard let above else { continue }
      if isLeftOut {
        rows[index].cells[first] = rows[above].cells[first]
      } else {
        // The year of an author may be merged where the author is repeated.
        guard !others.isEmpty, others.contains(where: { leavesLabelOut(rows[index].cells[$0]) }),
          labelKey(rows[index].cells[first]) == labelKey(rows[above].cells[first])
        else { continue }
      }
      let own = others.filter { !leavesLabelOut(rows[index].cells[$0]) }
      // A row with an author of its own year keeps that year.
      if own.isEmpty || !isLeftOut {
        for column in others where leavesLabelOut(rows[index].cells[column]) {
          rows[index].cells[column] = rows[above].cells[column]
        }
      }
      filled.insert(index)
      if own.isEmpty { lines.append(rows[index].line) } else { partLines.append(rows[index].line) }
    }
    warnFilled(lines, parts: partLines, names: layout.label.map { layout.names[$0] })
  }

  private mutating func warnFilled(_ lines: [Int], parts: [Int], names: [String]) {
    func places(_ lines: [Int]) -> String {
      (lines.count == 1 ? "(line " : "(lines ")
        + listedForMessage(lines.prefix(50).map(String.init), limit: 8, of: lines.count) + ")"
    }
    func add(_ message: String) {
      warnings.append(DataWarning(code: .filledLabels, message: message))
    }
    if !lines.isEmpty {
      let rows =
        lines.count == 1
        ? "1 row without a label of its own belongs"
        : "\(lines.count) rows without a label of their own belong"
      add(
        "\(rows) to the study above, as in merged cells of a spreadsheet or below ditto marks "
          + places(lines) + ".")
    }
    if !parts.isEmpty {
      let rows = parts.count == 1 ? "1 row has" : "\(parts.count) rows have"
      add(
        "\(rows) a part of the label only (\(listedNames(names, limit: 3))) and the rest from the row "
          + "above \(places(parts)).")
    }
  }

  /// Warns of authors without a year beside the same authors with one.
  private mutating func warnUndated(_ rows: [RecordRow], layout: ColumnLayout) {
    guard layout.labelIsAuthorAndYear, layout.label.count == 2 else { return }
    let (author, year) = (layout.label[0], layout.label[1])
    func isDated(_ row: RecordRow) -> Bool {
      let cell = row.cells[year]
      return !isMissingValue(cell) && !isMissingCode(cell) && !leavesLabelOut(cell)
        || yearPlace(in: Array(row.cells[author].utf8)) != nil
    }
    let undated = rows.indices.filter {
      !isMissingValue(rows[$0].cells[author]) && !isDated(rows[$0])
    }
    if undated.isEmpty { return }
    var dated: [String: Int] = [:]
    for (index, row) in rows.enumerated() where isDated(row) {
      let key = labelKey(row.cells[author])
      if dated[key] == nil { dated[key] = index }
    }
    let doubtful = undated.compactMap { index in
      dated[labelKey(rows[index].cells[author])].map { (row: index, other: $0) }
    }
    guard let first = doubtful.first else { return }
    let rest = doubtful.count - 1
    warnings.append(
      DataWarning(
        code: .possibleDependence,
        message: "\(quotedForMessage(labels[first.row])) on line \(rows[first.row].line)"
          + (rest > 0 ? " and \(rest) more " + (rest == 1 ? "row" : "rows") : "")
          + (rest > 0 ? " have" : " has") + " no \(layout.names[year]) and may be "
          + "\(quotedForMessage(labels[first.other])) on line \(rows[first.other].line); "
          + "give each row its year."))
  }

  private mutating func warnMerged(_ merged: [Int: [String]]) {
    guard !merged.isEmpty else { return }
    for (first, others) in merged { spellings[labels[first]] = others }
    let groups = merged.keys.sorted().map { first in
      ([labels[first]] + (merged[first] ?? [])).prefix(4).map { quotedForMessage($0) }
        .joined(separator: " = ")
    }
    warnings.append(
      DataWarning(
        code: .mergedLabels,
        message: "Spellings of one study: "
          + "\(listedForMessage(groups, limit: 5, length: 200)); they are compared without case, "
          + "spaces, kinds of dashes and apostrophes and the full stop of \"et al.\"."))
  }
}
