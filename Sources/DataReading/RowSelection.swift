import AccuracyData
import TabularText

/// The rows of one level of `--by`.
struct RowLevel {
  /// What the level of blank cells is called; a cell that says so is of that level, since two levels of
  /// one name could not be told apart, neither by a reader nor by their random numbers.
  static let missing = "(missing)"

  /// The level as its first row spells it; `missing` for blank cells.
  package var name: String
  package var rows: [TableRow]
}

extension AccuracyTable {
  /// As many levels of a column are analysed one by one.
  static let mostLevels = 200

  /// The rows that meet all conditions.
  ///
  /// - Parameters:
  ///   - filters: the conditions; none keeps every row.
  ///   - warnings: gets one for each column of a condition that lacks values.
  /// - Returns: the rows in the order of the file, at least one.
  /// - Throws: `unknownColumn`, `unknownLevel`, `mergedCells`, `unorderedCell` or `noRowLeft`.
  package func rows(
    meeting filters: [DataFilter], warnings: inout [DataWarning]
  ) throws(AccuracyDataError) -> [TableRow] {
    var kept = rows
    for written in filters {
      guard let filter = written.resolved(among: layout.names),
        let column = layout.names.firstIndex(of: filter.column)
      else {
        throw .unknownColumn(
          file: file, option: "--where", name: written.column, available: layout.names)
      }
      let option = "--where \(filter.text)"
      switch filter.relation {
      case .equal, .notEqual:
        let key = keys(of: column)
        let wanted = self.key(of: trimmedText(filter.value), column: column, keys: key)
        guard rows.contains(where: { key($0.cells[column]) == wanted }) else {
          throw .unknownLevel(
            file: file, column: layout.names[column], value: filter.value,
            levels: levels(of: rows, column: column).map(\.name))
        }
        try requireNoMergedCells(column, option: option)
        if !wanted.isEmpty {
          warnings += blankCells(
            of: column, in: kept, option: option,
            fate: filter.relation == .equal ? "left out" : "kept")
        }
        kept.removeAll { (key($0.cells[column]) == wanted) == (filter.relation == .notEqual) }
      default:
        warnings += blankCells(of: column, in: kept, option: option, fate: "left out")
        kept = try rows(kept, inOrder: filter, column: column)
      }
    }
    if kept.isEmpty { throw .noRowLeft(file: file, filters: filters) }
    return kept
  }

  /// The rows whose number is below or above a value; missing cells are neither.
  private func rows(
    _ kept: [TableRow], inOrder filter: DataFilter, column: Int
  ) throws(AccuracyDataError) -> [TableRow] {
    func unordered(_ line: Int, _ value: String) -> AccuracyDataError {
      .unorderedCell(
        location: DataLocation(
          file: file, line: line, columnNumber: column + 1, columnName: layout.names[column]),
        value: value, condition: filter.text)
    }
    let marks = marks(of: column)
    let limit: Double
    switch typedNumber(filter.value, cells: rows.lazy.map { $0.cells[column] }, marks: marks) {
    case .number(let number): limit = number
    case .text:
      throw .unorderedValue(
        file: file, value: filter.value, condition: filter.text, hasTwoReadings: false)
    case .twoReadings:
      throw .unorderedValue(
        file: file, value: filter.value, condition: filter.text, hasTwoReadings: true)
    }
    var result: [TableRow] = []
    for row in kept where !isMissingValue(row.cells[column]) {
      guard let number = orderedNumber(row.cells[column], marks: marks) else {
        if isMissingCode(row.cells[column]) { continue }
        throw unordered(row.line, row.cells[column])
      }
      let isKept =
        switch filter.relation {
        case .below: number < limit
        case .atMost: number <= limit
        case .above: number > limit
        default: number >= limit
        }
      if isKept { result.append(row) }
    }
    return result
  }

  /// The labels that `--exclude` names, in the spelling of the file.
  ///
  /// - Parameter texts: lists joined by commas; a label may hold commas itself.
  /// - Returns: labels in the order of the lists, each once.
  /// - Throws: `unknownStudy`.
  func excludedLabels(_ texts: [String]) throws(AccuracyDataError) -> [String] {
    if texts.isEmpty { return [] }
    var seen: Set<String> = []
    let labels = rows.map(\.label).filter { seen.insert($0).inserted }
    let index = NameIndex(labels)
    var excluded: [String] = []
    var isExcluded: Set<Int> = []
    for text in texts {
      let (places, unknown) = index.split(text)
      if let unknown {
        throw .unknownStudy(
          file: file, name: unknown, nearest: nearestNames(to: unknown, among: labels))
      }
      for place in places where isExcluded.insert(place).inserted {
        excluded.append(labels[place])
      }
    }
    return excluded
  }

