import AccuracyData
import Reports

/// One line a kind of warning for a page: kinds that come once a study are gathered.
///
/// - Parameters:
///   - warnings: all warnings; nothing is dropped, long lists end in a count.
///   - zeroCellRemark: what was done about zero cells, a sentence.
/// - Returns: sentences.
package func warningLines(
  _ warnings: [DataWarning], zeroCellRemark: String = "No correction was added."
) -> [String] {
  var lines: [String] = []
  var seen: Set<DataWarning.Code> = []
  for warning in warnings where seen.insert(warning.code).inserted {
    let same = warnings.filter { $0.code == warning.code }
    switch warning.code {
    case .zeroCell:
      lines.append(
        "Zero cells: \(list(same.map { studyWithCells($0) })). \(zeroCellRemark)")
    case .missingArm: lines.append("One arm only: \(list(same.compactMap(\.study))).")
    case .design: lines.append("Case-control design: \(list(same.compactMap(\.study))).")
    case .belowChance:
      lines.append(
        "Below chance (Se + Sp < 1; are columns swapped?): \(list(same.compactMap(\.study))).")
    case .largeArm: lines.append("More than a million patients: \(list(same.compactMap(\.study))).")
    default:
      lines += same.prefix(3).map { SafeText.visible($0.message) }
      if same.count > 3 {
        lines.append("... and \(same.count - 3) more of this kind (see sroc check).")
      }
    }
  }
  return lines
}

/// `Quon 2012 (FN)`, the cells taken from the message's list of zero cells.
private func studyWithCells(_ warning: DataWarning) -> String {
  let cells = ["TP", "FP", "FN", "TN"].filter { cell in
    warning.message.split { !$0.isLetter }.contains { $0 == cell }
  }
  let name = SafeText.visible(warning.study ?? "row \(warning.row ?? 0)")
  return cells.isEmpty ? name : "\(name) (\(cells.joined(separator: ", ")))"
}

private func list(_ names: [String]) -> String {
  let shown = names.prefix(6).map { SafeText.visible($0) }.joined(separator: ", ")
  return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
}
