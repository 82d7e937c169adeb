/// A proportion as an interval's end: two decimals, more only where it would read 0.00 or 1.00.
///
/// - Parameter value: a proportion in [0, 1].
/// - Returns: for example `0.98`, `0.995`; exactly 0 and 1 are `0.00` and `1.00`.
package func shareText(_ value: Double) -> String { shareText(value, decimals: 2) }

/// An interval of proportions: two decimals, up to five where both ends would read the same.
///
/// - Parameters:
///   - lower: the lower end, in [0, 1].
///   - upper: the upper end, in [0, 1].
/// - Returns: for example `0.60 to 0.98`, and `0.9078 to 0.9081` where two decimals hide the width.
package func shareInterval(_ lower: Double, _ upper: Double) -> String {
  for decimals in 2..<5
  where shareText(lower, decimals: decimals) != shareText(upper, decimals: decimals) {
    return NumberText.interval(lower, upper) { shareText($0, decimals: decimals) }
  }
  return NumberText.interval(lower, upper) { shareText($0, decimals: lower < upper ? 5 : 2) }
}

private func shareText(_ value: Double, decimals least: Int) -> String {
  guard value > 0, value < 1 else { return NumberText.fixed(value, decimals: least) }
  for decimals in least...5 {
    let text = NumberText.fixed(value, decimals: decimals)
    if !text.hasPrefix("1") && text.contains(where: { "123456789".contains($0) }) { return text }
  }
  return value < 0.5 ? "<0.00001" : ">0.99999"
}
