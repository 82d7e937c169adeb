import AccuracyData
import TabularText

/// The records below a header: rows of the table, and what is no row.
struct RecordRows {
  package private(set) var rows: [RecordRow] = []
  package private(set) var warnings: [DataWarning] = []
  private let header: FoundHeader
  private let layout: ColumnLayout
  /// Lines with one field only: notes, if no row follows.
  private var notes: [RecordRow] = []
  private var trailing: (lines: Int, first: Int) = (0, 0)
  /// All rows, as long as each has one field more than the header.
  private var longRows: [RecordRow]? = []

  /// More notes than this below a table are something else.
  private static let mostNotes = 20

  /// Reads all records.
  ///
  /// - Parameters:
  ///   - header: with a reader that stands behind it.
  ///   - layout: the columns.
  ///   - faults: gets the rows with a wrong number of fields.
  /// - Throws: `swallowedRow`, `rowNames`, and what the record reader throws.
  init(
    below header: FoundHeader, layout: ColumnLayout, faults: inout CountFaults
  ) throws(AccuracyDataError) {
    self.header = header
    self.layout = layout
    var reader = header.reader
    let swallowed = SwallowedRows(
      reader: reader, fields: layout.names.count, counts: Array(layout.counts.values))
    try swallowed.requireNone(in: header.spans, line: header.line, next: reader.nextLine)
    var spans: [FieldSpan] = []
    while let line = try reader.nextRecord(into: &spans) {
      // Nearly all records stand on one line.
      if reader.nextLine - line > 1 {
        try swallowed.requireNone(in: spans, line: line, next: reader.nextLine)
      }
      add(RecordRow(line: line, cells: spans.map(reader.text(of:))), faults: &faults)
    }
    if let longRows, let first = longRows.first,
      RowNames(rows: longRows, layout: layout).areThere
    {
      throw .rowNames(
        file: reader.file, line: first.line, fields: layout.names.count,
        firstField: first.cells[0])
    }
    if rows.isEmpty || notes.count > Self.mostNotes { refuseNotes(&faults) }
    takeLastNotes()
    for fault in SpilledRows(rows, layout: layout).faults(file: reader.file) { faults.add(fault) }
    warn()
  }

  private mutating func add(_ row: RecordRow, faults: inout CountFaults) {
    var row = row
    let expected = layout.names.count
    if row.cells.allSatisfy(\.isEmpty) { return }
    if row.cells.count == expected {
      longRows = nil
    } else {
      if row.cells.dropFirst().allSatisfy(\.isEmpty) {
        notes.append(row)
        return
      }
      if row.cells.count == expected + 1 { longRows?.append(row) } else { longRows = nil }
      guard fit(&row.cells) else {
        refuseNotes(&faults)
        faults.add(ragged(row))
        return
      }
      trailing = (trailing.lines + 1, trailing.lines == 0 ? row.line : trailing.first)
    }
    if !notes.isEmpty { refuseNotes(&faults) }
    rows.append(row)
  }

  /// Drops separators that only trail, and adds those that nameless columns lack.
  private func fit(_ cells: inout [String]) -> Bool {
    let expected = layout.names.count
    if cells.count > expected, cells[expected...].allSatisfy(\.isEmpty) {
      cells.removeSubrange(expected...)
      return true
    }
    if cells.count < expected, cells.count >= layout.namedCount {
      cells += [String](repeating: "", count: expected - cells.count)
      return true
    }
    return false
  }

  private func ragged(_ row: RecordRow) -> AccuracyDataError {
    .raggedRow(
      file: header.reader.file, line: row.line, found: row.cells.count,
      expected: layout.names.count, firstField: row.cells[0])
  }

  /// One field above further rows is no note below the table but a broken row.
  private mutating func refuseNotes(_ faults: inout CountFaults) {
    for note in notes { faults.add(ragged(note)) }
    notes = []
  }

  /// Notes that a spreadsheet has filled up with separators stand at the end as rows.
  private mutating func takeLastNotes() {
    let counts = layout.counts.values
    while let last = rows.last, let text = last.cells.first(where: { !$0.isEmpty }),
      rows.count > 1, last.cells.count(where: { !$0.isEmpty }) == 1,
      counts.allSatisfy({ last.cells[$0].isEmpty || last.cells[$0] == text && $0 == 0 }),
      text.contains(where: \.isLetter), opensNote(text)
    {
      notes.insert(last, at: 0)
      rows.removeLast()
    }
  }

  private func opensNote(_ text: String) -> Bool {
    if let first = text.first, "*†‡§¶#".contains(first) { return true }
    let lowered = text.prefix(20).lowercased()
    return text.count > 60
      || ["note", "source:", "footnote", "abbreviation", "legend"].contains {
        lowered.hasPrefix($0)
      }
  }

  private mutating func warn() {
    if trailing.lines > 0 {
      let lines =
        trailing.lines == 1 ? "Line \(trailing.first) has" : "\(trailing.lines) lines have"
      warnings.append(
        DataWarning(
          code: .trailingSeparators,
          message: "\(lines) another number of separators at the end than the header"
            + (trailing.lines == 1 ? "" : ", the first is line \(trailing.first)")
            + "; no cell is lost by it."))
    }
    if !notes.isEmpty {
      let texts = notes.map { note in
        "\(quotedForMessage(note.cells.first { !$0.isEmpty } ?? "")) (line \(note.line))"
      }
      warnings.append(
        DataWarning(
          code: .footnote,
          message: "Skipped below the table, because it has one field only: "
            + listedForMessage(texts, limit: 5, length: 80) + "."))
    }
  }
}
