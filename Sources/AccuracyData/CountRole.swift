import TabularText

/// What a count column counts.
package enum CountRole: Int, CaseIterable {
  case truePositives, falseNegatives, diseasedTotal
  case trueNegatives, falsePositives, nondiseasedTotal

  /// The role of a column name, spelled in any case and with any separators.
  package init?(columnName: String) {
    let name = foldedName(columnName)
    // Longer names need not be kept folded.
    guard name.utf8.count <= 48, let role = Self.names[name] else { return nil }
    self = role
  }

  /// The size of an arm by a name that means something else where the arm has both its cells.
  package static func weakTotal(_ columnName: String) -> CountRole? {
    switch foldedName(columnName) {
    case "cases", "ncases", "noofcases", "numberofcases", "totalcases", "positives": .diseasedTotal
    case "controls", "ncontrols", "noofcontrols", "numberofcontrols", "totalcontrols",
      "noncases", "negatives":
      .nondiseasedTotal
    default: nil
    }
  }

  /// Whether a name may be the size of an arm, or as well the number of positive or negative tests.
  package static func isAmbiguousSize(_ columnName: String) -> Bool {
    ["positives", "negatives"].contains(foldedName(columnName))
  }

  /// The cell that a column of a further set of counts would hold, such as `tp.1` or `TP_MRI`.
  package static func further(_ columnName: String) -> CountRole? {
    guard columnName.utf8.count <= 48, !columnName.contains("%") else { return nil }
    let isSeparator: (Character) -> Bool = { !$0.isLetter && !$0.isNumber }
    var words = columnName.split(whereSeparator: isSeparator).map(String.init)
    words.append(
      String(foldedName(columnName).reversed().drop { $0.isNumber || $0 == "#" }.reversed()))
    guard notCounts.isDisjoint(with: words.map { $0.lowercased() }) else { return nil }
    return words.lazy.compactMap { CountRole(columnName: $0) }.first {
      $0 != .diseasedTotal && $0 != .nondiseasedTotal
    }
  }

  private static let notCounts: Set<String> = [
    "rate", "ratio", "percent", "pct", "proportion", "fraction",
  ]

  /// Whether a column of whole numbers looks by its name like a cell of the table that the reader does
  /// not know, such as `TP MRI`, `True +` or `Faux positifs`.
  package static func mayBeCell(_ columnName: String) -> Bool {
    if further(columnName) != nil { return true }
    guard columnName.utf8.count <= 48, !columnName.contains("%") else { return false }
    let words = columnName.lowercased().split { !$0.isLetter }.map(String.init)
    guard notCounts.isDisjoint(with: words), let first = words.first else { return false }
    return openings.contains(first)
  }

  private static let openings: Set<String> = [
    "tp", "fp", "fn", "tn", "vp", "vn", "rp", "rn", "true", "false", "vrai", "vrais", "faux",
    "richtig",
    "falsch", "verdaderos", "falsos", "veri", "falsi",
  ]

  /// The roles of an arm: its right results, its wrong ones, its size.
  package static let diseasedArm: Set<CountRole> = [
    .truePositives, .falseNegatives, .diseasedTotal,
  ]
  /// The same of the other arm.
  package static let nondiseasedArm: Set<CountRole> = [
    .trueNegatives, .falsePositives, .nondiseasedTotal,
  ]

  private static let names: [String: CountRole] = {
    var names: [String: CountRole] = [:]
    for (short, first, second, role) in [
      ("tp", "true", "positive", CountRole.truePositives),
      ("fn", "false", "negative", .falseNegatives), ("tn", "true", "negative", .trueNegatives),
      ("fp", "false", "positive", .falsePositives),
    ] {
      let cut = String(second.prefix(3))
      let words = [
        short, first + second, first + second + "s", first + cut, String(first.prefix(1)) + cut,
      ]
      for word in words {
        for name in [
          word, word + short, short + word, "n" + word, "no" + word, "noof" + word,
          "numberof" + word, "numof" + word, word + "count", word + "counts", word + "number",
        ] { names[name] = role }
      }
      names[short + "s"] = role
    }
    for name in [
      "n1", "diseased", "ndiseased", "numberdiseased", "totaldiseased",
      "diseasedtotal", "diseasepositive", "diseasepositives",
    ] { names[name] = .diseasedTotal }
    for name in [
      "n0", "n2", "nondiseased", "nnondiseased", "numbernondiseased",
      "totalnondiseased", "nondiseasedtotal", "diseasenegative", "diseasenegatives",
    ] { names[name] = .nondiseasedTotal }
    return names
  }()
}

/// A column name in lower case without spaces, underscores, hyphens, points and parentheses; a unit
/// such as `(n)` is dropped, while `(%)` keeps its sign and is no count.
func foldedName(_ name: String) -> String {
  var folded = name.lowercased()
  for unit in ["(n)", "(no.)", "[n]", ", n", " n", " no.", " no"] where folded.hasSuffix(unit) {
    folded.removeLast(unit.count)
  }
  return folded.filter {
    !isBlank($0) && !isDash($0) && !"_.()[]:#".contains($0)
  }
}
