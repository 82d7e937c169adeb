import AccuracyData
import TabularText

/// What names a row as one of totals: its label; a cell beside a blank label; without a column of
/// labels, the cell at the left.
///
/// "Combined" or "total" may also be a test, a site or a subgroup. Beside the label, or without one, it
/// is where other rows have the same word; and a total beside a blank label is the largest row.
struct TotalNaming {
  private let table: AccuracyTable
  /// Whether a word of a column stands beside several labels, by column and word.
  private var isValue: [[String]: Bool] = [:]

  /// The line of the row that has more participants than any other, -1 without one.
  private var largest: Int?

  init(table: AccuracyTable) { self.table = table }

  /// The cell that names a row of totals, or `nil`.
  package mutating func name(of row: TableRow) -> String? {
    let layout = table.layout
    if layout.label.isEmpty {
      guard let column = layout.otherColumns.first else { return nil }
      let cell = row.cells[column]
      return isTotalName(cell, withAverages: true) && !isValue(cell, column: column) ? cell : nil
    }
    guard row.hasFilledLabel else {
      return isTotalName(row.label, withAverages: true) ? row.label : nil
    }
    let named = layout.otherColumns.first { isTotalName(row.cells[$0], withAverages: false) }
    guard let named, !isValue(row.cells[named], column: named), isLargest(row) else { return nil }
    return row.cells[named]
  }

  private mutating func isValue(_ cell: String, column: Int) -> Bool {
    let word = labelKey(cell)
    if let known = isValue[["\(column)", word]] { return known }
    let rows = table.rows.lazy.filter { labelKey($0.cells[column]) == word }
    let first = rows.first
    let isValue =
      table.layout.label.isEmpty
      ? rows.dropFirst().first != nil : rows.contains { $0.label != first?.label }
    self.isValue[["\(column)", word]] = isValue
    return isValue
  }

  /// Whether a row alone has the most participants.
  private mutating func isLargest(_ row: TableRow) -> Bool {
    func size(_ row: TableRow) -> Int {
      (row.diseased.arm?.total ?? 0) + (row.nondiseased.arm?.total ?? 0)
    }
    if largest == nil {
      var found = (size: -1, line: -1)
      for row in table.rows where size(row) >= found.size {
        found = (size(row), size(row) == found.size ? -1 : row.line)
      }
      largest = found.line
    }
    return largest == row.line
  }
}
