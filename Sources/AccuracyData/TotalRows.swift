extension AccuracyTable {
  /// Refuses rows of totals, by their name or because their counts sum other rows up.
  ///
  /// - Parameters:
  ///   - selected: the rows that would be pooled; sums are over these, and over the file.
  ///   - fileTotals: the totals among all rows of the file by their lines.
  /// - Throws: `totalRow` for the first such row.
  func requireNoTotals(
    among selected: [TableRow], fileTotals: [Int: TotalGround]
  ) throws(AccuracyDataError) {
    let own = selected.count == rows.count ? fileTotals : totals(among: selected)
    for row in selected where row.isUsable {
      guard let ground = own[row.line] ?? fileTotals[row.line] else { continue }
      throw .totalRow(
        file: file, line: row.line,
        study: totalName(of: row)
          ?? (row.hasFilledLabel ? "row on line \(row.line)" : row.label),
        ground: ground, excluding: row.hasFilledLabel ? nil : row.label)
    }
  }

  /// The rows of totals by their lines.
  func totals(among rows: [TableRow]) -> [Int: TotalGround] {
    let entries = rows.filter(\.isUsableOrHalf).map { row in
      SummedRow(
        line: row.line, counts: counts(of: row), isNamed: totalName(of: row) != nil,
        hasDiseased: row.diseased.arm != nil, hasNondiseased: row.nondiseased.arm != nil)
    }
    let hasBothArms = entries.contains { $0.hasDiseased && $0.hasNondiseased }
    var found: [Int: TotalGround] = [:]
    for entry in entries where entry.isNamed { found[entry.line] = .name }
    let hasHalfArms = rows.contains { $0.diseased == .half || $0.nondiseased == .half }
    for wholeArms in hasHalfArms ? [false, true] : [false] {
      let sums = RunningSums(wholeArms: wholeArms, hasBothArms: hasBothArms)
      sums.look(at: entries, found: &found)
      sums.look(at: entries.reversed(), found: &found)
      sums.lookAtAll(entries, found: &found)
    }
    return found
  }

  /// TP, FN, TN and FP of a row, 0 where one is missing; a half arm has the one that is given.
  private func counts(of row: TableRow) -> SIMD4<Int> {
    func given(_ role: CountRole) -> Int {
      layout.counts[role].flatMap { plainCount(row.cells[$0]) } ?? 0
    }
    var counts = SIMD4<Int>(repeating: 0)
    if let arm = row.diseased.arm {
      (counts[0], counts[1]) = (arm.correct, arm.incorrect)
    } else if row.diseased == .half {
      (counts[0], counts[1]) = (given(.truePositives), given(.falseNegatives))
    }
    if let arm = row.nondiseased.arm {
      (counts[2], counts[3]) = (arm.correct, arm.incorrect)
    } else if row.nondiseased == .half {
      (counts[2], counts[3]) = (given(.trueNegatives), given(.falsePositives))
    }
    return counts
  }

  /// What names a row as one of totals: its label; a cell beside a blank label; without a column of
  /// labels, the cell at the left.
  private func totalName(of row: TableRow) -> String? {
    if layout.label.isEmpty {
      return layout.otherColumns.first.map { row.cells[$0] }
        .flatMap { isTotalName($0, withAverages: true) ? $0 : nil }
    }
    if row.hasFilledLabel {
      return layout.otherColumns.lazy.map { row.cells[$0] }
        .first { isTotalName($0, withAverages: false) }
    }
    return isTotalName(row.label, withAverages: true) ? row.label : nil
  }
}

extension TableRow {
  /// Whether a sum over the cells of a spreadsheet would have the row in it.
  fileprivate var isUsableOrHalf: Bool {
    isUsable || diseased == .half || nondiseased == .half
  }
}

/// One row as far as totals go.
private struct SummedRow {
  var line: Int
  /// TP, FN, TN and FP.
  var counts: SIMD4<Int>
  var isNamed: Bool
  var hasDiseased: Bool
  var hasNondiseased: Bool

  /// The counts of whole arms only.
  var wholeArms: SIMD4<Int> {
    var whole = counts
    if !hasDiseased { (whole[0], whole[1]) = (0, 0) }
    if !hasNondiseased { (whole[2], whole[3]) = (0, 0) }
    return whole
  }
}

/// The sums of cells since the last total, and of all rows but totals.
///
/// Counts of small studies add up by chance, the more easily the fewer cells there are. So a total
/// has 30 participants in both arms over at least two rows; where no row has both, 50 in its arm over
/// at least three.
private struct RunningSums {
  /// Whether half arms are left out of the sums.
  let wholeArms: Bool
  let hasBothArms: Bool

  private static let fewestInBothArms = 30
  private static let fewestInOneArm = 50

  private func counts(of row: SummedRow) -> SIMD4<Int> {
    wholeArms ? row.wholeArms : row.counts
  }

  /// Whether a row with these sums of so many other rows is taken for their total.
  private func isTotal(_ row: SummedRow, sum: SIMD4<Int>, rows: Int) -> Bool {
    guard sum == counts(of: row) else { return false }
    if row.hasDiseased && row.hasNondiseased {
      return rows >= 2 && sum.wrappedSum() >= Self.fewestInBothArms
    }
    return !hasBothArms && (row.hasDiseased || row.hasNondiseased) && rows >= 3
      && sum.wrappedSum() >= Self.fewestInOneArm
  }

  /// Compares each row with the rows before it.
  func look(at rows: some Sequence<SummedRow>, found: inout [Int: TotalGround]) {
    var (block, blockRows) = (SIMD4<Int>(repeating: 0), 0)
    var (all, allRows) = (SIMD4<Int>(repeating: 0), 0)
    for row in rows {
      let isSum =
        isTotal(row, sum: block, rows: blockRows) || isTotal(row, sum: all, rows: allRows)
      if isSum || row.isNamed {
        if found[row.line] == nil { found[row.line] = .sumOfNeighbours }
        (block, blockRows) = (SIMD4<Int>(repeating: 0), 0)
        continue
      }
      block &+= counts(of: row)
      all &+= counts(of: row)
      (blockRows, allRows) = (blockRows + 1, allRows + 1)
    }
  }

  /// Compares each row with all others but totals.
  func lookAtAll(_ rows: [SummedRow], found: inout [Int: TotalGround]) {
    var sum = SIMD4<Int>(repeating: 0)
    for row in rows { sum &+= counts(of: row) }
    for row in rows where found[row.line] != .name {
      if isTotal(row, sum: sum &- counts(of: row), rows: rows.count - 1) {
        found[row.line] = .sumOfAll
      }
    }
  }
}
