import AccuracyData
import TabularText

/// Which column of a file is what.
package struct ColumnLayout {
  /// The columns' names in order; nameless columns are called `column N`.
  package private(set) var names: [String]
  /// How many columns there are up to the last one with a name.
  let namedCount: Int
  /// Whether the first column has no name, as row names of R have none.
  let firstIsNameless: Bool
  /// The count columns.
  package private(set) var counts: [CountRole: Int]
  /// Columns that have the name or the meaning of an earlier one: right only if they are equal.
  private(set) var duplicates: [(first: Int, second: Int)]
  /// The columns that together name the study; empty if rows are numbered.
  package var label: [Int] = []
  /// Whether the label is an author with, as second column, the year.
  package var labelIsAuthorAndYear = false
  /// Whether the label's name could mean something else, such as a reference standard.
  package var labelIsWeak = false
  /// Whether the label is a number of its own in each row.
  var labelIsNumber = false
  /// A column that numbers the rows, or lacks labels of some, and was passed over, because others name repeating studies.
  package var numbering: Int?

  /// Recognises the columns of a header.
  ///
  /// - Parameters:
  ///   - header: the trimmed fields of the header.
  ///   - file: name for messages.
  ///   - line: line of the header.
  /// - Throws: `missingColumns`.
  package init(header: [String], file: String, line: Int) throws(AccuracyDataError) {
    let found = CountColumns(header: header)
    let missing = found.missing
    guard missing.isEmpty else {
      throw .missingColumns(
        file: file, line: line, missing: missing, found: header.filter { !$0.isEmpty })
    }
    counts = found.counts
    duplicates = found.duplicates
    names = header.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }
    namedCount = (header.lastIndex { !$0.isEmpty } ?? -1) + 1
    firstIsNameless = header.first?.isEmpty ?? false
  }

  /// The columns that are neither counts, copies of another column nor the label. A year stays one,
  /// for it may explain.
  package var covariates: [Int] {
    let named = Set(labelIsAuthorAndYear ? Array(label.prefix(1)) : label)
    return otherColumns.filter { !named.contains($0) }
  }

  /// The columns that are neither counts nor copies of another column.
  package var otherColumns: [Int] {
    let used = Set(counts.values).union(duplicates.map(\.second))
    return names.indices.filter { !used.contains($0) }
  }

  /// Takes a column that was the copy of an earlier one for a column of its own.
  ///
  /// - Parameters:
  ///   - column: its number.
  ///   - name: what it is called from now on.
  package mutating func separate(_ column: Int, as name: String) {
    duplicates.removeAll { $0.second == column }
    names[column] = name
  }

  /// Takes a column of the size of an arm for a covariate, or another column for it.
  ///
  /// - Parameters:
  ///   - role: the size of one arm.
  ///   - column: the column that is read instead; `nil` for none.
  mutating func useSize(_ role: CountRole, column: Int?) {
    if let old = counts[role] {
      duplicates.removeAll { $0.first == old }
    }
    counts[role] = column
  }

  /// The number of the column with a name, which may be in any case and with other spaces.
  package func column(named name: String) -> Int? {
    let wanted = trimmedText(name)
    if let exact = names.firstIndex(of: wanted) { return exact }
    let lowered = wanted.lowercased()
    if let column = names.firstIndex(where: { $0.lowercased() == lowered }) { return column }
    let key = labelKey(wanted)
    return names.firstIndex { labelKey($0) == key }
  }

  /// Takes the label from the columns that the user named, one or several joined by commas.
  ///
  /// - Parameters:
  ///   - studyColumn: the argument of `--study`.
  ///   - file: name for messages.
  /// - Throws: `unknownColumn`.
  mutating func useLabel(_ studyColumn: String, file: String) throws(AccuracyDataError) {
    let (places, unknown) = NameIndex(names).split(studyColumn)
    if let unknown {
      // A column of that name would have been found.
      if trimmedText(studyColumn).lowercased() == "none" { return }
      throw .unknownColumn(file: file, option: "--study", name: unknown, available: names)
    }
    label = places
  }
}

/// The count columns of a header.
struct CountColumns {
  package private(set) var counts: [CountRole: Int] = [:]
  private(set) var duplicates: [(first: Int, second: Int)] = []

