import AccuracyData
import TabularText

/// What only the rows can tell about columns: which of two of the same name is meant, whether the size of
/// an arm is one, and whether counts go unread.
extension ColumnLayout {
  /// Settles columns that are there twice, and sizes that are none.
  ///
  /// - Parameters:
  ///   - rows: all rows.
  ///   - file: name for messages.
  ///   - line: line of the header.
  /// - Returns: warnings.
  /// - Throws: `unreadCounts` or `repeatedColumn`.
  mutating func settle(
    _ rows: [RecordRow], file: String, line: Int
  ) throws(AccuracyDataError) -> [DataWarning] {
    try requireNoUnreadCounts(rows, file: file, line: line)
    let sizes = settleSizes(rows)
    return try sizes + settleDuplicates(rows, file: file, line: line)
  }

  /// Refuses a file that has one arm only by its names of columns, and others that may be counts.
  private func requireNoUnreadCounts(
    _ rows: [RecordRow], file: String, line: Int
  ) throws(AccuracyDataError) {
    let missing: [String]
    if CountRole.diseasedArm.isDisjoint(with: counts.keys) {
      missing = ["TP", "FN"]
    } else if CountRole.nondiseasedArm.isDisjoint(with: counts.keys) {
      missing = ["FP", "TN"]
    } else {
      return
    }
    let columns = otherColumns.prefix(200).filter { column in
      guard CountRole.mayBeCell(names[column]) else { return false }
      let given = rows.lazy.map { $0.cells[column] }
        .filter { !isMissingValue($0) && !isMissingCode($0) }
      return given.first != nil && given.allSatisfy { (try? parseCount($0)) != nil }
    }
    if columns.isEmpty { return }
    throw .unreadCounts(
      file: file, line: line, columns: columns.map { names[$0] }, missing: missing)
  }

  /// Two columns of one name: counts and names of studies have to be equal, others are two columns.
  private mutating func settleDuplicates(
    _ rows: [RecordRow], file: String, line: Int
  ) throws(AccuracyDataError) -> [DataWarning] {
    var warnings: [DataWarning] = []
    for (first, second) in duplicates {
      let areEqual = rows.allSatisfy { row in
        row.cells[first] == row.cells[second]
          || comparisonKey(row.cells[first]) == comparisonKey(row.cells[second])
      }
      let places =
        "Columns \(first + 1) and \(second + 1) (\(quotedForMessage(names[first])) and "
        + "\(quotedForMessage(names[second])))"
      if areEqual, !rows.isEmpty {
        warnings.append(
          DataWarning(
            code: .duplicateColumn,
            message: places + " are the same column twice, with equal cells; the first is used."))
        continue
      }
      guard !rows.isEmpty, !counts.values.contains(first),
        StudyColumnNames.strongRank(names[first]) == nil
      else {
        throw .repeatedColumn(
          file: file, line: line, first: names[first], second: names[second],
          numbers: [first + 1, second + 1])
      }
      let name = freeName(names[second])
      separate(second, as: name)
      warnings.append(
        DataWarning(
          code: .duplicateColumn,
          message: places + " have one name and different cells; the second is called "
            + "\(quotedForMessage(name))."))
    }
    return warnings
  }

  /// A name with a number behind it that no column has.
  private func freeName(_ name: String) -> String {
    var number = 2
    while column(named: "\(name) (\(number))") != nil { number += 1 }
    return "\(name) (\(number))"
  }

  /// Sizes of arms that have both their cells: a column that the cells contradict in every row is a
  /// covariate of that name, unless it is the sum of two other cells, which are then in wrong columns.
  private mutating func settleSizes(_ rows: [RecordRow]) -> [DataWarning] {
    var warnings: [DataWarning] = []
    for (size, right, wrong) in [
      (CountRole.diseasedTotal, CountRole.truePositives, CountRole.falseNegatives),
      (.nondiseasedTotal, .trueNegatives, .falsePositives),
    ] {
      guard let first = counts[size], let right = counts[right], let wrong = counts[wrong] else {
        continue
      }
      let others = duplicates.filter { $0.first == first }.map(\.second)
      let candidates = ([first] + others).map { column in
        (column: column, fit: SizeFit(rows, column: column, cells: (right, wrong), layout: self))
      }
      // A size that fits somewhere is one, and its other rows are faults.
      let best =
        candidates.first { $0.fit.isConsistent } ?? candidates.first { $0.fit.agreeing > 0 }
        ?? candidates.first { !$0.fit.isCovariate }
      guard best?.column != first || !others.isEmpty else { continue }
      if best?.column == first, candidates.dropFirst().allSatisfy({ !$0.fit.isCovariate }) {
        continue
      }
      useSize(size, column: best?.column)
      let left = candidates.map(\.column).filter { $0 != best?.column }
      let cells = "\(names[right]) + \(names[wrong])"
      warnings.append(
        DataWarning(
          code: .unusedCounts,
          message:
            "\(left.count == 1 ? "Column" : "Columns") \(listedNames(left.map { names[$0] }, limit: 4))"
            + " \(left.count == 1 ? "is" : "are") not read as the number of "
            + "\(size == .diseasedTotal ? "diseased" : "non-diseased") participants, because \(cells) "
            + (best == nil
              ? "is another number in every row." : "is what \(names[best?.column ?? first]) has."))
      )
    }
    return warnings
  }
}

/// How a column that may be the size of an arm fits the cells of that arm.
private struct SizeFit {
  /// Rows in which it is the sum of the cells.
  private(set) var agreeing = 0
  private var contradicting = 0
  /// Rows in which it is the sum of two other cells, or of all.
  private var otherSums = 0
  private var unreadable = 0

  init(_ rows: [RecordRow], column: Int, cells: (right: Int, wrong: Int), layout: ColumnLayout) {
    let roles: [CountRole] = [.truePositives, .falseNegatives, .trueNegatives, .falsePositives]
    let columns = roles.compactMap { layout.counts[$0] }
    for row in rows {
      let cell = row.cells[column]
      guard let right = plainCount(row.cells[cells.right]),
        let wrong = plainCount(row.cells[cells.wrong]), !isMissingValue(cell), !isMissingCode(cell)
      else { continue }
      guard let size = try? parseCount(cell) else {
        if numberForm(cell) == .text || numberForm(cell) == .decimal(.point)
          || numberForm(cell) == .decimal(.comma)
        {
          unreadable += 1
        }
        contradicting += 1
        continue
      }
      if size == right + wrong {
        agreeing += 1
        continue
      }
      contradicting += 1
      let counts = columns.compactMap { plainCount(row.cells[$0]) }
      let isOtherSum = counts.indices.contains { first in
        counts.indices.contains { $0 > first && counts[first] + counts[$0] == size }
      }
      if isOtherSum { otherSums += 1 }
    }
  }

  /// Whether it is the sum wherever there is one.
  var isConsistent: Bool { agreeing > 0 && contradicting == 0 }
  /// Whether it is something else in all rows, of which one alone could be a mistake.
  var isCovariate: Bool {
    agreeing == 0 && contradicting > 0 && otherSums * 2 < contradicting
      && (contradicting > 1 || unreadable == contradicting)
  }
}
