/// The labels of all rows: blank ones filled from above, spellings of one label merged.
struct StudyLabels {
  /// The label of each row, in the spelling of its first row.
  private(set) var labels: [String] = []
  /// Whether each row had a blank label that was filled; empty if none was.
  private(set) var filled: Set<Int> = []
  /// Whether no two rows have one label.
  private(set) var areDistinct = true
  /// Whether a label is written in two rows, and not only blank in the second.
  private(set) var hasWrittenTwice = false
  /// The lines of rows without a label of their own or from above.
  private(set) var unlabelledLines: [Int] = []
  /// Other spellings of a label, by its first.
  private(set) var spellings: [String: [String]] = [:]
  private(set) var warnings: [DataWarning] = []

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
  }

  private static func label(_ row: RecordRow, layout: ColumnLayout) -> String? {
    let parts = layout.label.map { row.cells[$0] }
      .filter { !isMissingValue($0) && !isDittoMark($0) }
    guard let first = parts.first else { return nil }
    // "Smith 2010" in a column of authors already has its year.
    if layout.labelIsAuthorAndYear, parts.count > 1, first.contains(parts[1]) { return first }
    return parts.joined(separator: " ")
  }

  private func isLeftOut(_ cell: String) -> Bool { cell.isEmpty || isDittoMark(cell) }

  /// Merged cells of a spreadsheet are saved as one label above blanks; others write ditto marks.
  private mutating func fill(_ rows: inout [RecordRow], layout: ColumnLayout, first: Int) {
    var above: Int?
    var lines: [Int] = []
    for index in rows.indices {
      guard isLeftOut(rows[index].cells[first]) else {
        above = index
        continue
      }
      guard let above else { continue }
      rows[index].cells[first] = rows[above].cells[first]
      // A row with an author of its own year keeps that year.
      if layout.label.dropFirst().allSatisfy({ isLeftOut(rows[index].cells[$0]) }) {
        for column in layout.label.dropFirst() {
          rows[index].cells[column] = rows[above].cells[column]
        }
      }
      filled.insert(index)
      lines.append(rows[index].line)
    }
    guard !lines.isEmpty else { return }
    let rows =
      lines.count == 1
      ? "1 row without a label of its own belongs"
      : "\(lines.count) rows without a label of their own belong"
    let shown = listedForMessage(lines.prefix(50).map(String.init), limit: 8, of: lines.count)
    warnings.append(
      DataWarning(
        code: .filledLabels,
        message:
          "\(rows) to the study above, as in merged cells of a spreadsheet or below ditto marks ("
          + "\(lines.count == 1 ? "line" : "lines") \(shown))."))
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
          + "spaces, kinds of dashes and the full stop of \"et al.\"."))
  }
}
