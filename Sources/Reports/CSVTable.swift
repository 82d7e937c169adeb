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
/// **Formulas.** A spreadsheet runs a text that begins with `=`, `+`, `-`, `@`, a tab or a
/// carriage return, even inside quotation marks. Study labels come from strangers' files, and no
/// honest label begins so; such a text is therefore preceded by an apostrophe unless
/// `guardsFormulas` is off. Numbers are never touched: `-0.06` stays `-0.06`.
public struct CSVTable: Sendable {
  /// The names in the header row.
  public let columnNames: [String]
  /// Whether texts that a spreadsheet would run are preceded by an apostrophe.
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
    let content = guardsFormulas && Self.looksLikeFormula(text) ? "'" + text : text
    let needsQuotes = content.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
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

  private static func looksLikeFormula(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return "=+-@\t\r".utf8.contains(first)
  }
}
