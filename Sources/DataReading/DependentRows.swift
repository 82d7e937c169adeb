import AccuracyData
import TabularText

extension AccuracyTable {
  /// The studies with several of the rows, in the order of the file.
  ///
  /// - Parameter rows: usable rows.
  /// - Returns: the rows of each such study.
  package func repeatedStudies(in rows: [TableRow]) -> [[TableRow]] {
    if layout.label.isEmpty || labelsAreDistinct { return [] }
    var counts: [String: Int] = [:]
    for row in rows { counts[row.label, default: 0] += 1 }
    if counts.count == rows.count { return [] }
    var positions: [String: Int] = [:]
    var groups: [[TableRow]] = []
    for row in rows where counts[row.label] != 1 {
      if let position = positions[row.label] {
        groups[position].append(row)
      } else {
        positions[row.label] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  /// Refuses studies with several rows: pooled as independent they make intervals too narrow.
  ///
  /// - Parameters:
  ///   - rows: usable rows.
  ///   - level: level of `--by`, or `nil`.
  /// - Throws: `repeatedStudy` with the columns that would separate the rows.
  func requireOneRowPerStudy(
    _ rows: [TableRow], level: String?
  ) throws(AccuracyDataError) {
    let groups = repeatedStudies(in: rows)
    guard let first = groups.first else { return }
    var separating: [Int] = []
    var partly: [(column: Int, studies: Int)] = []
    let counts = Set(layout.counts.values)
    // A file with more columns has no reviewer who would read the list.
    for column in layout.names.indices.prefix(200)
    where !layout.label.contains(column) && !counts.contains(column) {
      let keyed = KeyedColumn(column: column, key: keys(of: column))
      let separated = groups.count { isSeparated($0, by: [keyed]) }
      if separated > 0, !mergedLines(of: column).isEmpty { continue }
      if separated == groups.count {
        separating.append(column)
      } else if separated > 0 {
        partly.append((column, separated))
      }
    }
    // The sort is not stable: equal columns stay in the order of the file by their number.
    let ranked = partly.sorted { ($1.studies, $0.column) < ($0.studies, $1.column) }
    let best = ranked.prefix(3).map(\.column)
    let together = (0...best.count).map { Array(best.prefix($0)) }
      .first { columns in
        let keyed = columns.map { KeyedColumn(column: $0, key: keys(of: $0)) }
        return groups.allSatisfy { isSeparated($0, by: keyed) }
      }
    func areLabels(_ columns: [Int]) -> Bool {
      groups.allSatisfy { areLabelled($0, by: columns) }
    }
    let naming = separating.filter { areLabels([$0]) }
      .map { (column: $0, levels: levels(of: rows, column: $0).count) }
      .min { ($0.levels, $0.column) < ($1.levels, $1.column) }
    let columns =
      naming.map { [$0.column] } ?? separating.first.map { [$0] } ?? together ?? []
    throw .repeatedStudy(
      file: file,
      RepeatedStudy(
        study: first[0].label, otherSpellings: spellings[first[0].label] ?? [],
        labelColumn: layout.label.map { layout.names[$0] }.joined(separator: ","),
        lines: first.map(\.line), repeatedStudies: groups.count,
        separatingColumns: separating.map { layout.names[$0] },
        namingColumn: naming.map { layout.names[$0.column] },
        partlySeparatingColumns: ranked.map { (layout.names[$0.column], $0.studies) },
        jointlySeparatingColumns:
          together.flatMap { areLabels($0) ? $0 : nil }?.map { layout.names[$0] } ?? [],
        identicalRows: first.dropFirst().allSatisfy { $0.cells == first[0].cells },
        labelIsWeak: layout.labelIsWeak,
        numberingColumn: layout.numbering.map { layout.names[$0] },
        hasFilledLabels: groups.contains { $0.contains(where: \.hasFilledLabel) },
        remedies: remedies(columns, rows: rows, example: first, isSplit: level != nil),
        level: level))
  }

  /// Options that leave each study one row, as they are typed.
  private func remedies(
    _ columns: [Int], rows: [TableRow], example: [TableRow], isSplit: Bool
  ) -> [String] {
    guard let first = columns.first, !example.isEmpty else { return [] }
    let row = example.first { row in columns.allSatisfy { !isMissingValue(row.cells[$0]) } }
    func condition(_ column: Int) -> String? {
      let cell = (row ?? example[0]).cells[column]
      let filter = DataFilter(column: layout.names[column], value: cell)
      // A name inside another column's name could be taken for that one.
      guard filter.resolved(among: layout.names) == filter else { return nil }
      return shellOption("--where", filter.text)
    }
    let fewLevels = !isSplit && levels(of: rows, column: first).count <= Self.mostLevels
    let split = fewLevels ? shellOption("--by", layout.names[first]) : nil
    if columns.count == 1 {
      return [
        split.map { "\($0) for each value" }, condition(first).map { "\($0) for one of them" },
      ].compactMap { $0 }
    }
    let others = columns.dropFirst().map(condition)
    let options = [split ?? condition(first)] + others
    guard !options.contains(nil) else { return [] }
    return [options.compactMap { $0 }.joined(separator: " ")]
  }

  /// Whether the columns, as parts of the label, would tell the rows apart: labels are compared without
  /// case, and blank parts are filled from above.
  private func areLabelled(_ rows: [TableRow], by columns: [Int]) -> Bool {
    var seen: Set<String> = []
    return rows.allSatisfy { row in
      let cells = columns.map { row.cells[$0] }
      return !cells.contains { leavesLabelOut($0) || isMissingCode($0) }
        && seen.insert(labelKey(cells.filter { !isMissingValue($0) }.joined(separator: " ")))
          .inserted
    }
  }

  /// Whether no two rows agree in all of the columns.
  private func isSeparated(_ rows: [TableRow], by columns: [KeyedColumn]) -> Bool {
    var seen: Set<[String]> = []
    return rows.allSatisfy { row in
      seen.insert(columns.map { $0.key(row.cells[$0.column]) }).inserted
    }
  }
}

/// A column with what makes two of its cells equal.
private struct KeyedColumn {
  var column: Int
  var key: (String) -> String
}
