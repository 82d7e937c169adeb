import AccuracyData
import TabularText

/// Reads the counts of all rows; what is odd is told in one warning a kind, what is wrong in one error.
struct CountReader {
  package let file: String
  let layout: ColumnLayout
  /// Whether the separator of the file leaves commas to numbers.
  let hasFreeCommas: Bool
  /// The columns of the roles in their order.
  package let columns: [Int?]
  private let grouped: GroupedCounts?
  /// Count columns with numbers below zero, where a dash is no code for "missing".
  private let negativeColumns: Set<Int>
  private var missingCodes = MissingCodeCounts()
  private var oddCells: [OddKind: (count: Int, examples: [String], column: Int?)] = [:]

  private enum OddKind: CaseIterable { case thousands, decimals, scientific }

  /// - Parameters:
  ///   - file: name for messages.
  ///   - layout: the columns.
  ///   - rows: all rows, which decide how odd cells are read.
  ///   - hasFreeCommas: whether the fields are separated by something else than commas.
  init(file: String, layout: ColumnLayout, rows: [RecordRow], hasFreeCommas: Bool) {
    self.file = file
    self.hasFreeCommas = hasFreeCommas
    self.layout = layout
    self.columns = CountRole.allCases.map { layout.counts[$0] }
    let columns = layout.counts.values.sorted()
    var odd: Set<Int> = []
    var hasGroups = false
    for row in rows {
      for column in columns {
        let cell = row.cells[column]
        if plainCount(cell) != nil || isMissingValue(cell) { continue }
        if isNegativeNumber(cell) { odd.insert(column) }
        if !hasGroups, cell.contains(where: { GroupSeparator($0) != nil }) { hasGroups = true }
      }
    }
    negativeColumns = odd
    let others = layout.names.indices.filter {
      !columns.contains($0) && !layout.label.contains($0)
        && !StudyColumnNames.isDate(layout.names[$0])
    }
    grouped =
      hasGroups
      ? GroupedCounts(
        counts: rows.flatMap { row in columns.map { row.cells[$0] } }, rows: rows, others: others)
      : nil
  }

  /// The cell of a count.
  ///
  /// - Parameters:
  ///   - column: its column.
  ///   - row: the cells.
  /// - Returns: the count, or `nil` where it is missing.
  /// - Throws: `invalidCount`.
  package mutating func count(_ column: Int, in row: RecordRow) throws(AccuracyDataError) -> Int? {
    let cell = row.cells[column]
    if let count = plainCount(cell) { return count }
    if isMissingValue(cell) { return nil }
    if isMissingCode(cell), !negativeColumns.contains(column) {
      missingCodes.add(cell)
      return nil
    }
    do {
      if let found = try grouped?.count(of: cell) {
        if case .thousands(let proof) = found.reading {
          note(.thousands, cell, found.value, line: row.line, column: proof)
        } else {
          note(.decimals, cell, found.value, line: row.line)
        }
        return found.value
      }
      if hasFreeCommas, let whole = grouped?.wholeBeforeComma(cell) {
        return try parseCount(whole)
      }
      let value = try parseCount(cell)
      if isScientific(cell) { note(.scientific, cell, value, line: row.line) }
      return value
    } catch {
      throw .invalidCount(
        location: location(column, line: row.line), value: cell, problem: error)
    }
  }

  /// The place of a cell, for messages.
  package func location(_ column: Int, line: Int) -> DataLocation {
    DataLocation(
      file: file, line: line, columnNumber: column + 1, columnName: layout.names[column])
  }

  private mutating func note(
    _ kind: OddKind, _ cell: String, _ value: Int, line: Int, column: Int? = nil
  ) {
    var entry = oddCells[kind] ?? (0, [], column)
    entry.count += 1
    if entry.examples.count < 5 {
      entry.examples.append("\(quotedForMessage(cell)) as \(value) (line \(line))")
    }
    oddCells[kind] = entry
  }

  /// How odd cells were read.
  package var warnings: [DataWarning] {
    missingCodes.warnings
      + OddKind.allCases.compactMap { kind in
        guard let entry = oddCells[kind] else { return nil }
        let rest = entry.count - entry.examples.count
        let cells = entry.examples.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
        switch kind {
        case .thousands:
          let name = entry.column.map { quotedForMessage(layout.names[$0]) } ?? ""
          return DataWarning(
            code: .thousands,
            message: "Groups of three digits were read as thousands, which the decimals of column "
              + "\(name) show them to be: \(cells).")
        case .decimals:
          return DataWarning(
            code: .decimalZeros,
            message: "Counts with three zeros as decimals were read without them: \(cells); check "
              + "that they are not thousands.")
        case .scientific:
          return DataWarning(
            code: .scientificCount,
            message: "Counts in scientific notation were read: \(cells); check that no spreadsheet "
              + "has rounded them.")
        }
      }
  }
}
