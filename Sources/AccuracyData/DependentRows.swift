extension AccuracyTable {
  /// The studies with several usable rows, in the order of the file.
  func repeatedStudies(in rows: [TableRow]) -> [[TableRow]] {
    if layout.label.isEmpty { return [] }
    var positions: [String: Int] = [:]
    var groups: [[TableRow]] = []
    for row in rows where row.isUsable {
      if let position = positions[row.label] {
        groups[position].append(row)
      } else {
        positions[row.label] = groups.count
        groups.append([row])
      }
    }
    return groups.filter { $0.count > 1 }
  }

  /// Refuses studies with several rows: pooled as independent they make intervals too narrow.
  ///
  /// - Parameters:
  ///   - rows: selected rows.
  ///   - level: level of `--by`, or `nil`.
  /// - Throws: `repeatedStudy` with the columns that would separate the rows.
  func requireOneRowPerStudy(
    _ rows: [TableRow], level: String?
  ) throws(AccuracyDataError) {
    let groups = repeatedStudies(in: rows)
    guard let first = groups.first else { return }
    var separating: [String] = []
    var partly: [(name: String, studies: Int)] = []
    let counts = Set(layout.counts.values)
    // A file with more columns has no reviewer who would read the list.
    for column in layout.names.indices.prefix(200)
    where !layout.label.contains(column) && !counts.contains(column) {
      let separated = groups.count { group in
        Set(group.map { comparisonKey($0.cells[column]) }).count == group.count
      }
      if separated == groups.count {
        separating.append(layout.names[column])
      } else if separated > 0 {
        partly.append((layout.names[column], separated))
      }
    }
    // The sort is not stable: equal columns stay in the order of the file by their position.
    let ranked = partly.enumerated().sorted {
      ($1.element.studies, $0.offset) < ($0.element.studies, $1.offset)
    }
    throw .repeatedStudy(
      file: file,
      RepeatedStudy(
        study: first[0].label,
        labelColumn: layout.label.map { layout.names[$0] }.joined(separator: ","),
        lines: first.map(\.line), repeatedStudies: groups.count,
        separatingColumns: separating, partlySeparatingColumns: ranked.map(\.element),
        identicalRows: first.dropFirst().allSatisfy { $0.cells == first[0].cells },
        level: level))
  }
}