  init(header: [String]) {
    var seen: [String: Int] = [:]
    for (index, name) in header.enumerated() where !name.isEmpty {
      let role = CountRole(columnName: name)
      let earlier = role.flatMap { counts[$0] } ?? seen[name.lowercased()]
      if let earlier {
        duplicates.append((earlier, index))
        continue
      }
      if let role { counts[role] = index }
      seen[name.lowercased()] = index
    }
    // "Cases" is the size of an arm only where that size is needed.
    for (index, name) in header.enumerated() {
      guard let role = CountRole.weakTotal(name), counts[role] == nil else { continue }
      let arm =
        role == .diseasedTotal ? CountRole.diseasedArm : CountRole.nondiseasedArm
      if arm.intersection(counts.keys).count == 1 { counts[role] = index }
    }
  }

  /// How many different counts there are.
  package var number: Int { counts.count }
  /// Whether both arms can be built.
  var isComplete: Bool {
    [CountRole.diseasedArm, CountRole.nondiseasedArm].allSatisfy {
      $0.intersection(counts.keys).count >= 2
    }
  }

  /// The names of the counts without which an arm cannot be built; two of three are enough, and a
  /// file may lack one arm altogether.
  package var missing: [String] {
    let diseased = CountRole.diseasedArm.intersection(counts.keys)
    let nondiseased = CountRole.nondiseasedArm.intersection(counts.keys)
    var missing: [String] = []
    if diseased.count < 2, !(diseased.isEmpty && nondiseased.count >= 2) {
      if !diseased.contains(.truePositives) { missing.append("TP (true positives)") }
      if diseased.isSubset(of: [.truePositives]) { missing.append("FN (false negatives) or n1") }
    }
    if nondiseased.count < 2, !(nondiseased.isEmpty && diseased.count >= 2) {
      if !nondiseased.contains(.trueNegatives) { missing.append("TN (true negatives)") }
      if nondiseased.isSubset(of: [.trueNegatives]) {
        missing.append("FP (false positives) or n0")
      }
    }
    return missing
  }
}

extension ColumnLayout {
  /// Sizes of arms that may as well be numbers of positive or negative tests.
  var ambiguousSizeWarnings: [DataWarning] {
    let roles: [(CountRole, String)] = [
      (.diseasedTotal, "diseased"), (.nondiseasedTotal, "non-diseased"),
    ]
    return roles.compactMap { role, arm in
      guard let column = counts[role], CountRole.isAmbiguousSize(names[column]) else { return nil }
      return DataWarning(
        code: .ambiguousSize,
        message:
          "Column \(names[column]) is taken as the number of \(arm) participants, not of tests "
          + "with that result; call it \(role == .diseasedTotal ? "diseased" : "nondiseased") to say so."
      )
    }
  }

  /// The warning about an arm for which the file has no column, or none.
  var missingArmWarnings: [DataWarning] {
    let (diseased, nondiseased) = (CountRole.diseasedArm, CountRole.nondiseasedArm)
    let absent: (columns: String, arm: String, lost: String)
    if diseased.isDisjoint(with: counts.keys) {
      absent = ("TP and FN", "non-diseased", "sensitivity")
    } else if nondiseased.isDisjoint(with: counts.keys) {
      absent = ("FP and TN", "diseased", "specificity")
    } else {
      return []
    }
    return [
      DataWarning(
        code: .missingColumns,
        message: "The file has no columns for \(absent.columns), so every study has only its "
          + "\(absent.arm) arm and says nothing about \(absent.lost); the columns are "
          + "\(listedNames(names, limit: 10)).")
    ]
  }

  /// The warning about a further set of counts, such as `tp.1, fp.1, fn.1, tn.1`, or none.
  ///
  /// - Parameter rows: all rows; a column with anything but counts is none of such a set.
  /// - Returns: one warning, or none.
  func unusedCountWarnings(_ rows: [RecordRow]) -> [DataWarning] {
    var roles: Set<CountRole> = []
    let columns = otherColumns.prefix(200).filter { column in
      guard let role = CountRole.further(names[column]) else { return false }
      let given = rows.lazy.map { $0.cells[column] }
        .filter { !isMissingValue($0) && !isMissingCode($0) }
      guard given.first != nil, given.allSatisfy({ plainCount($0) != nil }) else { return false }
      roles.insert(role)
      return true
    }
    guard roles.count >= 2 else { return [] }
    let used = CountRole.allCases.compactMap { counts[$0] }.sorted().map { names[$0] }
    return [
      DataWarning(
        code: .unusedCounts,
        message:
          "The counts are read from \(listedNames(used, limit: 6)); further columns of counts "
          + "are not used: \(listedNames(columns.map { names[$0] }, limit: 12)). A second test needs "
          + "rows of its own.")
    ]
  }
}