  /// The number of a column that an option names.
  package func column(named name: String, option: String) throws(AccuracyDataError) -> Int {
    guard let column = layout.column(named: name) else {
      throw .unknownColumn(file: file, option: option, name: name, available: layout.names)
    }
    return column
  }

  /// The numbers of the columns that an option names, one or several separated by commas, each once.
  func columns(named text: String, option: String) throws(AccuracyDataError) -> [Int] {
    if let column = layout.column(named: text) { return [column] }
    let (places, unknown) = NameIndex(layout.names).split(text)
    if places.isEmpty || unknown != nil {
      throw .unknownColumn(
        file: file, option: option, name: unknown ?? text, available: layout.names)
    }
    var known: Set<Int> = []
    return places.filter { known.insert($0).inserted }
  }

  /// What columns that are crossed are called together.
  func crossedName(of columns: [Int]) -> String {
    columns.map { layout.names[$0] }.joined(separator: ", ")
  }

  /// The key under which cells of a column are equal: labels as the reader compares them, numbers by
  /// value where the column shows how they are meant.
  func keys(of column: Int) -> (String) -> String {
    let key = keysOfValues(of: column)
    return { $0 == RowLevel.missing ? "" : key($0) }
  }

  private func keysOfValues(of column: Int) -> (String) -> String {
    if layout.label.first == column {
      return { isMissingValue($0) ? "" : "label " + labelKey($0) }
    }
    var hasGroups = false
    var decimals: Set<GroupSeparator> = []
    for row in rows {
      switch numberForm(row.cells[column]) {
      case .grouped: hasGroups = true
      case .decimal(let mark): decimals.insert(mark)
      case .text, .whole: continue
      }
    }
    guard hasGroups || decimals.contains(.comma) else { return { comparisonKey($0) } }
    let marks = marks(of: column)
    return { cell in
      // Longer numbers are not exact.
      guard cell.utf8.count <= 15 else { return comparisonKey(cell, groupsAreText: true) }
      let isNumber =
        switch numberForm(cell) {
        case .grouped: marks.point.isEmpty != marks.comma.isEmpty
        case .decimal(.comma): !decimals.contains(.point)
        default: false
        }
      guard isNumber, let number = orderedNumber(cell, marks: marks) else {
        return comparisonKey(cell, groupsAreText: true)
      }
      // Adding zero turns -0 into 0.
      return "number \(number + 0)"
    }
  }

  private func marks(of column: Int) -> DecimalMarks {
    var marks = DecimalMarks()
    marks.look(at: rows.lazy.map { $0.cells[column] }, column: column)
    return marks
  }

  /// The key of a typed value, a point in which is a decimal point also against decimal commas.
  private func key(
    of value: String, column: Int, keys: (String) -> String
  ) -> String {
    let marks = marks(of: column)
    if layout.label.first != column, marks.point.isEmpty, !marks.comma.isEmpty,
      case .grouped = numberForm(value),
      case .number(let number) = typedNumber(
        value, cells: rows.lazy.map { $0.cells[column] }, marks: marks)
    {
      return "number \(number + 0)"
    }
    return keys(value)
  }

  /// Splits rows by the value of a column, in order of first appearance.
  package func levels(of rows: [TableRow], column: Int) -> [RowLevel] {
    levels(of: rows, columns: [column])
  }

  /// Splits rows by the values of columns, in order of first appearance of a combination.
  private func levels(of rows: [TableRow], columns: [Int]) -> [RowLevel] {
    let keysOf = columns.map { keys(of: $0) }
    var positions: [[String]: Int] = [:]
    var levels: [RowLevel] = []
    for row in rows {
      let keys = zip(columns, keysOf).map { $1(row.cells[$0]) }
      if let position = positions[keys] {
        levels[position].rows.append(row)
        continue
      }
      positions[keys] = levels.count
      let names = zip(columns, keys).map { column, key -> String in
        let name = key.isEmpty ? RowLevel.missing : row.cells[column]
        // A comma inside a value would make one name of two combinations.
        return columns.count > 1 && name.contains(",") ? "\"\(name)\"" : name
      }
      levels.append(RowLevel(name: names.joined(separator: ", "), rows: [row]))
    }
    return levels
  }

  /// The same, where each level gets an analysis of its own.
  ///
  /// - Throws: `tooManyLevels`.
  func levelsToAnalyse(
    of rows: [TableRow], columns: [Int]
  ) throws(AccuracyDataError) -> [RowLevel] {
    let levels = levels(of: rows, columns: columns)
    guard levels.count <= Self.mostLevels else {
      throw .tooManyLevels(
        file: file, column: crossedName(of: columns), levels: levels.count, limit: Self.mostLevels)
    }
    return levels
  }
}
