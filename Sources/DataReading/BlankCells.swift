import AccuracyData
import TabularText

/// Blank cells in a column by which rows are selected or split: merged cells of a spreadsheet, or
/// values that are missing.
extension AccuracyTable {
  /// The lines of cells that leave their value to the one above: ditto marks; and blanks, where the
  /// column begins with a word, no word is repeated in the next row, and a third of the cells or more
  /// is blank. A missing value that is written as NA is none.
  ///
  /// - Parameter column: any column but the label, which is filled from above.
  /// - Returns: lines, none for an ordinary column.
  func mergedLines(of column: Int) -> [Int] {
    if layout.label.contains(column) { return [] }
    guard let first = rows.first?.cells[column], !first.isEmpty, !isDittoMark(first) else {
      return []
    }
    var ditto: [Int] = []
    var blank: [Int] = []
    var isWorded = false
    var isRepeated = false
    for (index, row) in rows.enumerated() {
      let cell = row.cells[column]
      if cell.isEmpty {
        blank.append(row.line)
      } else if isDittoMark(cell) {
        ditto.append(row.line)
      } else {
        if !isWorded, !isMissingValue(cell), numberForm(cell) == .text { isWorded = true }
        if index > 0, rows[index - 1].cells[column] == cell { isRepeated = true }
      }
    }
    let areMerged = isWorded && !isRepeated && blank.count * 3 >= rows.count
    return areMerged ? (ditto + blank).sorted() : ditto
  }

  /// Refuses a column whose rows would be lost below the first of each value.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - option: the option that asks for it, for the message.
  /// - Throws: `mergedCells`.
  func requireNoMergedCells(_ column: Int, option: String) throws(AccuracyDataError) {
    let lines = mergedLines(of: column)
    if lines.isEmpty { return }
    throw .mergedCells(file: file, column: layout.names[column], option: option, lines: lines)
  }

  /// The warning about rows without a value in a column, or none.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - rows: the rows among which is selected.
  ///   - option: the option that asks for it.
  ///   - fate: what becomes of such rows.
  /// - Returns: one warning, or none.
  func blankCells(
    of column: Int, in rows: [TableRow], option: String, fate: String
  ) -> [DataWarning] {
    let lines = rows.filter { $0.isUsable && isMissingValue($0.cells[column]) }.map(\.line)
    if lines.isEmpty || layout.label.first == column { return [] }
    let shown = listedForMessage(lines.prefix(50).map(String.init), limit: 8, of: lines.count)
    return [
      DataWarning(
        code: .missingLevel,
        message: "\(listedForMessage([option], limit: 1, length: 80)): column "
          + "\(quotedForMessage(layout.names[column])) has no value on "
          + "\(lines.count == 1 ? "line" : "lines") \(shown), so "
          + (lines.count == 1 ? "that row is" : "these \(lines.count) rows are") + " \(fate).",
        count: lines.count)
    ]
  }
}
