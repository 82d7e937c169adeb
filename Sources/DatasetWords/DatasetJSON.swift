import AccuracyData
import Documents
import FrequentistFits

extension AccuracyDataset {
  /// The `data` object of docs/contract.md.
  ///
  /// - Parameter warnings: data warnings, with those of the fit where there is one.
  /// - Returns: an ordered JSON object.
  public func json(warnings: [DataWarning]) -> JSONValue {
    .object([
      ("source", .string(source)), ("title", JSONValue(title)), ("citation", JSONValue(citation)),
      ("sha256", .string(sha256)),
      ("where", .array(filters.map { .string($0.text) })), ("excluded", JSONValue(excluded)),
      ("level", level.map { .string($0.text) } ?? .null),
      ("studies", JSONValue(studies.count)), ("distinct_studies", JSONValue(distinctStudies)),
      ("empty_rows", JSONValue(emptyRows)), ("one_arm", JSONValue(oneArmStudies)),
      ("unobserved", JSONValue(unobservedMargin?.rawValue)), ("diseased", JSONValue(diseasedTotal)),
      ("nondiseased", JSONValue(nondiseasedTotal)),
      ("warnings", .array(warnings.map(\.json))),
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
