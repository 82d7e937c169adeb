import AccuracyData
import TabularText

/// A row of totals and what it sums up.
struct FoundTotal {
  package var ground: TotalGround
  /// The lines of the rows that it sums up; none where its name alone shows it.
  package var parts: [Int] = []
}

extension AccuracyTable {
  /// Refuses rows of totals, by their name or because their counts sum other rows up.
  ///
  /// A row that sums up others of the file, none of which is selected, counts nobody twice.
  ///
  /// - Parameters:
  ///   - selected: the rows that would be pooled; sums are over these, and over the file.
  ///   - fileTotals: the totals among all rows of the file by their lines.
  /// - Throws: `totalRow` for the first such row.
  func requireNoTotals(
    among selected: [TableRow], fileTotals: [Int: FoundTotal]
  ) throws(AccuracyDataError) {
    guard let (row, total) = firstTotal(among: selected, fileTotals: fileTotals) else { return }
    let isAlone = rows.count { $0.label == row.label } == 1
    var naming = TotalNaming(table: self)
    throw .totalRow(
      file: file, line: row.line,
      study: naming.name(of: row) ?? (row.hasFilledLabel ? "row on line \(row.line)" : row.label),
      ground: total.ground, excluding: row.hasFilledLabel || !isAlone ? nil : row.label,
      conditions: conditions(leavingOut: row, total, among: selected, fileTotals: fileTotals))
  }

  private func firstTotal(
    among selected: [TableRow], fileTotals: [Int: FoundTotal]
  ) -> (row: TableRow, total: FoundTotal)? {
    let own = selected.count == rows.count ? fileTotals : totals(among: selected)
    if own.isEmpty, fileTotals.isEmpty { return nil }
    let lines = Set(selected.map(\.line))
    for row in selected where row.isUsable {
      if let total = own[row.line] { return (row, total) }
      guard let total = fileTotals[row.line] else { continue }
      if total.ground == .name || total.parts.contains(where: lines.contains) {
        return (row, total)
      }
    }
    return nil
  }

  /// Conditions, as they are typed, that keep the total without its parts or the parts without it.
  private func conditions(
    leavingOut row: TableRow, _ total: FoundTotal, among selected: [TableRow],
    fileTotals: [Int: FoundTotal]
  ) -> [String] {
    let partLines = Set(total.parts)
    let parts = rows.filter { partLines.contains($0.line) }
    if parts.isEmpty { return [] }
    let lines = Set(selected.map(\.line))
    var ignored: [DataWarning] = []
    for column in layout.otherColumns.prefix(50) where !layout.label.contains(column) {
      let value = row.cells[column]
      guard !isMissingValue(value), !parts.contains(where: { $0.cells[column] == value }) else {
        continue
      }
      let found = [DataFilter.Relation.notEqual, .equal].compactMap { relation -> String? in
        let filter = DataFilter(column: layout.names[column], value: value, relation: relation)
        guard filter.resolved(among: layout.names) == filter,
          let met = try? rows(meeting: [filter], warnings: &ignored),
          case let kept = met.filter({ lines.contains($0.line) }),
          kept.contains(where: \.isUsable),
          firstTotal(among: kept, fileTotals: fileTotals) == nil,
          repeatedStudies(in: kept.filter(\.isUsable)).isEmpty
        else { return nil }
        return shellOption("--where", filter.text)
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The rows of totals by their lines.
  package func totals(among rows: [TableRow]) -> [Int: FoundTotal] {
    var naming = TotalNaming(table: self)
    let entries = rows.filter(\.isUsableOrHalf).map { row in
      SummedRow(
        line: row.line, counts: counts(of: row), isNamed: naming.name(of: row) != nil,
        hasDiseased: row.diseased.arm != nil, hasNondiseased: row.nondiseased.arm != nil)
    }
    let hasBothArms = entries.contains { $0.hasDiseased && $0.hasNondiseased }
    var found: [Int: FoundTotal] = [:]
    for entry in entries where entry.isNamed { found[entry.line] = FoundTotal(ground: .name) }
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
}

extension TableRow {
  /// Whether a sum over the cells of a spreadsheet would have the row in it.
  var isUsableOrHalf: Bool {
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
  func look(at rows: [SummedRow], found: inout [Int: FoundTotal]) {
    var (block, blockRows) = (SIMD4<Int>(repeating: 0), 0)
    var (all, allRows) = (SIMD4<Int>(repeating: 0), 0)
    var totals: Set<Int> = []
    for (index, row) in rows.enumerated() {
      let isBlock = isTotal(row, sum: block, rows: blockRows)
      if isBlock || row.isNamed || isTotal(row, sum: all, rows: allRows) {
        if found[row.line] == nil {
          let parts = isBlock ? rows[(index - blockRows)..<index] : rows[..<index]
          found[row.line] = FoundTotal(
            ground: .sumOfNeighbours, parts: parts.map(\.line).filter { !totals.contains($0) })
        }
        totals.insert(row.line)
        (block, blockRows) = (SIMD4<Int>(repeating: 0), 0)
        continue
      }
      block &+= counts(of: row)
      all &+= counts(of: row)
      (blockRows, allRows) = (blockRows + 1, allRows + 1)
    }
  }

  /// Compares each row with all others but totals.
  func lookAtAll(_ rows: [SummedRow], found: inout [Int: FoundTotal]) {
    var sum = SIMD4<Int>(repeating: 0)
    for row in rows { sum &+= counts(of: row) }
    for row in rows where found[row.line]?.ground != .name {
      if isTotal(row, sum: sum &- counts(of: row), rows: rows.count - 1) {
        found[row.line] = FoundTotal(
          ground: .sumOfAll, parts: rows.map(\.line).filter { $0 != row.line })
      }
    }
  }
}
