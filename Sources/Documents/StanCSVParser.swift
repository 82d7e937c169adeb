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
  /// The first column has no name: R and pandas write the names of the rows there.
  private var hasRowNames = false

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  package mutating func chain() throws(StanCSVError) -> StanCSVChain {
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
    let method = StanMethod(settings: settings, columnNames: columnNames)
    let warmupRows = method.isMarkovChain ? try savedWarmupRows(rows: rows) : 0
    // The first row of a variational approximation is its mean.
    let meanRows = method == .variational ? 1 : 0
    if meanRows == rows { throw error(1, "the mean of the approximation, but no draws of it") }
    if warmupRows + meanRows > 0 {
      for index in columns.indices { columns[index].removeFirst(warmupRows + meanRows) }
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
      guard let label = unquoted(field), !label.contains("\0") else {
        throw error(index + 1, "not a text file in UTF-8")
      }
      if label.isEmpty, index == 0, line.count > field.count {
        hasRowNames = true
        continue
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
    let skipped = hasRowNames ? 1 : 0
    var column = -skipped
    var start = line.lowerBound
    while start <= line.upperBound {
      let end = fieldEnd(start, line.upperBound)
      if column >= 0, column < columns.count {
        let field = withoutQuotes(trimmed(start..<end))
        guard let value = number(field) else {
          let shown = SafeText.visible(DisplayWidth.truncated(text(field), to: 40))
          throw error(
            column + skipped + 1,
            "\"\(shown)\" is not a number (column \(SafeText.visible(columnNames[column])))")
        }
        columns[column].append(value)
      }
      column += 1
      start = end + 1
    }
    if column != columns.count {
      let (found, expected) = (column + skipped, columns.count + skipped)
      throw error(
        min(found, expected) + (found > expected ? 1 : 0),
        "\(found) values, but the header has \(expected) names"
          + (position >= bytes.count ? "; is the file cut short?" : ""))
    }
  }

  private func fields(_ line: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = line.lowerBound
    while start <= line.upperBound {
      let end = fieldEnd(start, line.upperBound)
      result.append(trimmed(start..<end))
      start = end + 1
    }
    return result
  }

  private static let quote = UInt8(ascii: "\"")

  /// Where the field that begins at `start` ends: at the next comma outside of quotation marks, which
  /// count only where a field begins with one.
  private func fieldEnd(_ start: Int, _ lineEnd: Int) -> Int {
    let comma = UInt8(ascii: ",")
    var place = start
    while place < lineEnd, bytes[place] == 0x20 || bytes[place] == 0x09 { place += 1 }
    guard place < lineEnd, bytes[place] == Self.quote else {
      return bytes[start..<lineEnd].firstIndex(of: comma) ?? lineEnd
    }
    var isInside = false
    while place < lineEnd {
      if bytes[place] == Self.quote {
        isInside.toggle()
      } else if bytes[place] == comma, !isInside {
        return place
      }
      place += 1
    }
    return lineEnd
  }

  /// A field without the quotation marks around it.
  private func withoutQuotes(_ field: Range<Int>) -> Range<Int> {
    guard field.count >= 2, bytes[field.lowerBound] == Self.quote,
      bytes[field.upperBound - 1] == Self.quote
    else { return field }
    return (field.lowerBound + 1)..<(field.upperBound - 1)
  }

  /// A name without the quotation marks around it, doubled ones inside made single; nil where it is
  /// not UTF-8.
  private func unquoted(_ field: Range<Int>) -> String? {
    let inner = withoutQuotes(field)
    guard inner != field else { return String(validating: bytes[field], as: UTF8.self) }
    var kept: [UInt8] = []
    var isSecond = false
    for byte in bytes[inner] {
      isSecond = byte == Self.quote && !isSecond
      if !isSecond || byte != Self.quote { kept.append(byte) }
    }
    return String(validating: kept, as: UTF8.self)
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
