import AccuracyData
import Documents
import FrequentistFits

extension AccuracyDataset {
  /// The `data` object of docs/contract.md.
  ///
  /// - Parameter warnings: data warnings, with those of the fit where there is one.
  /// - Returns: an ordered JSON object.
  public func json(warnings: [DataWarning]) -> JSONValue {
    let rows: [(String, JSONValue)] = [
      ("where", .array(filters.map { .string($0.text) })), ("excluded", JSONValue(excluded)),
    ]
    let members: [(String, JSONValue)] = [
      ("source", .string(source)), ("title", JSONValue(title)), ("citation", JSONValue(citation)),
      ("sha256", .string(sha256)),
    ]
    return .object(
      members + rows + (direct.map { [("direct_only", $0.json)] } ?? []) + [
        ("level", level.map { .string($0.text) } ?? .null),
        ("studies", JSONValue(studies.count)), ("distinct_studies", JSONValue(distinctStudies)),
        ("empty_rows", JSONValue(emptyRows)), ("one_arm", JSONValue(oneArmStudies)),
        ("unobserved", JSONValue(unobservedMargin?.rawValue)),
        ("diseased", JSONValue(diseasedTotal)), ("nondiseased", JSONValue(nondiseasedTotal)),
        ("warnings", .array(warnings.map(\.json))),
      ])
  }
}

extension DirectComparison {
  /// The studies that were kept and those that were left out.
  fileprivate var json: JSONValue {
    .object([
      ("column", .string(column)), ("levels", JSONValue(levels)), ("kept", JSONValue(kept)),
      ("dropped", JSONValue(dropped)),
    ])
  }
}

extension DataWarning {
  package var json: JSONValue {
    .object(
      [
        ("code", .string(code.rawValue)), ("row", row.map { JSONValue($0) } ?? .null),
        ("study", JSONValue(study)), ("message", .string(message)),
      ] + (count > 1 ? [("count", JSONValue(count))] : []))
  }
}
