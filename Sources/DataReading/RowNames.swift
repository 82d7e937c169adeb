import AccuracyData
import TabularText

/// R writes names of rows without a name for them in the header, so that each row has one field more
/// and every cell stands one column too far to the right.
///
/// Separators at the end of every row look the same where the last column of R's table is blank.
struct RowNames {
  /// All rows, each with one field more than the header.
  package let rows: [RecordRow]
  let layout: ColumnLayout

  /// Whether the first cells are taken for names of rows, or cannot be told from them.
  var areThere: Bool {
    guard isReadable(from: 1) else { return false }
    let worded = rows.count { $0.cells[0].contains(where: \.isLetter) }
    let hasLabels = worded * 2 >= rows.count && namesStudies(layout.names[0])
    if !isReadable(from: 0) { return true }
    // A comma in a name adds a field too.
    if !rows.allSatisfy({ $0.cells.last?.isEmpty == true }) { return !hasLabels }
    if yearsStand || sizesFit || hasLabels { return false }
    var seen: Set<String> = []
    return rows.allSatisfy { seen.insert($0.cells[0]).inserted }
  }

  private func namesStudies(_ name: String) -> Bool {
    StudyColumnNames.strongRank(name) != nil || StudyColumnNames.isWeak(name)
  }

  /// Whether counts stand in the columns of counts, or so many cells to the right of them, and enough
  /// of them for the arms that the file has.
  private func isReadable(from first: Int) -> Bool {
    for row in rows {
      for column in layout.counts.values {
        let cell = row.cells[column + first]
        let isCount = isMissingValue(cell) || isMissingCode(cell) || numberForm(cell) != .text
        if !isCount { return false }
      }
    }
    return [CountRole.diseasedArm, CountRole.nondiseasedArm].allSatisfy { arm in
      let columns = arm.compactMap { layout.counts[$0] }
      return columns.isEmpty
        || rows.contains { row in
          columns.count { !isMissingValue(row.cells[$0 + first]) } >= 2
        }
    }
  }

  /// Whether years stand in the column of years.
  private var yearsStand: Bool {
    guard let year = layout.names.firstIndex(where: StudyColumnNames.isYear) else { return false }
    return rows.allSatisfy { isCalendarYear($0.cells[year]) }
  }

  /// Whether the arms add up to their sizes as they are.
  private var sizesFit: Bool {
    let arms: [(CountRole, CountRole, CountRole)] = [
      (.truePositives, .falseNegatives, .diseasedTotal),
      (.trueNegatives, .falsePositives, .nondiseasedTotal),
    ]
    return arms.contains { right, wrong, size in
      guard let right = layout.counts[right], let wrong = layout.counts[wrong],
        let size = layout.counts[size]
      else { return false }
      return rows.allSatisfy { row in
        guard let right = plainCount(row.cells[right]), let wrong = plainCount(row.cells[wrong])
        else { return false }
        return plainCount(row.cells[size]) == right + wrong
      }
    }
  }
}
