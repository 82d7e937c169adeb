extension JSONValue {
  /// The layout of a serialised document.
  public enum Layout: Sendable {
    /// One line without optional spaces.
    case compact
    /// Two spaces an indent; arrays and objects of scalars, and matrices of them, stay on one
    /// line where they end within 100 columns.
    case pretty
  }

  /// The document as text.
  ///
  /// The same document always gives the same bytes. Doubles have the fewest digits that read
  /// back to the same value (`5.0`, `1e-05`); NaN and infinities become `null`; the quotation
  /// mark, the backslash and every character that `SafeText.steers(_:)` names (controls,
  /// bidirectional controls, line separators, the byte order mark, tag characters) are escaped, so
  /// the text reads back the same and a terminal or an editor that shows the file is not steered.
  ///
  /// - Parameter layout: compact or pretty; pretty ends with a line feed.
  /// - Returns: UTF-8 text.
  public func serialized(_ layout: Layout = .pretty) -> String {
    String(decoding: serializedBytes(layout), as: UTF8.self)
  }

  /// The document as UTF-8 bytes; see `serialized(_:)`.
  ///
  /// - Parameter layout: compact or pretty; pretty ends with a line feed.
  /// - Returns: UTF-8 bytes.
  public func serializedBytes(_ layout: Layout = .pretty) -> [UInt8] {
    var writer = JSONWriter()
    switch layout {
    case .compact:
      writer.writeOnOneLine(self, spaced: false)
    case .pretty:
      writer.writePretty(self, indent: 0, columnsTaken: 0)
      writer.bytes.append(UInt8(ascii: "\n"))
    }
    return writer.bytes
  }

  var isScalar: Bool {
    switch self {
    case .array, .object: return false
    default: return true
    }
  }

  /// Whether the pretty layout may keep this value on one line.
  var isShallow: Bool {
    switch self {
    case .array(let elements):
      // An element takes three columns or more, so a longer array need not be tried.
      return elements.count <= 34
        && elements.allSatisfy { element in
          if let inner = element.elements { return inner.allSatisfy(\.isScalar) }
          return element.isScalar
        }
    case .object(let members): return members.allSatisfy { $0.1.isScalar }
    default: return true
    }
  }
}

/// Writes JSON into a byte buffer.
struct JSONWriter {
  package var bytes: [UInt8] = []

  private static let maximumColumns = 100

  mutating func writePretty(_ value: JSONValue, indent: Int, columnsTaken: Int) {
    if value.isShallow {
      let start = bytes.count
      writeOnOneLine(value, spaced: true)
      // One column is left for the comma that may follow.
      let columns = bytes[start...].count { $0 & 0xC0 != 0x80 }
      if value.isScalar || columnsTaken + columns < Self.maximumColumns { return }
      bytes.removeLast(bytes.count - start)
    }
    switch value {
    case .array(let elements) where !elements.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        beginLine(indent: indent + 2, isFirst: index == 0)
        writePretty(element, indent: indent + 2, columnsTaken: indent + 2)
      }
      endLine(indent: indent)
      bytes.append(UInt8(ascii: "]"))
    case .object(let members) where !members.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        beginLine(indent: indent + 2, isFirst: index == 0)
        let start = bytes.count
        writeString(member.0)
        append(": ")
        let taken = indent + 2 + bytes.count - start
        writePretty(member.1, indent: indent + 2, columnsTaken: taken)
      }
      endLine(indent: indent)
      bytes.append(UInt8(ascii: "}"))
    default:
      writeOnOneLine(value, spaced: true)
    }
  }

  mutating func writeOnOneLine(_ value: JSONValue, spaced: Bool) {
    switch value {
    case .null: append("null")
    case .boolean(let flag): append(flag ? "true" : "false")
    case .integer(let number): append("\(number)")
    case .unsigned(let number): append("\(number)")
    case .number(let number): append(number.isFinite ? number.description : "null")
    case .string(let text): writeString(text)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { append(spaced ? ", " : ",") }
        writeOnOneLine(element, spaced: spaced)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      append(spaced && !members.isEmpty ? "{ " : "{")
      for (index, member) in members.enumerated() {
        if index > 0 { append(spaced ? ", " : ",") }
        writeString(member.0)
        append(spaced ? ": " : ":")
        writeOnOneLine(member.1, spaced: spaced)
      }
      append(spaced && !members.isEmpty ? " }" : "}")
    }
  }

  private mutating func beginLine(indent: Int, isFirst: Bool) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    endLine(indent: indent)
  }

  private mutating func endLine(indent: Int) {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func writeString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: append("\\\"")
      case 0x5C: append("\\\\")
      case 0x08: append("\\b")
      case 0x09: append("\\t")
      case 0x0A: append("\\n")
      case 0x0C: append("\\f")
      case 0x0D: append("\\r")
      // Most of these are legal in JSON, but whatever shows the file would obey them.
      case _ where SafeText.steers(scalar): writeEscape(scalar)
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// `\uXXXX`; two of them, a surrogate pair, beyond the basic plane.
  private mutating func writeEscape(_ scalar: Unicode.Scalar) {
    for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
      let digits = String(unit, radix: 16)
      append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
  }
}
