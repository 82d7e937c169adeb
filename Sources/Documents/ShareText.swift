#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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
  NumberText.interval(lower, upper, format: shareFormat(lower, upper))
}

/// A proportion with its interval, `0.91 (0.62-0.99)`, with the decimals of `shareInterval`.
package func shareWithInterval(_ value: Double, _ lower: Double, _ upper: Double) -> String {
  NumberText.withInterval(value, lower, upper, format: shareFormat(lower, upper))
}

/// How proportions are written beside an interval.
///
/// - Parameters:
///   - lower: the lower end, in [0, 1].
///   - upper: the upper end, in [0, 1].
/// - Returns: a format of two decimals, up to five where both ends would read the same.
package func shareFormat(_ lower: Double, _ upper: Double) -> (Double) -> String {
  let decimals =
    (2..<5).first { shareText(lower, decimals: $0) != shareText(upper, decimals: $0) }
    ?? (lower < upper ? 5 : 2)
  return { shareText($0, decimals: decimals) }
}

/// The decimals of a number on the logit scale: two, and more where its interval is narrow, so that the width
/// keeps two digits.
///
/// - Parameters:
///   - lower: the lower end.
///   - upper: the upper end.
/// - Returns: 2 to 6: 3 of 0.018 to 0.047.
package func logitDecimals(_ lower: Double, _ upper: Double) -> Int {
  let width = upper - lower
  guard width > 0, width.isFinite else { return 2 }
  return min(max(2, 1 - Int(log10(width).rounded(.down))), 6)
}

/// How far a posterior has come from its prior, in words.
///
/// - Parameter distance: of both, in [0, 1].
/// - Returns: for example `85 %`; below 3 %, where the noise of the draws counts, `about nothing`.
package func priorDistanceText(_ distance: Double) -> String {
  distance < 0.03 ? "about nothing" : NumberText.percent(distance)
}

private func shareText(_ value: Double, decimals least: Int) -> String {
  guard value > 0, value < 1 else { return NumberText.fixed(value, decimals: least) }
  for decimals in least...5 {
    let text = NumberText.fixed(value, decimals: decimals)
    if !text.hasPrefix("1") && text.contains(where: { "123456789".contains($0) }) { return text }
  }
  return value < 0.5 ? "<0.00001" : ">0.99999"
}
