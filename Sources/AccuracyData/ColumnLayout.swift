/// What a count column counts.
enum CountRole: CaseIterable {
  case truePositives, falseNegatives, diseasedTotal
  case trueNegatives, falsePositives, nondiseasedTotal

  /// The role of a column name, spelled in any case and with any separators.
  init?(columnName: String) {
    switch foldedName(columnName) {
    case "tp", "truepositive", "truepositives": self = .truePositives
    case "fn", "falsenegative", "falsenegatives": self = .falseNegatives
    case "tn", "truenegative", "truenegatives": self = .trueNegatives
    case "fp", "falsepositive", "falsepositives": self = .falsePositives
    case "n1", "positives", "diseased": self = .diseasedTotal
    case "n0", "n2", "negatives", "nondiseased": self = .nondiseasedTotal
    default: return nil
    }
  }
}

/// A column name in lower case without spaces, underscores, hyphens and points.
func foldedName(_ name: String) -> String {
  name.lowercased().filter { !$0.isWhitespace && $0 != "_" && $0 != "-" && $0 != "." }
}

/// Which column of a file is what.
struct ColumnLayout {
  /// The columns' names in order; nameless columns are called `column N`.
  let names: [String]
  /// The count columns.
  let counts: [CountRole: Int]
  /// The columns that together name the study; empty if rows are numbered.
  var label: [Int] = []
  /// Whether the label is an author with, as second column, the year.
  var labelIsAuthorAndYear = false

  /// Recognises the columns of a header.
  ///
  /// - Parameters:
  ///   - header: the trimmed fields of the header.
  ///   - file: name for messages.
  ///   - line: line of the header.
  /// - Throws: `missingColumns` or `repeatedColumn`.
  init(header: [String], file: String, line: Int) throws(AccuracyDataError) {
    var counts: [CountRole: Int] = [:]
    var seen: [String: Int] = [:]
    for (index, name) in header.enumerated() where !name.isEmpty {
      let role = CountRole(columnName: name)
      let earlier = role.flatMap { counts[$0] } ?? seen[name.lowercased()]
      if let earlier {
        throw .repeatedColumn(
          file: file, line: line, first: header[earlier], second: name,
          numbers: [earlier + 1, index + 1])
      }
      if let role { counts[role] = index }
      seen[name.lowercased()] = index
    }
    let missing = Self.missingCounts(Set(counts.keys))
    guard missing.isEmpty else {
      throw .missingColumns(
        file: file, line: line, missing: missing, found: header.filter { !$0.isEmpty })
    }
    self.counts = counts
    names = header.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }
    chooseLabel()
  }

  /// The names of the counts without which an arm cannot be built; two of three are enough.
  static func missingCounts(_ roles: Set<CountRole>) -> [String] {
    var missing: [String] = []
    let diseased = roles.intersection([.truePositives, .falseNegatives, .diseasedTotal])
    if diseased.count < 2 {
      if !roles.contains(.truePositives) { missing.append("TP (true positives)") }
      if diseased.isSubset(of: [.truePositives]) { missing.append("FN (false negatives) or n1") }
    }
    let nondiseased = roles.intersection([.trueNegatives, .falsePositives, .nondiseasedTotal])
    if nondiseased.count < 2 {
      if !roles.contains(.trueNegatives) { missing.append("TN (true negatives)") }
      if nondiseased.isSubset(of: [.trueNegatives]) {
        missing.append("FP (false positives) or n0")
      }
    }
    return missing
  }

  /// The columns that are neither counts nor the label. A year stays one, for it may explain.
  var covariates: [Int] {
    let counted = Set(counts.values)
    let named = Set(labelIsAuthorAndYear ? Array(label.prefix(1)) : label)
    return names.indices.filter { !counted.contains($0) && !named.contains($0) }
  }

  /// The number of the column with a name, which may be in any case.
  func column(named name: String) -> Int? {
    let wanted = trimmedText(name).lowercased()
    return names.firstIndex { $0.lowercased() == wanted }
  }

  private mutating func chooseLabel() {
    let folded = names.map(foldedName)
    for candidates in [["study"], ["studyid"], ["studynames", "studyname"]] {
      if let index = folded.firstIndex(where: candidates.contains) {
        label = [index]
        return
      }
    }
    if let author = folded.firstIndex(of: "author") {
      label = [author] + (folded.firstIndex(of: "year").map { [$0] } ?? [])
      labelIsAuthorAndYear = true
    } else if let index = folded.firstIndex(of: "id") ?? folded.firstIndex(of: "sid") {
      label = [index]
    }
  }

  /// Takes the label from the columns that the user named, one or several joined by commas.
  ///
  /// - Parameters:
  ///   - studyColumn: the argument of `--study`.
  ///   - file: name for messages.
  /// - Throws: `unknownColumn`.
  mutating func useLabel(_ studyColumn: String, file: String) throws(AccuracyDataError) {
    labelIsAuthorAndYear = false
    if let index = column(named: studyColumn) {
      label = [index]
      return
    }
    var chosen: [Int] = []
    for part in studyColumn.split(separator: ",", omittingEmptySubsequences: false) {
      guard let index = column(named: String(part)) else {
        throw .unknownColumn(
          file: file, option: "--study", name: String(part), available: names)
      }
      chosen.append(index)
    }
    label = chosen
  }
}
