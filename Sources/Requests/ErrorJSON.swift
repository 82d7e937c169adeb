import AccuracyData
import Documents
import Messages

extension AnalysisError {
  /// The error as `sroc.error/1` of docs/contract.md.
  ///
  /// - Parameter spelling: how arguments are spelled.
  /// - Returns: an ordered JSON object; what cannot be said is null.
  public func json(_ spelling: Spelling) -> JSONValue {
    func number(_ value: Int?) -> JSONValue { value.map { JSONValue($0) } ?? .null }
    return .object([
      ("schema", "sroc.error/1"), ("code", JSONValue(Int(code.rawValue))),
      ("file", JSONValue(place.file)), ("line", number(place.line)),
      ("column", number(place.column)), ("field", JSONValue(place.field)),
      ("value", JSONValue(place.value)), ("message", .string(message.spelled(by: spelling))),
    ])
  }
}
