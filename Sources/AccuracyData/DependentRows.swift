extension AccuracyTable {
  /// The studies with several of the rows, in the order of the file.
  ///
  /// - Parameter rows: usable rows.
  /// - Returns: the rows of each such study.
  func repeatedStudies(in rows: [TableRow]) -> [[TableRow]] {
    if layout.label.isEmpty { return [] }
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
    var separating: [String] = []
    var partly: [(column: Int, studies: Int)] = []
    let counts = Set(layout.counts.values)
    // A file with more columns has no reviewer who would read the list.
    for column in layout.names.indices.prefix(200)
    where !layout.label.contains(column) && !counts.contains(column) {
      let separated = groups.count { isSeparated($0, by: [column]) }
      if separated == groups.count {
        separating.append(layout.names[column])
      } else if separated > 0 {
        partly.append((column, separated))
      }
    }
    // The sort is not stable: equal columns stay in the order of the file by their number.
    let ranked = partly.sorted { ($1.studies, $0.column) < ($0.studies, $1.column) }
    let best = ranked.prefix(3).map(\.column)
    let together = (0...best.count).map { Array(best.prefix($0)) }
      .first { columns in groups.allSatisfy { isSeparated($0, by: columns) } }
    throw .repeatedStudy(
      file: file,
      RepeatedStudy(
        study: first[0].label,
        labelColumn: layout.label.map { layout.names[$0] }.joined(separator: ","),
        lines: first.map(\.line), repeatedStudies: groups.count,
        separatingColumns: separating,
        partlySeparatingColumns: ranked.map { (layout.names[$0.column], $0.studies) },
        jointlySeparatingColumns: together?.map { layout.names[$0] } ?? [],
        identicalRows: first.dropFirst().allSatisfy { $0.cells == first[0].cells },
        level: level))
  }

  /// Whether no two rows agree in all of the columns.
  private func isSeparated(_ rows: [TableRow], by columns: [Int]) -> Bool {
    var seen: Set<[String]> = []
    return rows.allSatisfy { row in
      seen.insert(columns.map { comparisonKey(row.cells[$0]) }).inserted
    }
  }
}
