import AccuracyData
import TabularText

extension CountReader {
  /// Both arms of a row.
  ///
  /// - Parameters:
  ///   - row: the cells.
  ///   - faults: gets every wrong cell of the row.
  /// - Returns: the arms, or `nil` where a cell is wrong.
  package mutating func arms(
    of row: RecordRow, faults: inout CountFaults
  ) -> (diseased: ArmReading, nondiseased: ArmReading)? {
    var problems: [(column: Int, fault: AccuracyDataError)] = []
    func count(_ role: CountRole) -> Int? {
      guard let column = columns[role.rawValue] else { return nil }
      do {
        return try self.count(column, in: row)
      } catch {
        problems.append((column, error))
        return nil
      }
    }
    let ill = (
      right: count(.truePositives), wrong: count(.falseNegatives), all: count(.diseasedTotal)
    )
    let well = (
      right: count(.trueNegatives), wrong: count(.falsePositives), all: count(.nondiseasedTotal)
    )
    guard problems.isEmpty else {
      for problem in problems.sorted(by: { $0.column < $1.column }) { faults.add(problem.fault) }
      return nil
    }
    var arms: [ArmReading] = []
    for (cells, role, names) in [
      (ill, CountRole.diseasedTotal, ("TP", "FN")), (well, .nondiseasedTotal, ("TN", "FP")),
    ] {
      do {
        arms.append(
          try arm(cells.right, cells.wrong, role, total: cells.all, names: names, line: row.line))
      } catch {
        faults.add(error)
      }
    }
    return arms.count == 2 ? (arms[0], arms[1]) : nil
  }

  /// Builds an arm from any two of its right results, its wrong results and its size.
  private func arm(
    _ correct: Int?, _ incorrect: Int?, _ totalRole: CountRole, total: Int?,
    names: (correct: String, incorrect: String), line: Int
  ) throws(AccuracyDataError) -> ArmReading {
    if correct == nil, incorrect == nil, total ?? 0 == 0 {
      return total == 0 ? .nobody : .missing
    }
    if let total, let column = layout.counts[totalRole] {
      let known = (correct ?? 0) + (incorrect ?? 0)
      let isWhole = correct != nil && incorrect != nil
      if isWhole ? known != total : known > total {
        let sum =
          isWhole
          ? "\(names.correct) + \(names.incorrect) is \(known)"
          : "\(correct != nil ? names.correct : names.incorrect) alone is \(known)"
        throw .inconsistentCounts(
          location: location(column, line: line), value: total, explanation: sum)
      }
    }
    guard let right = correct ?? difference(total, incorrect),
      let wrong = incorrect ?? difference(total, correct)
    else { return .half }
    return right + wrong == 0
      ? .nobody : .complete(AccuracyArm(correct: right, incorrect: wrong))
  }

  private func difference(_ total: Int?, _ part: Int?) -> Int? {
    guard let total, let part else { return nil }
    return total - part
  }
}
