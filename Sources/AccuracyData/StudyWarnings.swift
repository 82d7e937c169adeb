/// The warnings about single rows and about the set that they make.
struct StudyWarnings {
  /// Whether studies with one arm are kept.
  var oneArm: DataSelection.OneArm
  /// The column called `design`, if there is one.
  var designColumn: Int?

  /// An arm above this size is more likely a typing error than a study.
  private static let largestExpectedArm = 1_000_000
  /// Below so many studies the between-study SDs and their correlation come from the prior.
  private static let fewestStudies = 5

  /// The warnings about one row, used or not.
  func warnings(about row: TableRow) -> [DataWarning] {
    var warnings = armWarnings(row)
    guard row.isUsable else {
      warnings.append(
        DataWarning(
          code: .emptyRow, row: row.line, study: row.label,
          message: "\(row.label) has no usable counts and is left out."))
      return warnings
    }
    if row.hasOneArm, oneArm == .drop { return warnings }
    warnings += cellWarnings(row)
    if let column = designColumn, isCaseControl(row.cells[column]) {
      warnings.append(
        DataWarning(
          code: .design, row: row.line, study: row.label,
          message: "\(row.label) has a case-control design, which tends to overstate accuracy "
            + "and tells nothing about prevalence."))
    }
    return warnings
  }

  /// The warnings about rows whose counts another row has already.
  func duplicates(in rows: [TableRow]) -> [DataWarning] {
    struct Table: Hashable {
      var ill: AccuracyArm
      var well: AccuracyArm
    }
    var firstRows: [Table: Int] = [:]
    var warnings: [DataWarning] = []
    for (index, row) in rows.enumerated() {
      guard let ill = row.diseased.arm, let well = row.nondiseased.arm else { continue }
      let table = Table(ill: ill, well: well)
      guard let earlier = firstRows[table] else {
        firstRows[table] = index
        continue
      }
      warnings.append(
        DataWarning(
          code: .duplicateRow, row: row.line, study: row.label,
          message: "\(row.label) has the same four counts as \(rows[earlier].label) on line "
            + "\(rows[earlier].line); check that no participants are counted twice."))
    }
    return warnings
  }

  /// The warning about several rows of one study pooled as though independent.
  ///
  /// - Parameter groups: the rows of each such study.
  /// - Returns: one warning for all of them, or none.
  func dependence(_ groups: [[TableRow]]) -> [DataWarning] {
    if groups.isEmpty { return [] }
    let names = listedForMessage(groups.map { $0[0].label }, limit: 5)
    let who =
      (groups.count == 1 ? "1 study has" : "\(groups.count) studies have")
      + " several rows (\(names))"
    return [
      DataWarning(
        code: .dependentRows,
        message: who + ", taken as though they were independent; the intervals are too narrow.")
    ]
  }

  /// The warning about a set too small for its between-study variation.
  func fewStudies(_ count: Int) -> [DataWarning] {
    if count >= Self.fewestStudies { return [] }
    return [
      DataWarning(
        code: .fewStudies,
        message: "Only \(count) usable \(count == 1 ? "study" : "studies"): how much accuracy "
          + "varies between studies will come largely from the prior.")
    ]
  }

  private func armWarnings(_ row: TableRow) -> [DataWarning] {
    let warnings = [
      armWarning(
        row, reading: row.diseased, other: row.nondiseased, name: "diseased",
        kept: "specificity"),
      armWarning(
        row, reading: row.nondiseased, other: row.diseased, name: "non-diseased",
        kept: "sensitivity"),
    ]
    return warnings.compactMap { $0 }
  }

  private func armWarning(
    _ row: TableRow, reading: ArmReading, other: ArmReading, name: String, kept: String
  ) -> DataWarning? {
    var fate = ""
    if other.arm != nil {
      fate =
        oneArm == .drop
        ? " The study is left out."
        : " The study is used for its \(kept) only, which is right if the arm is not missing "
          + "because of the test's accuracy."
    }
    switch reading {
    case .half:
      return DataWarning(
        code: .halfArm, row: row.line, study: row.label,
        message: "\(row.label) has only one count of its \(name) arm, so that arm is not used."
          + fate)
    // A row without any arm gets one warning as an empty row instead.
    case .missing where other.arm != nil, .nobody where other.arm != nil:
      return DataWarning(
        code: .missingArm, row: row.line, study: row.label,
        message: "\(row.label) has no \(reading == .nobody ? "participants in its " : "")"
          + "\(name) arm.\(fate)")
    default: return nil
    }
  }

  private func cellWarnings(_ row: TableRow) -> [DataWarning] {
    var warnings: [DataWarning] = []
    func add(_ code: DataWarning.Code, _ message: String) {
      warnings.append(
        DataWarning(code: code, row: row.line, study: row.label, message: message))
    }
    let cells = [
      ("TP", row.diseased.arm?.correct), ("FP", row.nondiseased.arm?.incorrect),
      ("FN", row.diseased.arm?.incorrect), ("TN", row.nondiseased.arm?.correct),
    ]
    let zeros = cells.filter { $0.1 == 0 }.map(\.0)
    if !zeros.isEmpty {
      add(
        .zeroCell,
        "\(row.label) has \(zeros.joined(separator: " and ")) = 0; the exact binomial "
          + "likelihood uses it as it is, without a continuity correction.")
    }
    for (name, arm) in [("diseased", row.diseased.arm), ("non-diseased", row.nondiseased.arm)] {
      if let arm, arm.total > Self.largestExpectedArm {
        add(.largeArm, "\(row.label) has \(arm.total) \(name) participants; check the count.")
      }
    }
    if let ill = row.diseased.arm, let well = row.nondiseased.arm {
      // Multiplied out, because 3/10 + 7/10 need not be 1 in floating point.
      let right =
        Double(ill.correct) * Double(well.total) + Double(well.correct) * Double(ill.total)
      if right < Double(ill.total) * Double(well.total) {
        add(
          .belowChance,
          "\(row.label) has sensitivity and specificity that add up to less than 1, worse than "
            + "chance; check that its columns are not swapped.")
      }
    }
    return warnings
  }

  private func isCaseControl(_ design: String) -> Bool {
    let folded = design.lowercased().filter { $0.isLetter || $0.isNumber }
    return ["casecontrol", "twogate", "2gate"].contains { folded.contains($0) }
  }
}
