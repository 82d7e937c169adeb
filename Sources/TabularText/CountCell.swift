/// Why a cell is not a count.
public enum CountProblem: Error, Equatable, Hashable {
  /// A number below zero.
  case negative
  /// A number with decimals other than zeros.
  case fraction
  /// A comma inside the number that is none of its groups.
  case comma
  /// Groups of three digits that can be thousands or decimals: the two readings.
  case twoReadings(whole: String, other: String)
  /// More than `largestCount`; the number itself if it was written with an exponent and is at most 2^53.
  case tooLarge(readAs: Int?)
  /// Not a number at all.
  case notANumber
}

/// No study has ten billion participants. Sums of such counts cannot overflow, and the log likelihood,
/// whose terms grow with the counts, is rounded to some 1e-6 here, but to a whole unit at 2^53.
package let largestCount = 10_000_000_000

/// Reads a count that is digits only, which nearly all are.
///
/// - Parameter cell: a trimmed cell.
/// - Returns: the count, or `nil` for anything else, however it would be read.
package func plainCount(_ cell: String) -> Int? {
  var value = 0
  var digits = 0
  for byte in cell.utf8 {
    guard isDigit(byte), digits < 11 else { return nil }
    digits += 1
    value = value * 10 + Int(byte &- UInt8(ascii: "0"))
  }
  return digits == 0 || value > largestCount ? nil : value
}

/// Reads a count: digits, perhaps with a point and zeros (`12.0`), perhaps with an exponent that
/// leaves a whole number (`1e3`, `1.2e2`); the error of one that is too large says what was read.
///
/// - Parameter cell: a trimmed cell that is not missing.
/// - Returns: the count, at most `largestCount`.
/// - Throws: why the cell is none.
package func parseCount(_ cell: String) throws(CountProblem) -> Int {
  if let count = plainCount(cell) { return count }
  guard let parts = ScientificParts(cell) else { throw problem(of: cell) }
  var digits = parts.whole + parts.fraction
  var shift = parts.exponent - parts.fraction.count
  while shift < 0, digits.last == UInt8(ascii: "0") {
    digits.removeLast()
    shift += 1
  }
  guard let start = digits.firstIndex(where: { $0 != UInt8(ascii: "0") }) else { return 0 }
  guard shift >= 0 else { throw .fraction }
  let significant = digits[start...]
  guard significant.count + shift <= 16 else { throw .tooLarge(readAs: nil) }
  var value = significant.reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
  for _ in 0..<shift { value *= 10 }
  guard value <= largestCount else {
    throw .tooLarge(readAs: isScientific(cell) && value <= 1 << 53 ? value : nil)
  }
  return value
}

/// Whether a count is written with an exponent.
package func isScientific(_ cell: String) -> Bool {
  cell.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") } && ScientificParts(cell) != nil
}

/// The digits of `12`, `12.0`, `1.2e2`: before and behind the point, and the exponent.
private struct ScientificParts {
  var whole: [UInt8] = []
  var fraction: [UInt8] = []
  var exponent = 0

  init?(_ cell: String) {
    guard cell.utf8.count <= 400 else { return nil }
    var bytes = Array(cell.utf8)
    if let mark = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      var text = bytes[(mark + 1)...]
      let isNegative = text.first == UInt8(ascii: "-")
      if isNegative || text.first == UInt8(ascii: "+") { text = text.dropFirst() }
      guard !text.isEmpty, text.allSatisfy(isDigit) else { return nil }
      // Beyond four digits the value is too large, or no whole number, whatever stands before it.
      let size = text.reduce(0) { min($0 * 10 + Int($1 &- UInt8(ascii: "0")), 9999) }
      exponent = isNegative ? -size : size
      bytes.removeSubrange(mark...)
    }
    let parts = bytes.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    whole = Array(parts[0])
    guard !whole.isEmpty, whole.allSatisfy(isDigit) else { return nil }
    if parts.count == 2 {
      fraction = Array(parts[1])
      guard !fraction.isEmpty, fraction.allSatisfy(isDigit) else { return nil }
    }
  }
}

private func problem(of cell: String) -> CountProblem {
  if isNegativeNumber(cell) { return .negative }
  let lowered = cell.lowercased()
  let characters = Set(lowered)
  guard lowered.utf8.count <= 40, characters.isSubset(of: Set("0123456789+-.,e")),
    lowered.contains(where: \.isNumber)
  else { return .notANumber }
  if characters.contains(",") { return .comma }
  guard let number = Double(lowered) else { return .notANumber }
  if number < 0 { return .negative }
  return number == number.rounded() ? .notANumber : .fraction
}
