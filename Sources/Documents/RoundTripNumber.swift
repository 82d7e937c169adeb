/// Numbers with the fewest digits that read back to the same double.
enum RoundTripNumber {
  /// Appends a finite number as `1.25`, `5` (whole numbers below 2^53 lose `.0`) or `1e-05`.
  package static func append(_ value: Double, to bytes: inout [UInt8]) {
    if value.magnitude < 9_007_199_254_740_992, value == value.rounded(.towardZero),
      value != 0 || value.sign == .plus
    {
      append(whole: Int64(value), to: &bytes)
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  private static func append(whole value: Int64, to bytes: inout [UInt8]) {
    if (0..<10).contains(value) {
      bytes.append(UInt8(ascii: "0") + UInt8(value))
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
  }
}
