/// Which studies a data set was cut down to so that levels are compared within studies alone.
public struct DirectComparison: Sendable, Equatable {
  /// The column whose levels are compared.
  public var column: String
  /// Its levels before any study was left out, the reference first.
  public var levels: [String]
  /// The studies that have a row for every level, in the order of the data.
  public var kept: [String]
  /// The studies that were left out because they have not.
  public var dropped: [String]

  /// So many levels are named one by one.
  private static let mostNamed = 8

  /// A selection of studies.
  ///
  /// - Parameters:
  ///   - column: whose levels are compared.
  ///   - levels: all of them, the reference first.
  ///   - kept: studies with a row for every level.
  ///   - dropped: all others.
  public init(column: String, levels: [String], kept: [String], dropped: [String]) {
    (self.column, self.levels) = (column, levels)
    (self.kept, self.dropped) = (kept, dropped)
  }

  /// The levels in a sentence, as "CT, US and MRI".
  public var levelsText: String {
    guard levels.count <= Self.mostNamed else { return "all \(levels.count) levels of \(column)" }
    let names = levels.map { $0.isEmpty ? "(missing)" : $0 }
    return names.count < 2
      ? names.joined()
      : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

  /// What a heading says of it, as "only studies with CT and MRI".
  public var text: String { "only studies with \(levelsText)" }
}

extension AccuracyDataset {
  /// The data of the studies that have a row for every level of a column.
  ///
  /// Warnings of other studies go, and those that count studies are of the rest.
  ///
  /// - Parameters:
  ///   - column: the column, as the header spells it.
  ///   - levels: all of its levels, the reference first.
  ///   - levelOfRow: for each row of `studies` the place of its level.
  /// - Returns: the data, perhaps without any study; `direct` says who was left out.
  public func comparedDirectly(
    by column: String, levels: [String], levelOfRow: [Int]
  ) -> AccuracyDataset {
    var found: [String: Set<Int>] = [:]
    var order: [String] = []
    for (study, level) in zip(studies, levelOfRow) {
      if found[study.label] == nil { order.append(study.label) }
      found[study.label, default: []].insert(level)
    }
    let isKept = { (label: String) in found[label]?.count == levels.count }
    var part = self
    part.studies = studies.filter { isKept($0.label) }
    part.oneArmStudies = part.studies.count { ($0.diseased == nil) != ($0.nondiseased == nil) }
    part.direct = DirectComparison(
      column: column, levels: levels, kept: order.filter(isKept),
      dropped: order.filter { !isKept($0) })
    part.warnings = warnings.compactMap { warning in
      switch warning.code {
      case .fewStudies, .dependentRows: nil
      default: warning.study.map { found[$0] == nil || isKept($0) } ?? true ? warning : nil
      }
    }
    if warnings.contains(where: { $0.code == .dependentRows }) {
      let rows = Dictionary(grouping: part.studies, by: \.label)
      let several = part.direct?.kept.filter { (rows[$0]?.count ?? 0) > 1 } ?? []
      if !several.isEmpty { part.warnings.append(.dependentRows(of: several)) }
    }
    if part.hasFewStudies { part.warnings.append(.fewStudies(part.distinctStudies)) }
    return part
  }
}
