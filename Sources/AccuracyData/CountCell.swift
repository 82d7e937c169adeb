/// Why a cell is not a count.
public enum CountProblem: Error, Equatable {
  /// A number below zero.
  case negative
  /// A number with decimals other than zeros.
  case fraction
  /// Scientific notation.
  case exponent
  /// A comma inside the number, as thousands separator or decimal comma.
  case comma
  /// More than `largestCount`.
  case tooLarge
  /// Not a number at all.
  case notANumber
}

/// No study has ten billion participants, and sums of such counts cannot overflow.
let largestCount = 10_000_000_000

/// Reads a count: digits, optionally followed by a point and zeros.
///
/// - Parameter cell: a trimmed cell that is not missing.
/// - Returns: the count, at most `largestCount`.
/// - Throws: why the cell is none.
func parseCount(_ cell: String) throws(CountProblem) -> Int {
  var value = 0
  var digits = 0
  var afterPoint = false
  var decimals = 0
  for byte in cell.utf8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      if afterPoint {
        guard byte == UInt8(ascii: "0") else { throw problem(of: cell) }
        decimals += 1
      } else {
        digits += 1
        // Saturates instead of overflowing; whatever follows, the count is too large.
        if value <= largestCount { value = value * 10 + Int(byte - UInt8(ascii: "0")) }
      }
    case UInt8(ascii: ".") where !afterPoint: afterPoint = true
    default: throw problem(of: cell)
    }
  }
  guard digits > 0, !afterPoint || decimals > 0 else { throw problem(of: cell) }
  guard value <= largestCount else { throw .tooLarge }
  return value
}

private func problem(of cell: String) -> CountProblem {
  let lowered = cell.lowercased()
  let characters = Set(lowered)
  guard lowered.utf8.count <= 40, characters.isSubset(of: Set("0123456789+-.,e")),
    lowered.contains(where: \.isNumber)
  else { return .notANumber }
  if characters.contains(",") { return .comma }
  guard let number = Double(lowered) else { return .notANumber }
  if characters.contains("e") { return .exponent }
  if number < 0 { return .negative }
  return number == number.rounded() ? .notANumber : .fraction
}
