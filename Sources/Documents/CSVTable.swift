/// One cell of a `CSVTable`.
public enum CSVCell: Sendable, Equatable {
  /// Nothing: the field stays empty.
  case empty
  /// Text, quoted where RFC 4180 asks for it.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// A number with the fewest digits that read back to the same value; NaN becomes an empty
  /// field, infinities `Inf` and `-Inf`, which R and pandas read.
  case number(Double)

  /// A number, or an empty field where there is none.
  ///
  /// - Parameter value: any double or `nil`.
  public init(_ value: Double?) {
    self = value.map { .number($0) } ?? .empty
  }

  /// A whole number, or an empty field where there is none.
  ///
  /// - Parameter value: any integer or `nil`.
  public init(_ value: Int?) {
    self = value.map { .integer($0) } ?? .empty
  }
}

extension CSVCell: ExpressibleByStringLiteral {
  /// Text.
  ///
  /// - Parameter value: the literal.
  public init(stringLiteral value: String) {
    self = .text(value)
  }
}

/// A table written as comma-separated values (RFC 4180): UTF-8, a header row, line feeds.
///
/// Study labels and column names come from strangers' files. A text is written as follows, unless
/// `guardsFormulas` is off; numbers are never touched: `-0.06` stays `-0.06`.
///
/// **Formulas.** A spreadsheet runs a text that begins with `=`, `+`, `-` or `@`, or with their
/// full-width or small forms, or with a tab or a line end before them. Quotation marks do not stop
/// it: they are gone when the cell is looked at. An apostrophe in front does, and no honest label
/// begins so; it is the one change of the text. Where the list separator of the reader's country
/// is a semicolon, a spreadsheet also cuts a field at each semicolon, in spite of the quotation
/// marks unless the field is the first of its line; the part after a semicolon, a tab or a line
/// end is therefore treated as a text of its own: `a;=1` becomes `"a;'=1"`.
///
/// **Reading back.** Every reader of RFC 4180 finds the same text. Taking out one apostrophe at each
/// place where such a part begins with apostrophes or spaces, the first of them an apostrophe, and
/// goes on with one of the characters above gives the text that was put in: parts that already look
/// guarded get one apostrophe more.
///
/// **Controls.** Escape sequences, bidirectional controls and the like are written as
/// `SafeText.visible(_:keeping:)` shows them, since CSV has no escapes; tabs and line ends stay,
/// inside quotation marks.
public struct CSVTable: Sendable {
  /// The names in the header row.
  public let columnNames: [String]
  /// Whether texts are guarded as the type's description says, or else only quoted.
  public let guardsFormulas: Bool
  /// The number of rows below the header.
  public private(set) var rowCount = 0

  private var bytes: [UInt8] = []

  /// A table with a header row only.
  ///
  /// - Parameters:
  ///   - columnNames: the header, at least one name.
  ///   - guardsFormulas: see the type's description.
  public init(columnNames: [String], guardsFormulas: Bool = true) {
    precondition(!columnNames.isEmpty, "a CSV table needs a column")
    self.columnNames = columnNames
    self.guardsFormulas = guardsFormulas
    append(columnNames.map { .text($0) })
  }

  /// Appends a row.
  ///
  /// - Parameter row: one cell for each column.
  public mutating func add(_ row: [CSVCell]) {
    precondition(row.count == columnNames.count, "a CSV row needs one cell for each column")
    append(row)
    rowCount += 1
  }

  /// The file's content in UTF-8.
  public func serializedBytes() -> [UInt8] {
    bytes
  }

  /// The number of bytes that `serializedBytes()` has.
  public var byteCount: Int { bytes.count }

  /// Takes out what was added so far, for a file that is written piece by piece.
  ///
  /// - Returns: the bytes since the last call; the first piece begins with the header row.
  public mutating func takeBytes() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// The file's content as text.
  public func serialized() -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private mutating func append(_ row: [CSVCell]) {
    for (index, cell) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .empty: break
      case .text(let text): append(text)
      case .integer(let value): bytes.append(contentsOf: String(value).utf8)
      case .number(let value): append(value)
      }
    }
    // A lone empty field would read as a blank line, which readers skip.
    if row.count == 1, bytes.isEmpty || bytes.last == UInt8(ascii: "\n") {
      bytes.append(contentsOf: "\"\"".utf8)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func append(_ value: Double) {
    if value.isNaN { return }
    if value.isInfinite {
      bytes.append(contentsOf: (value < 0 ? "-Inf" : "Inf").utf8)
    } else {
      RoundTripNumber.append(value, to: &bytes)
    }
  }

  private mutating func append(_ text: String) {
    let content = guardsFormulas ? Self.guarded(text) : text
    let needsQuotes = content.utf8.contains { byte in
      byte < 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"")
        || byte == UInt8(ascii: ";")
    }
    // Readers may strip the spaces of bare fields.
    let hasOuterSpace = content.utf8.first == 0x20 || content.utf8.last == 0x20
    guard needsQuotes || hasOuterSpace else {
      bytes.append(contentsOf: content.utf8)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in content.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// The text with an apostrophe before each part that a spreadsheet would run, and with controls
  /// made visible.
  private static func guarded(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte >= 0x20 && byte < 0x7F && !";=+-@".utf8.contains(byte)
    }
    if isPlain { return text }
    var result = String.UnicodeScalarView()
    var part = String.UnicodeScalarView()
    // A tab or a line end is cut off by some readers at the start of a cell, but not after a
    // separator, where it is one itself.
    var isFirst = true
    func end() {
      if startsFormula(part, isFirst: isFirst) { result.append("'") }
      result.append(contentsOf: part)
      part = .init()
      isFirst = false
    }
    for scalar in SafeText.visible(text, keeping: ["\t", "\n", "\r"]).unicodeScalars {
      part.append(scalar)
      if ";\t\n\r".unicodeScalars.contains(scalar) { end() }
    }
    end()
    return String(result)
  }

  private static func startsFormula(_ part: String.UnicodeScalarView, isFirst: Bool) -> Bool {
    guard let first = part.first(where: { $0 != "'" && !isInvisible($0) }) else { return false }
    switch first {
    case "=", "+", "-", "@": return true
    case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
    case "\u{FE66}", "\u{FE62}", "\u{FE63}", "\u{FE6B}": return true
    case "\t", "\r", "\n": return isFirst
    default: return false
    }
  }

  /// Spaces of any width, which some spreadsheets cut off.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .format: true
    default: false
    }
  }
}
