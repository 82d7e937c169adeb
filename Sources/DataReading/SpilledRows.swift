import AccuracyData
import TabularText

/// Rows with a separator inside a cell that is not quoted, `Bell, J` or `1,060`: all cells behind it
/// stand one column too far to the right, and the last falls into a column that is otherwise empty.
struct SpilledRows {
  package let rows: [RecordRow]
  let layout: ColumnLayout
  /// The last column of counts.
  private let lastCount: Int
  /// The columns of counts behind one of years.
  private let behindYears: [Int]

  init(_ rows: [RecordRow], layout: ColumnLayout) {
    self.rows = rows
    self.layout = layout
    lastCount = layout.counts.values.max() ?? 0
    behindYears = layout.counts.values.filter {
      $0 > 0 && StudyColumnNames.isYear(layout.names[$0 - 1])
    }
  }

  /// The faults of such rows in the order of the columns.
  ///
  /// - Parameter file: name for messages.
  /// - Returns: each row once.
  package func faults(file: String) -> [AccuracyDataError] {
    var faults: [AccuracyDataError] = []
    var seen: Set<Int> = []
    for column in layout.names.indices where column > lastCount && column - lastCount <= 20 {
      for row in spilled(into: column) where seen.insert(row.line).inserted {
        faults.append(
          column >= layout.namedCount
            ? .raggedRow(
              file: file, line: row.line, found: column + 1, expected: layout.namedCount,
              firstField: row.cells[0])
            : .spilledRow(
              file: file, line: row.line, column: layout.names[column], value: row.cells[column],
              firstField: row.cells[0]))
      }
    }
    return faults
  }

  private func spilled(into column: Int) -> [RecordRow] {
    let given = rows.filter { !$0.cells[column].isEmpty }
    guard !given.isEmpty else { return [] }
    let isNameless = column >= layout.namedCount
    let hasBlanks = given.count < rows.count
    let isNotes = isNotes(layout.names[column])
    let whole = given.count { plainCount($0.cells[column]) != nil }
    return given.filter { row in
      let cell = row.cells[column]
      if isNameless || hasBlanks, yearIsShifted(in: row) { return true }
      if hasBlanks, isSplitThousand(in: row, upTo: column) { return true }
      guard plainCount(cell) != nil else { return false }
      let isTriple = cell.utf8.count == 3
      if isNameless { return hasBlanks && (isTriple || given.count * 2 <= rows.count) }
      if isNotes {
        return whole == given.count
          ? hasBlanks : isTriple && column == lastCount + 1 && canOpenThousand(row.cells[lastCount])
      }
      // A number among names: the second half of a count.
      return isTriple && column == lastCount + 1 && whole < given.count
        && canOpenThousand(row.cells[lastCount])
        && given.allSatisfy { isTripleOrWorded($0.cells[column]) }
    }
  }

  /// Whether text stands in the column of the year, and the year in the column behind it, of counts.
  private func yearIsShifted(in row: RecordRow) -> Bool {
    behindYears.contains { column in
      isCalendarYear(row.cells[column]) && row.cells[column - 1].contains(where: \.isLetter)
        && yearPlace(in: Array(row.cells[column - 1].utf8)) == nil
    }
  }

  /// Whether a cell up to the last has three digits of which the first is a zero, as no count is
  /// written, behind one of up to three digits.
  private func isSplitThousand(in row: RecordRow, upTo last: Int) -> Bool {
    layout.counts.values.contains { column in
      guard column + 1 <= last, canOpenThousand(row.cells[column]),
        isZeroLed(row.cells[column + 1])
      else { return false }
      // Where most numbers are filled up with zeros, that is how they are written.
      let others = rows.filter {
        $0.line != row.line && plainCount($0.cells[column + 1]) != nil
      }
      return others.count { isZeroLed($0.cells[column + 1]) } * 2 <= others.count
    }
  }

  private func isZeroLed(_ cell: String) -> Bool {
    cell.utf8.count == 3 && cell.utf8.first == UInt8(ascii: "0") && cell.utf8.allSatisfy(isDigit)
  }

  private func canOpenThousand(_ cell: String) -> Bool {
    (1...3).contains(cell.utf8.count) && plainCount(cell) != nil && !cell.hasPrefix("0")
  }

  private func isTripleOrWorded(_ cell: String) -> Bool {
    cell.contains(where: \.isLetter) || cell.utf8.count == 3 && plainCount(cell) != nil
  }

  private func isNotes(_ name: String) -> Bool {
    let name = name.lowercased()
    return [
      "note", "comment", "remark", "anmerkung", "bemerkung", "kommentar", "nota", "observac",
      "remarque", "opmerking",
    ].contains { name.contains($0) }
  }
}
