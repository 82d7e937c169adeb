import CMath
import Documents

/// How a prevalence is written, for pages, reports, figures and tables alike.
extension Prevalence {
  /// As a reader has it: `1.25 %` with every digit that was given, `beta(2, 8)`.
  package var text: String {
    switch self {
    case .fixed(let value): Self.percentText(value)
    case .beta(let a, let b): "beta(\(NumberText.plain(a)), \(NumberText.plain(b)))"
    }
  }

  /// After "a prevalence": `of 1.25 %`, `drawn from beta(2, 8)`.
  package var phrase: String {
    switch self {
    case .fixed: "of \(text)"
    case .beta: "drawn from \(text)"
    }
  }

  /// As `--prevalence` takes it: `0.0125`, `beta(2,8)`.
  package var optionText: String {
    switch self {
    case .fixed(let value): NumberText.plain(value)
    case .beta(let a, let b): "beta(\(NumberText.plain(a)),\(NumberText.plain(b)))"
    }
  }

  /// The prevalence, or its mean `a / (a + b)`.
  package var mean: Double {
    switch self {
    case .fixed(let value): value
    case .beta(let a, let b): a / (a + b)
    }
  }

  /// The mean in per cent, to three digits of its distance from 0 or 100 % without zeros at the end:
  /// `20 %`, `6.25 %`, `0.19 %`. With two, 6.25 % would be `6.2 %` beside 63 diseased in 1,000.
  package var meanText: String {
    let distance = 100 * min(mean, 1 - mean)
    guard distance > 0 else { return NumberText.percent(mean) }
    let most = min(max(2 - Int(log10(distance).rounded(.down)), 0), 6)
    func text(_ decimals: Int) -> String { NumberText.percent(mean, decimals: decimals) }
    let fewest = (0..<most).first { decimals in
      let digits = text(decimals).dropLast(2) + (decimals == 0 ? "." : "")
      return text(most).dropLast(2) == digits + String(repeating: "0", count: most - decimals)
    }
    return text(fewest ?? most)
  }

  /// A share in per cent with the digits of the share itself, `1.25 %`, `0.0001 %`: the point moves by two
  /// places, and nothing is rounded.
  ///
  /// - Parameter share: in (0, 1).
  /// - Returns: the text, with an exponent below 10^-15.
  package static func percentText(_ share: Double) -> String {
    let parts = NumberText.plain(share).split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let digits = mantissa.joined()
    let point = mantissa[0].count + exponent + 2
    guard share >= 1e-15 else { return NumberText.plain(100 * share) + " %" }
    let padded = String(repeating: "0", count: max(1 - point, 0)) + digits
    let place = max(point, 1)
    let long = padded + String(repeating: "0", count: max(place - padded.count, 0))
    var whole = long.prefix(place).drop { $0 == "0" }
    if whole.isEmpty { whole = "0" }
    var decimals = long.dropFirst(place)
    while decimals.last == "0" { decimals.removeLast() }
    return (decimals.isEmpty ? "\(whole)" : "\(whole).\(decimals)") + " %"
  }
}
