/// A field of more bytes than this is no cell of a table of studies.
let largestFieldInBytes = 1 << 20

/// Where a field stands in the bytes, without its quotation marks.
package struct FieldSpan {
  package var start: Int
  package var end: Int
  /// Whether it contains doubled quotation marks.
  var hasDoubledQuotes: Bool
}

/// Reads records of delimited text one by one (RFC 4180, with any one-byte delimiter).
///
/// Lines end with LF, CR LF or CR. A field is quoted if its first character other than a space is
/// a quotation mark; quoted fields may hold delimiters, line ends and doubled quotation marks.
/// A quotation mark inside an unquoted field is an ordinary character.
package struct DelimitedRecordReader {
  package let bytes: [UInt8]
  package let delimiter: UInt8
  package let file: String
  /// Where the next record starts.
  package private(set) var position = 0
  /// The line, from 1, at which the next record starts.
  package private(set) var nextLine = 1

  package init(bytes: [UInt8], delimiter: UInt8, file: String) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.file = file
  }

  /// Reads the next record.
  ///
  /// - Parameter fields: replaced by the spans of the record's fields, at least one.
  /// - Returns: the line at which the record starts, or `nil` at the end of the text.
  /// - Throws: `openQuote`, `textAfterQuote` or `fieldTooLong`.
  package mutating func next(into fields: inout [FieldSpan]) throws(TabularTextError) -> Int? {
    fields.removeAll(keepingCapacity: true)
    guard position < bytes.count else { return nil }
    let line = nextLine
    while true {
      let field = try readField(number: fields.count + 1)
      if field.end - field.start > largestFieldInBytes {
        throw .fieldTooLong(file: file, line: line, field: fields.count + 1)
      }
      fields.append(field)
      guard position < bytes.count else { break }
      let byte = bytes[position]
      position += 1
      if byte == delimiter { continue }
      endLine(after: byte)
      break
    }
    return line
  }

  /// The trimmed text of a field.
  package func text(of field: FieldSpan) -> String {
    var start = field.start
    var end = field.end
    while start < end, bytes[start] == 0x20 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    if start == end { return "" }
    let slice = bytes[start..<end]
    // Everything that needs care has a byte outside the printable ASCII range.
    let isPlain = slice.allSatisfy { $0 > 0x1f && $0 < 0x7f }
    if field.hasDoubledQuotes {
      let text = String(decoding: Self.withSingleQuotes(slice), as: UTF8.self)
      return isPlain ? text : trimmedText(text)
    }
    let text = String(decoding: slice, as: UTF8.self)
    return isPlain ? text : trimmedText(text)
  }

  private static func withSingleQuotes(_ slice: ArraySlice<UInt8>) -> [UInt8] {
    var isSecondQuote = false
    return slice.filter { byte in
      let isQuote = byte == UInt8(ascii: "\"")
      let keep = !(isQuote && isSecondQuote)
      isSecondQuote = isQuote && !isSecondQuote
      return keep
    }
  }

  /// Steps over a line end whose first byte was just read.
  private mutating func endLine(after byte: UInt8) {
    if byte == 0x0d, position < bytes.count, bytes[position] == 0x0a { position += 1 }
    nextLine += 1
  }

  private mutating func readField(number: Int) throws(TabularTextError) -> FieldSpan {
    var start = position
    while start < bytes.count, bytes[start] == 0x20 { start += 1 }
    if start < bytes.count, bytes[start] == UInt8(ascii: "\"") {
      position = start + 1
      return try readQuotedField(number: number)
    }
    start = position
    while position < bytes.count, !endsField(bytes[position]) { position += 1 }
    return FieldSpan(start: start, end: position, hasDoubledQuotes: false)
  }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 0x0a || byte == 0x0d
  }

  private mutating func readQuotedField(number: Int) throws(TabularTextError) -> FieldSpan {
    let openingLine = nextLine
    var field = FieldSpan(start: position, end: position, hasDoubledQuotes: false)
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == 0x0a || byte == 0x0d {
        endLine(after: byte)
      } else if byte == UInt8(ascii: "\"") {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
          field.hasDoubledQuotes = true
          position += 1
          continue
        }
        field.end = position - 1
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        guard position == bytes.count || endsField(bytes[position]) else {
          throw .textAfterQuote(file: file, line: nextLine, field: number)
        }
        return field
      }
    }
    throw .openQuote(file: file, line: openingLine, field: number)
  }
}
