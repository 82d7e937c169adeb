/// Why a text is not the JSON that was expected, and where.
public struct JSONParsingError: Error, Equatable, CustomStringConvertible {
  /// What is wrong and what would be right.
  public let message: String
  /// The line, counted from 1.
  public let line: Int
  /// The column in characters, counted from 1.
  public let column: Int

  /// The position followed by the message.
  public var description: String { "line \(line), column \(column): \(message)" }
}

extension JSONValue {
  /// Reads one JSON document, strictly by RFC 8259.
  ///
  /// A UTF-8 byte order mark is allowed. A repeated member name is an error, because in a
  /// configuration one of the two would silently lose. Whole numbers become `integer`, those
  /// above `Int64.max` `unsigned`; what fits neither, and `-0`, becomes `number`.
  ///
  /// - Parameters:
  ///   - bytes: the whole text in UTF-8.
  ///   - maximumDepth: how deep arrays and objects may nest; at least 1.
  /// - Returns: the document.
  /// - Throws: `JSONParsingError` for anything that is not one complete document.
  public static func parse(
    _ bytes: [UInt8], maximumDepth: Int = 128
  ) throws(JSONParsingError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
    return try parser.document()
  }

  /// Reads one JSON document; see `parse(_:maximumDepth:)` for bytes.
  ///
  /// - Parameters:
  ///   - text: the whole text.
  ///   - maximumDepth: how deep arrays and objects may nest; at least 1.
  /// - Returns: the document.
  /// - Throws: `JSONParsingError` for anything that is not one complete document.
  public static func parse(
    _ text: String, maximumDepth: Int = 128
  ) throws(JSONParsingError) -> JSONValue {
    try parse(Array(text.utf8), maximumDepth: maximumDepth)
  }
}

/// A recursive-descent reader over UTF-8 bytes.
struct JSONParser {
  package let bytes: [UInt8]
  let maximumDepth: Int
  package var position = 0

  init(bytes: [UInt8], maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  package mutating func document() throws(JSONParsingError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try value(depth: 0)
    skipWhitespace()
    if position < bytes.count { throw error("expected the end of the document") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONParsingError) -> JSONValue {
    skipWhitespace()
    guard position < bytes.count else { throw error("expected a value, found the end") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default:
      for (word, literal) in Self.literals where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return literal
      }
      throw error("expected a value: an object, array, string, number, true, false or null")
    }
  }

  private static let literals: [(String, JSONValue)] = [
    ("null", .null), ("true", .boolean(true)), ("false", .boolean(false)),
  ]

  private mutating func array(depth: Int) throws(JSONParsingError) -> JSONValue {
    try enter(depth: depth)
    var elements: [JSONValue] = []
    if take("]") { return .array(elements) }
    while true {
      elements.append(try value(depth: depth))
      if take("]") { return .array(elements) }
      if !take(",") { throw error("expected ',' or ']' in an array") }
    }
  }

  private mutating func object(depth: Int) throws(JSONParsingError) -> JSONValue {
    try enter(depth: depth)
    var members: [(String, JSONValue)] = []
    var names: Set<String> = []
    if take("}") { return .object(members) }
    while true {
      skipWhitespace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw error("expected a member name in double quotes")
      }
      let start = position
      let name = try string()
      guard names.insert(name).inserted else {
        throw error("member \"\(SafeText.visible(name))\" is given twice", at: start)
      }
      if !take(":") { throw error("expected ':' after a member name") }
      members.append((name, try value(depth: depth)))
      if take("}") { return .object(members) }
      if !take(",") { throw error("expected ',' or '}' in an object") }
    }
  }

  private mutating func enter(depth: Int) throws(JSONParsingError) {
    if depth > maximumDepth { throw error("nested deeper than \(maximumDepth) levels") }
    position += 1
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipWhitespace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipWhitespace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  package func error(_ message: String, at place: Int? = nil) -> JSONParsingError {
    let before = bytes[..<min(place ?? position, bytes.count)]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    let visible = bytes.starts(with: [0xEF, 0xBB, 0xBF]) && lineStart == 0 ? 3 : lineStart
    // UTF-8 continuation bytes do not begin a character.
    let column = 1 + before[min(visible, before.endIndex)...].count { $0 & 0xC0 != 0x80 }
    return JSONParsingError(message: message, line: line, column: column)
  }
}
