#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Splits the content of one Stan CSV file into comments, header and columns.
struct StanCSVParser {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var lineNumber = 0
  private var columnNames: [String] = []
  private var columns: [[Double]] = []
  private var settings: [String: String] = [:]

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func chain() throws(StanCSVError) -> StanCSVChain {
    while let line = nextLine() {
      guard let first = line.first else { continue }
      if bytes[first] == UInt8(ascii: "#") {
        readComment(line)
      } else if columnNames.isEmpty {
        try readHeader(line)
      } else {
        try readRow(line)
      }
    }
    guard !columnNames.isEmpty else { throw error(1, "no header row with column names") }
    let rows = columns.first?.count ?? 0
    guard rows > 0 else { throw error(1, "no draws below the header row") }
    let warmupRows = try savedWarmupRows(rows: rows)
    if warmupRows > 0 {
      for index in columns.indices { columns[index].removeFirst(warmupRows) }
    }
    return StanCSVChain(
      file: file, columnNames: columnNames, columns: columns, warmupRows: warmupRows,
      settings: settings)
  }

  /// The next line without its end and without spaces around it.
  private mutating func nextLine() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    lineNumber += 1
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let line = trimmed(position..<end)
    position = end + 1
    return line
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var range = range
    while let first = range.first, isSpace(bytes[first]) { range = (first + 1)..<range.upperBound }
    while let last = range.last, isSpace(bytes[last]) { range = range.lowerBound..<last }
    return range
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private func error(_ column: Int, _ message: String) -> StanCSVError {
    .malformed(file: file, line: max(1, lineNumber), column: column, message: message)
  }

  private mutating func readComment(_ line: Range<Int>) {
    guard let equals = bytes[line].firstIndex(of: UInt8(ascii: "=")) else { return }
    var key = trimmed(line.lowerBound..<equals)
    while let first = key.first, bytes[first] == UInt8(ascii: "#") {
      key = trimmed((first + 1)..<key.upperBound)
    }
    var value = text(trimmed((equals + 1)..<line.upperBound))
    // CmdStan marks values that the user did not set.
    let mark = "(Default)"
    if value.hasSuffix(mark) {
      value = String(value.dropLast(mark.count))
      while value.last == " " { value.removeLast() }
    }
    settings[text(key)] = value
  }

  private mutating func readHeader(_ line: Range<Int>) throws(StanCSVError) {
    var seen: Set<String> = []
    for (index, field) in fields(line).enumerated() {
      var name = field
      if name.count >= 2, bytes[name.lowerBound] == UInt8(ascii: "\""),
        bytes[name.upperBound - 1] == UInt8(ascii: "\"")
      {
        name = (name.lowerBound + 1)..<(name.upperBound - 1)
      }
      guard let label = String(validating: bytes[name], as: UTF8.self), !label.contains("\0") else {
        throw error(index + 1, "not a text file in UTF-8")
      }
      if label.isEmpty { throw error(index + 1, "a column has no name") }
      if number(field) != nil {
        throw error(
          index + 1, "found the number \(label) where a header row with names was expected")
      }
      guard seen.insert(label).inserted else {
        throw error(index + 1, "column \"\(SafeText.visible(label))\" is there twice")
      }
      columnNames.append(label)
    }
    columns = Array(repeating: [], count: columnNames.count)
  }

  private mutating func readRow(_ line: Range<Int>) throws(StanCSVError) {
    var column = 0
    var start = line.lowerBound
    while start <= line.upperBound {
      let end = bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: ",")) ?? line.upperBound
      if column < columns.count {
        let field = trimmed(start..<end)
        guard let value = number(field) else {
          let shown = SafeText.visible(DisplayWidth.truncated(text(field), to: 40))
          throw error(
            column + 1,
            "\"\(shown)\" is not a number (column \(SafeText.visible(columnNames[column])))")
        }
        columns[column].append(value)
      }
      column += 1
      start = end + 1
    }
    if column != columns.count {
      throw error(
        min(column, columns.count) + (column > columns.count ? 1 : 0),
        "\(column) values, but the header has \(columns.count) names"
          + (position >= bytes.count ? "; is the file cut short?" : ""))
    }
  }

  private func fields(_ line: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = line.lowerBound
    while start <= line.upperBound {
      let end = bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: ",")) ?? line.upperBound
      result.append(trimmed(start..<end))
      start = end + 1
    }
    return result
  }

  /// A decimal number or one of the words for what is not finite; `nil` for anything else.
  private func number(_ field: Range<Int>) -> Double? {
    guard let first = field.first else { return nil }
    // The longest decimal form of a double that any writer emits is far below this.
    guard field.count <= 400 else { return nil }
    let isDecimal = bytes[field].allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        return true
      default: return false
      }
    }
    guard isDecimal else { return word(text(field)) }
    return bytes.withUnsafeBufferPointer { buffer -> Double? in
      // The array may end with the field, where strtod would read past it.
      guard field.upperBound < buffer.count, let base = buffer.baseAddress else {
        return Double(text(field))
      }
      let start = UnsafeRawPointer(base.advanced(by: first)).assumingMemoryBound(to: CChar.self)
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(start, &end)
      return end.map { UnsafePointer($0) - start } == field.count ? value : nil
    }
  }

  private func word(_ text: String) -> Double? {
    switch text.lowercased() {
    case "nan", "-nan", "+nan", "na": return .nan
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }

  private func savedWarmupRows(rows: Int) throws(StanCSVError) -> Int {
    guard let saved = settings["save_warmup"], saved == "1" || saved == "true" else { return 0 }
    guard let warmup = Int(settings["num_warmup"] ?? settings["warmup"] ?? "0"), warmup > 0 else {
      return 0
    }
    let thin = max(1, Int(settings["thin"] ?? "1") ?? 1)
    let count = 1 + (warmup - 1) / thin
    guard count < rows else {
      throw .mismatch(
        file: file, message: "\(rows) rows, all of them warm-up by the file's own comments")
    }
    return count
  }
}
