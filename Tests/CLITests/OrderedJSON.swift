import Foundation
import Testing

/// JSON with its keys in the order of the text, which `JSONSerialization` forgets.
indirect enum OrderedJSON: Equatable {
  case object([Member])
  case array([OrderedJSON])
  case string(String)
  case number(Double)
  case boolean(Bool)
  case null

  struct Member: Equatable {
    var key: String
    var value: OrderedJSON
  }

  /// Parses a whole document, after `JSONSerialization` has accepted it too.
  init(_ data: Data) throws {
    _ = try JSONSerialization.jsonObject(with: data)
    var parser = OrderedJSONParser(bytes: Array(data))
    self = try parser.document()
  }

  subscript(key: String) -> OrderedJSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var keys: [String] {
    if case .object(let members) = self { members.map(\.key) } else { [] }
  }
  var elements: [OrderedJSON] { if case .array(let elements) = self { elements } else { [] } }
  var string: String? { if case .string(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }

  /// The document without some members, at any depth.
  func without(_ keys: Set<String>) -> OrderedJSON {
    switch self {
    case .object(let members):
      .object(
        members.filter { !keys.contains($0.key) }.map {
          Member(key: $0.key, value: $0.value.without(keys))
        })
    case .array(let elements): .array(elements.map { $0.without(keys) })
    default: self
    }
  }

  /// A parameter of a fit by name.
  func parameter(_ name: String) -> OrderedJSON? {
    self["parameters"]?.elements.first { $0["name"]?.string == name }
  }

  /// The number of a parameter of a fit.
  func value(_ name: String, _ statistic: String) -> Double? {
    parameter(name)?[statistic]?.number
  }

  /// The codes of a fit's or check's warnings.
  var warningCodes: Set<String> {
    Set(self["data"]?["warnings"]?.elements.compactMap { $0["code"]?.string } ?? [])
  }
}

private struct OrderedJSONParser {
  let bytes: [UInt8]
  var position = 0

  struct Failure: Error { let position: Int }

  mutating func document() throws -> OrderedJSON {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw Failure(position: position) }
    return value
  }

  private mutating func value() throws -> OrderedJSON {
    skipSpace()
    guard position < bytes.count else { throw Failure(position: position) }
    switch bytes[position] {
    case UInt8(ascii: "{"):
      var members: [OrderedJSON.Member] = []
      try list(closing: "}") { parser in
        let key = try parser.text()
        guard parser.take(":") else { throw Failure(position: parser.position) }
        members.append(OrderedJSON.Member(key: key, value: try parser.value()))
      }
      return .object(members)
    case UInt8(ascii: "["):
      var elements: [OrderedJSON] = []
      try list(closing: "]") { parser in elements.append(try parser.value()) }
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try text())
    default: return try scalar()
    }
  }

  private mutating func list(
    closing: Unicode.Scalar, _ element: (inout OrderedJSONParser) throws -> Void
  ) throws {
    position += 1
    if take(closing) { return }
    repeat { try element(&self) } while take(",")
    guard take(closing) else { throw Failure(position: position) }
  }

  private mutating func text() throws -> String {
    skipSpace()
    let start = position
    guard take("\"") else { throw Failure(position: position) }
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    position += 1
    guard position <= bytes.count else { throw Failure(position: start) }
    let quoted = Data(bytes[start..<position])
    let decoded = try JSONSerialization.jsonObject(with: quoted, options: .fragmentsAllowed)
    guard let decoded = decoded as? String else { throw Failure(position: start) }
    return decoded
  }

  private mutating func scalar() throws -> OrderedJSON {
    let start = position
    while position < bytes.count, !",]} \n\r\t".utf8.contains(bytes[position]) { position += 1 }
    switch String(decoding: bytes[start..<position], as: UTF8.self) {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null": return .null
    case let word:
      // `Double` would also take "nan", "inf" and hexadecimal numbers.
      guard word.allSatisfy({ "+-.0123456789eE".contains($0) }), let value = Double(word) else {
        throw Failure(position: start)
      }
      return .number(value)
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, " \n\r\t".utf8.contains(bytes[position]) { position += 1 }
  }
}

/// Whether all of `expected` are among `keys`, in that order; others may stand between.
func expectInOrder(
  _ expected: [String], among keys: [String], _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var rest = expected[...]
  for key in keys where key == rest.first { rest = rest.dropFirst() }
  #expect(
    rest.isEmpty, "\(what): \(rest.first ?? "") is missing or out of order in \(keys)",
    sourceLocation: sourceLocation)
}
