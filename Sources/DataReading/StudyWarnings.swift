import AccuracyData
import SpecialFunctions
import TabularText

/// The warnings about single rows and about the set that they make.
struct StudyWarnings {
  /// Whether studies with one arm are kept.
  package var oneArm: DataSelection.OneArm
  /// The column called `design`, if there is one.
  var designColumn: Int?

  /// An arm above this size is more likely a typing error than a study.
  private static let largestExpectedArm = 1_000_000

  /// So many warnings of one kind are kept; the rest is counted.
  static let mostOfAKind = 200

  private var kept: [DataWarning] = []
  private var counts: [DataWarning.Code: Int] = [:]

  init(oneArm: DataSelection.OneArm, designColumn: Int?) {
    self.oneArm = oneArm
    self.designColumn = designColumn
  }

  /// All warnings, each kind that was cut with the number of those that are left out.
  package var warnings: [DataWarning] {
    let cut = DataWarning.Code.allCases.compactMap { code -> DataWarning? in
      let rest = (counts[code] ?? 0) - Self.mostOfAKind
      guard rest > 0 else { return nil }
      return DataWarning(
        code: code, message: "\(rest) more rows with a warning of this kind (\(code.rawValue)).",
        count: rest)
    }
    return kept + cut
  }

  private mutating func add(
    _ code: DataWarning.Code, _ row: TableRow? = nil, _ message: @autoclosure () -> String
  ) {
    let count = counts[code, default: 0] + 1
    counts[code] = count
    guard count <= Self.mostOfAKind else { return }
    kept.append(
      DataWarning(code: code, row: row?.line, study: row?.label, message: message()))
  }

  /// Adds the warnings about one row, used or not.
  package mutating func look(at row: TableRow) {
    lookAtArms(of: row)
    guard row.isUsable else {
      add(.emptyRow, row, "\(row.shownLabel) has no usable counts and is left out.")
      return
    }
    if row.hasOneArm, oneArm == .drop { return }
    lookAtCells(of: row)
    if let column = designColumn, isCaseControl(row.cells[column]) {
      add(
        .design, row,
        "\(row.shownLabel) has a case-control design, which tends to overstate accuracy "
          + "and tells nothing about prevalence.")
    }
  }

  /// Adds the warnings about rows whose counts another row has already.
  mutating func lookForDuplicates(in rows: [TableRow]) {
    struct Table: Hashable {
      var ill: AccuracyArm
      var well: AccuracyArm
    }
    var firstRows: [Table: Int] = [:]
    firstRows.reserveCapacity(rows.count)
    for (index, row) in rows.enumerated() {
      guard let ill = row.diseased.arm, let well = row.nondiseased.arm else { continue }
      let table = Table(ill: ill, well: well)
      guard let earlier = firstRows[table] else {
        firstRows[table] = index
        continue
      }
      add(
        .duplicateRow, row,
        "\(row.shownLabel) has the same four counts as \(rows[earlier].shownLabel) on line "
          + "\(rows[earlier].line); check that no participants are counted twice.")
    }
  }

  /// Adds the warnings about rows that are worse than chance by more than chance: one-sided Fisher tests at 0.05
  /// over their number.
  mutating func lookForBelowChance(in rows: [TableRow]) {
    let whole = rows.filter { $0.diseased.arm != nil && $0.nondiseased.arm != nil }
    for row in whole {
      guard let ill = row.diseased.arm, let well = row.nondiseased.arm else { continue }
      guard
        Double(ill.correct) * Double(well.total) + Double(well.correct) * Double(ill.total)
          < Double(ill.total) * Double(well.total)
      else { continue }
      // As few true positives, given all positives, of a test that tells nothing.
      let p = hypergeometricLowerTail(
        ill.correct, drawn: ill.correct + well.incorrect, marked: ill.total,
        of: ill.total + well.total)
      if p < 0.05 / Double(whole.count) {
        add(
          .belowChance, row,
          "\(row.shownLabel) is worse than chance (sensitivity and specificity add up to less than 1, beyond "
            + "what chance makes of \(whole.count) studies); check that its columns are not swapped."
        )
      }
    }
  }

  /// Adds the warning about several rows of one study pooled as though independent.
  ///
  /// - Parameter groups: the rows of each such study.
  mutating func addDependence(_ groups: [[TableRow]]) {
    if !groups.isEmpty { kept.append(.dependentRows(of: groups.map { $0[0].label })) }
  }

  /// Adds the warning about a set too small for its between-study variation.
  mutating func addFewStudies(_ count: Int) {
    if count < AccuracyDataset.fewestStudies { kept.append(.fewStudies(count)) }
  }

  private mutating func lookAtArms(of row: TableRow) {
    lookAtArm(
      row.diseased, other: row.nondiseased, name: "diseased", kept: "specificity", of: row)
    lookAtArm(
      row.nondiseased, other: row.diseased, name: "non-diseased", kept: "sensitivity", of: row)
  }

  private mutating func lookAtArm(
    _ reading: ArmReading, other: ArmReading, name: String, kept: String, of row: TableRow
  ) {
    if case .complete = reading { return }
    let isDropped = oneArm == .drop
    var fate: String {
      if other.arm == nil { return "" }
      return isDropped
        ? " The study is left out."
        : " The study is used for its \(kept) only, which is right if the arm is not missing "
          + "because of the test's accuracy."
    }
    switch reading {
    case .half:
      add(
        .halfArm, row,
        "\(row.shownLabel) has only one count of its \(name) arm, so that arm is not used." + fate)
    // A row without any arm gets one warning as an empty row instead.
    case .missing where other.arm != nil, .nobody where other.arm != nil:
      add(
        .missingArm, row,
        "\(row.shownLabel) has no \(reading == .nobody ? "participants in its " : "")\(name) arm.\(fate)"
      )
    default: return
    }
  }

  private mutating func lookAtCells(of row: TableRow) {
    let (ill, well) = (row.diseased.arm, row.nondiseased.arm)
    if ill?.correct == 0 || ill?.incorrect == 0 || well?.correct == 0 || well?.incorrect == 0 {
      let cells = [
        ("TP", ill?.correct), ("FP", well?.incorrect), ("FN", ill?.incorrect),
        ("TN", well?.correct),
      ]
      add(
        .zeroCell, row,
        "\(row.shownLabel) has \(cells.filter { $0.1 == 0 }.map(\.0).joined(separator: " and ")) = 0; "
          + "the exact binomial likelihood uses it as it is, without a continuity correction.")
    }
    let large = [(ill, "diseased"), (well, "non-diseased")].filter {
      $0.0?.total ?? 0 > Self.largestExpectedArm
    }
    if !large.isEmpty {
      let arms = large.map { "\($0.0?.total ?? 0) \($0.1)" }.joined(separator: " and ")
      add(.largeArm, row, "\(row.shownLabel) has \(arms) participants; check the count.")
    }
  }

  private func isCaseControl(_ design: String) -> Bool {
    if design.isEmpty { return false }
    let folded = design.lowercased().filter { $0.isLetter || $0.isNumber }
    return ["casecontrol", "twogate", "2gate"].contains { folded.contains($0) }
  }
}

extension TableRow {
  /// The label as messages show it; one may be as long as a cell can be.
  fileprivate var shownLabel: String { listedForMessage([label], limit: 1, length: 80) }
}
