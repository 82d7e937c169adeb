#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Numbers as a reviewer reads them: no more digits than the number deserves.
///
/// A value that does not exist (NaN) is `n/a`; infinities are `∞` and `-∞`.
public enum NumberText {
  /// What stands for a number that does not exist.
  public static let notAvailable = "n/a"

  /// A number with a fixed count of decimals, correctly rounded; never `-0.00`.
  ///
  /// - Parameters:
  ///   - value: any double.
  ///   - decimals: digits after the point, 0 to 17.
  /// - Returns: for example `1.17`, `-0.06`.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    precondition((0...17).contains(decimals), "0 to 17 decimals")
    if value.isNaN { return notAvailable }
    if value.isInfinite { return value < 0 ? "-\u{221E}" : "\u{221E}" }
    // The longest: 309 digits, sign, point, 17 decimals and the terminating zero.
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 340) { buffer in
      let length = withVaList([Int32(decimals), value]) { arguments in
        vsnprintf(buffer.baseAddress, buffer.count, "%.*f", arguments)
      }
      return String(decoding: buffer.prefix(Int(length)).lazy.map(UInt8.init), as: UTF8.self)
    }
    let isNegativeZero = text.first == "-" && text.allSatisfy { "-0.".contains($0) }
    return isNegativeZero ? String(text.dropFirst()) : text
  }

  /// A number rounded up, for what is said to be at most so much: 1.0005 is `1.001`.
  ///
  /// - Parameters:
  ///   - value: any double.
  ///   - decimals: digits after the point, 0 to 6.
  /// - Returns: the text of a number that is not below `value`.
  public static func fixedUp(_ value: Double, decimals: Int) -> String {
    precondition((0...6).contains(decimals), "0 to 6 decimals")
    let unit = pow(10, Double(decimals))
    let scaled = value * unit
    guard scaled.isFinite, scaled.magnitude < 1e15 else { return fixed(value, decimals: decimals) }
    // The product is rounded: 1.001 * 1000 lies above 1001 by less than the value's own last digit.
    let nearest = scaled.rounded()
    let isNearest = nearest / unit >= value
    return fixed((isNearest ? nearest : scaled.rounded(.up)) / unit, decimals: decimals)
  }

  /// A count rounded down to a multiple, for what is said to be at least so many: 13,874.6 in units of
  /// 100 is `13,800`.
  ///
  /// - Parameters:
  ///   - value: any double.
  ///   - unit: at least 1; below ten units, whole numbers.
  /// - Returns: the text of a number that is not above `value`.
  public static func countDown(_ value: Double, unit: Int = 1) -> String {
    guard value.isFinite, value.magnitude < 9e15 else { return fixed(value, decimals: 0) }
    let step = value < Double(10 * unit) ? 1 : Double(unit)
    return count(Int((value / step).rounded(.down) * step))
  }

  /// A number as a user types it: `2`, `0.5`; read back, it is the same number.
  ///
  /// - Parameter value: any finite double.
  /// - Returns: the shortest such text.
  public static func plain(_ value: Double) -> String {
    var bytes: [UInt8] = []
    RoundTripNumber.append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A proportion: sensitivity, specificity, a probability's interval end.
  ///
  /// Usually with `decimals` digits. Nearer than 0.01 to 0 or 1, the distance is shown with two
  /// significant digits, and zeros at the end are dropped down to `decimals` digits:
  /// 0.9950 is `0.995` and 0.99957 is `0.99957`, where two decimals would claim certainty.
  /// Beyond six decimals it is `>0.999999` or `<0.000001`; exactly 0 and 1 keep `decimals` digits.
  ///
  /// - Parameters:
  ///   - value: a proportion in [0, 1].
  ///   - decimals: digits of an ordinary value, 1 to 6.
  /// - Returns: for example `0.895`.
  public static func proportion(_ value: Double, decimals: Int = 3) -> String {
    precondition((1...6).contains(decimals), "1 to 6 decimals")
    guard value > 0, value < 1 else { return fixed(value, decimals: decimals) }
    let distance = min(value, 1 - value)
    if distance < 1e-6 { return value < 0.5 ? "<0.000001" : ">0.999999" }
    if distance >= 0.01 { return fixed(value, decimals: decimals) }
    let needed = min(6, 1 - Int(log10(distance).rounded(.down)))
    var text = fixed(value, decimals: max(decimals, needed))
    var spare = max(0, needed - decimals)
    while spare > 0, text.last == "0" {
      text.removeLast()
      spare -= 1
    }
    return text
  }

  /// A probability estimated by simulation: two decimals, `<0.01` and `>0.99` beyond.
  ///
  /// - Parameter value: a probability in [0, 1].
  /// - Returns: for example `0.78`; `0` and `1` only where no draw, or every draw, counts.
  public static func probability(_ value: Double) -> String {
    if value == 0 || value == 1 { return fixed(value, decimals: 0) }
    if value > 0, value < 0.01 { return "<0.01" }
    if value > 0.99, value < 1 { return ">0.99" }
    return fixed(value, decimals: 2)
  }

  /// A ratio (likelihood ratio, diagnostic odds ratio) with two or three significant digits.
  ///
  /// Two below 100 (`0.031`, `0.12`, `2.7`, `12`), three from there (`107`, `12,300`); beyond
  /// 10^9 and below 10^-4 with an exponent (`1.2e+12`).
  ///
  /// - Parameter value: any double, usually positive.
  /// - Returns: the text.
  public static func ratio(_ value: Double) -> String {
    guard value.isFinite, value != 0 else {
      return value == 0 ? "0" : fixed(value, decimals: 0)
    }
    let magnitude = value.magnitude
    if magnitude >= 1e9 || magnitude < 1e-4 { return scientific(value) }
    if magnitude >= 99.5 {
      let unit = pow(10, max(0, log10(magnitude).rounded(.down) - 2))
      return grouped(fixed((value / unit).rounded() * unit, decimals: 0))
    }
    let decimals = max(0, 1 - Int(log10(magnitude).rounded(.down)))
    let text = fixed(value, decimals: decimals)
    // What rounds up to the next power of ten is written like it: 9.96 is 10, not 10.0.
    return decimals > 0 && significantDigits(text) > 2
      ? fixed(value, decimals: decimals - 1) : text
  }

  /// A share as a percentage: `19 %`, and `<1 %` or `>99 %` where rounding would say all or none.
  ///
  /// - Parameters:
  ///   - share: a fraction, where 1 is 100 %.
  ///   - decimals: digits after the point, 0 to 6.
  /// - Returns: the text with its sign.
  public static func percent(_ share: Double, decimals: Int = 0) -> String {
    let value = share * 100
    let smallest = pow(10, -Double(decimals))
    if value > 0, value <= smallest / 2 { return "<\(fixed(smallest, decimals: decimals)) %" }
    if value < 100, value >= 100 - smallest / 2 {
      return ">\(fixed(100 - smallest, decimals: decimals)) %"
    }
    return fixed(value, decimals: decimals) + (value.isNaN ? "" : " %")
  }

  /// A p value: two digits, three below 0.1, `<0.001` below that.
  ///
  /// - Parameter value: a probability in [0, 1].
  /// - Returns: for example `0.42`, `0.034`, `<0.001`.
  public static func pValue(_ value: Double) -> String {
    if value < 0.001 { return "<0.001" }
    return fixed(value, decimals: value < 0.0995 ? 3 : 2)
  }

  /// A count with a comma between thousands.
  ///
  /// - Parameter count: any integer.
  /// - Returns: for example `20,000`.
  public static func count(_ count: Int) -> String {
    grouped(String(count))
  }

  /// A time a person waits: `0.12 s`, `3.4 s`, `2 min 05 s`, `1 h 02 min`.
  ///
  /// - Parameter seconds: 0 or more.
  /// - Returns: the text with its unit.
  public static func duration(seconds: Double) -> String {
    guard seconds.isFinite else { return fixed(seconds, decimals: 0) }
    if seconds < 0.995 { return fixed(seconds, decimals: 2) + " s" }
    if seconds < 59.95 { return fixed(seconds, decimals: 1) + " s" }
    let whole = Int(min(seconds, 1e15).rounded())
    func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(grouped(String(whole / 3600))) h \(twoDigits(whole % 3600 / 60)) min"
  }

  /// An interval: `0.60 to 0.98`.
  ///
  /// - Parameters:
  ///   - lower: the lower end.
  ///   - upper: the upper end.
  ///   - format: how an end is written, for example `NumberText.ratio`.
  /// - Returns: both ends, or `n/a` where neither exists.
  public static func interval(
    _ lower: Double, _ upper: Double, format: (Double) -> String
  ) -> String {
    if lower.isNaN && upper.isNaN { return notAvailable }
    return "\(format(lower)) to \(format(upper))"
  }

  /// A value with its interval in one cell: `0.91 (0.62-0.99)`.
  ///
  /// - Parameters:
  ///   - value: the estimate.
  ///   - lower: the lower end.
  ///   - upper: the upper end.
  ///   - format: how each is written; an end that begins with a sign (`-`, `<`, `>`) is set off by
  ///     ` to ` instead of a hyphen.
  /// - Returns: the text.
  public static func withInterval(
    _ value: Double, _ lower: Double, _ upper: Double, format: (Double) -> String
  ) -> String {
    let ends = [format(lower), format(upper)]
    let separator = ends.contains { "-<>".contains($0.prefix(1)) } ? " to " : "-"
    return "\(format(value)) (\(ends.joined(separator: separator)))"
  }

  private static func grouped(_ digits: String) -> String {
    let isNegative = digits.hasPrefix("-")
    let magnitude = isNegative ? String(digits.dropFirst()) : digits
    var result = ""
    for (index, digit) in magnitude.enumerated() {
      if index > 0, (magnitude.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return isNegative ? "-" + result : result
  }

  private static func significantDigits(_ text: String) -> Int {
    text.filter(\.isNumber).drop { $0 == "0" }.count
  }

  private static func scientific(_ value: Double) -> String {
    var exponent = Int(log10(value.magnitude).rounded(.down))
    var mantissa = fixed(value / pow(10, Double(exponent)), decimals: 1)
    if mantissa.hasPrefix("10") || mantissa.hasPrefix("-10") {
      exponent += 1
      mantissa = fixed(value / pow(10, Double(exponent)), decimals: 1)
    }
    let digits = String(abs(exponent))
    return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(digits.count < 2 ? "0" : "")\(digits)"
  }
}
