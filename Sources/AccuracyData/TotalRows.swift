extension AccuracyTable {
  /// Refuses rows of totals, by their name or because their counts are the column sums.
  ///
  /// - Parameter selected: the rows that would be pooled; sums are over these, and over the file.
  /// - Throws: `totalRow` for the first such row.
  func requireNoTotals(among selected: [TableRow]) throws(AccuracyDataError) {
    let sums = [CellSums(rows), CellSums(selected)]
    for row in selected where row.isUsable {
      let isNamedTotal = !layout.label.isEmpty && isTotalName(row.label)
      if isNamedTotal || sums.contains(where: { $0.areTwice(row) }) {
        throw .totalRow(
          file: file, line: row.line, study: row.label, isNamedTotal: isNamedTotal)
      }
    }
  }
}

/// The sums of the four cells over rows.
private struct CellSums {
  var diseased = AccuracyArm(correct: 0, incorrect: 0)
  var nondiseased = AccuracyArm(correct: 0, incorrect: 0)
  var usableRows = 0

  init(_ rows: [TableRow]) {
    for row in rows where row.isUsable {
      usableRows += 1
      diseased.correct += row.diseased.arm?.correct ?? 0
      diseased.incorrect += row.diseased.arm?.incorrect ?? 0
      nondiseased.correct += row.nondiseased.arm?.correct ?? 0
      nondiseased.incorrect += row.nondiseased.arm?.incorrect ?? 0
    }
  }

  /// Whether a row is the sum of at least two others: then the sums with it are its double.
  ///
  /// Both arms are needed; two counts of small studies add up by chance far too easily.
  func areTwice(_ row: TableRow) -> Bool {
    guard usableRows >= 3, let ill = row.diseased.arm, let well = row.nondiseased.arm else {
      return false
    }
    return diseased.correct == 2 * ill.correct && diseased.incorrect == 2 * ill.incorrect
      && nondiseased.correct == 2 * well.correct
      && nondiseased.incorrect == 2 * well.incorrect
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
