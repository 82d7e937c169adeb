extension AccuracyTable {
  /// Refuses rows of totals, by their name or because their counts are the column sums.
  ///
  /// - Parameters:
  ///   - selected: the rows that would be pooled; sums are over these, and over the file.
  ///   - fileSums: the sums over the file.
  /// - Throws: `totalRow` for the first such row.
  func requireNoTotals(
    among selected: [TableRow], fileSums: CellSums
  ) throws(AccuracyDataError) {
    let sums = [fileSums, CellSums(selected)]
    let others = layout.otherColumns
    for row in selected where row.isUsable {
      let name = totalName(of: row, others: others)
      if name != nil || sums.contains(where: { $0.areTwice(row) }) {
        throw .totalRow(
          file: file, line: row.line,
          study: name ?? (row.hasFilledLabel ? "row on line \(row.line)" : row.label),
          isNamedTotal: name != nil)
      }
    }
  }

  /// What names a row as one of totals: its label; a cell beside a blank label; without a column of
  /// labels, the cell at the left.
  private func totalName(of row: TableRow, others: [Int]) -> String? {
    if layout.label.isEmpty {
      return others.first.map { row.cells[$0] }.flatMap { isTotalName($0) ? $0 : nil }
    }
    if row.hasFilledLabel {
      return others.lazy.map { row.cells[$0] }.first { isTotalName($0) }
    }
    return isTotalName(row.label) ? row.label : nil
  }
}

/// The sums of the four cells over rows.
struct CellSums {
  private var diseased = AccuracyArm(correct: 0, incorrect: 0)
  private var nondiseased = AccuracyArm(correct: 0, incorrect: 0)
  private var usableRows = 0
  private var hasBothArms = false

  init(_ rows: [TableRow]) {
    for row in rows where row.isUsable {
      usableRows += 1
      if !row.hasOneArm { hasBothArms = true }
      diseased.correct += row.diseased.arm?.correct ?? 0
      diseased.incorrect += row.diseased.arm?.incorrect ?? 0
      nondiseased.correct += row.nondiseased.arm?.correct ?? 0
      nondiseased.incorrect += row.nondiseased.arm?.incorrect ?? 0
    }
  }

  /// Whether a row is the sum of at least two others: then the sums with it are its double.
  ///
  /// Both arms are needed; two counts of small studies add up by chance far too easily. Where no row
  /// has both, one arm of at least 50 over three others will do.
  func areTwice(_ row: TableRow) -> Bool {
    guard let ill = row.diseased.arm, let well = row.nondiseased.arm else {
      guard !hasBothArms, usableRows >= 4 else { return false }
      guard let arm = row.diseased.arm ?? row.nondiseased.arm, arm.total >= 50 else { return false }
      return isDouble(row.diseased.arm != nil ? diseased : nondiseased, of: arm)
    }
    return usableRows >= 3 && isDouble(diseased, of: ill) && isDouble(nondiseased, of: well)
  }

  private func isDouble(_ sum: AccuracyArm, of arm: AccuracyArm) -> Bool {
    sum.correct == 2 * arm.correct && sum.incorrect == 2 * arm.incorrect
  }
}

/// Words that open a label of totals; no author is called so.
private let totalOpenings: Set<Substring> = ["total", "totals", "subtotal", "pooled", "overall"]

/// Whole labels of totals, the opening words of which may also open an author's name.
private let totalNames: Set<String> = [
  "all", "all studies", "all patients", "all participants", "grand total", "sum", "sums",
  "summary", "combined",
]

/// Whether a label is one that only a row of totals would have.
private func isTotalName(_ label: String) -> Bool {
  if label.utf8.count > 40 { return false }
  let words = label.lowercased().split { !$0.isLetter && !$0.isNumber }
  guard let first = words.first else { return false }
  return totalOpenings.contains(first) || totalNames.contains(words.joined(separator: " "))
}
