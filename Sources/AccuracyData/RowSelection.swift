/// The rows of one level of `--by`.
struct RowLevel {
  /// The level as its first row spells it; `(missing)` for blank cells.
  var name: String
  var rows: [TableRow]
}

extension AccuracyTable {
  /// The rows that meet all conditions.
  ///
  /// - Parameter filters: the conditions; none keeps every row.
  /// - Returns: the rows in the order of the file, at least one.
  /// - Throws: `unknownColumn`, `unknownLevel` or `noRowLeft`.
  func rows(meeting filters: [DataFilter]) throws(AccuracyDataError) -> [TableRow] {
    var kept = rows
    for filter in filters {
      let column = try column(named: filter.column, option: "--where")
      let wanted = comparisonKey(trimmedText(filter.value))
      guard rows.contains(where: { comparisonKey($0.cells[column]) == wanted }) else {
        throw .unknownLevel(
          file: file, column: layout.names[column], value: filter.value,
          levels: levels(of: rows, column: column).map(\.name))
      }
      kept.removeAll { comparisonKey($0.cells[column]) != wanted }
    }
    if kept.isEmpty { throw .noRowLeft(file: file, filters: filters) }
    return kept
  }

  /// The number of a column that an option names.
  func column(named name: String, option: String) throws(AccuracyDataError) -> Int {
    guard let column = layout.column(named: name) else {
      throw .unknownColumn(file: file, option: option, name: name, available: layout.names)
    }
    return column
  }

  /// Splits rows by the value of a column, in order of first appearance.
  func levels(of rows: [TableRow], column: Int) -> [RowLevel] {
    var positions: [String: Int] = [:]
    var levels: [RowLevel] = []
    for row in rows {
      let cell = row.cells[column]
      let key = comparisonKey(cell)
      if let position = positions[key] {
        levels[position].rows.append(row)
      } else {
        positions[key] = levels.count
        levels.append(RowLevel(name: key.isEmpty ? "(missing)" : cell, rows: [row]))
      }
    }
    return levels
  }
}
