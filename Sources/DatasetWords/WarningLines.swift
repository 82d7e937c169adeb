import AccuracyData
import Documents
import Messages
import TabularText

/// One line a kind of warning for a page: kinds that come once a study are gathered.
///
/// - Parameters:
///   - warnings: all warnings; nothing is dropped, long lists end in a count.
///   - spelling: how the door spells arguments and requests.
///   - zeroCellRemark: what was done about zero cells, a sentence.
///   - isCheck: whether this is the page of `check`, which shows more, because the others refer
///     to it.
/// - Returns: sentences.
package func warningLines(
  _ warnings: [DataWarning], spelling: Spelling,
  zeroCellRemark: String = "No correction was added.",
  isCheck: Bool = false
) -> [String] {
  var lines: [String] = []
  var kinds: [DataWarning.Code: [DataWarning]] = [:]
  var order: [DataWarning.Code] = []
  for warning in warnings {
    if kinds[warning.code] == nil { order.append(warning.code) }
    kinds[warning.code, default: []].append(warning)
  }
  for code in order {
    let same = kinds[code] ?? []
    let studies = list(same.map(\.study), of: same)
    switch code {
    case .zeroCell:
      lines.append(
        "Zero cells: \(list(same.map { $0.study == nil && $0.count > 1 ? nil : studyWithCells($0) }, of: same)). "
          + zeroCellRemark)
    case .missingArm: lines.append("One arm only: \(studies).")
    case .design: lines.append("Case-control design: \(studies).")
    case .belowChance:
      lines.append("Below chance (Se + Sp < 1; are columns swapped?): \(studies).")
    case .largeArm: lines.append("More than a million patients: \(studies).")
    default:
      let limit = isCheck ? 20 : 3
      lines += same.prefix(limit).map { SafeText.visible($0.message) }
      let rest = same.dropFirst(limit).reduce(0) { $0 + $1.count }
      if rest > 0 {
        lines.append(
          "... and \(NumberText.count(rest)) more of this kind"
            + (isCheck ? "." : " (see \(spelling.request(.check))).")
        )
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
  let name = warning.study ?? "row \(warning.row ?? 0)"
  return cells.isEmpty ? name : "\(name) (\(cells.joined(separator: ", ")))"
}

/// The first names, and how many more warnings there are; nameless ones are only counted.
private func list(_ names: [String?], of warnings: [DataWarning]) -> String {
  let shown = names.compactMap { $0 }.prefix(6).map { SafeText.visible($0) }
  let rest = warnings.reduce(0) { $0 + $1.count } - shown.count
  return shown.joined(separator: ", ") + (rest > 0 ? " and \(NumberText.count(rest)) more" : "")
}
