import Documents
import Drawing
import SpecialFunctions

extension IntervalEstimate {
  /// As `0.91 (0.62-0.99)`: two decimals, three where two would claim certainty.
  package var proportionText: String {
    NumberText.withInterval(estimate, lower, upper, format: ForestPlot.proportion)
  }

  /// As `91 % (62-99)`.
  package var percentText: String {
    let ends = [lower, upper].map(Self.percentNumber)
    let separator = ends.contains { "<>".contains($0.prefix(1)) } ? " to " : "-"
    return "\(Self.percentNumber(estimate)) % (\(ends.joined(separator: separator)))"
  }

  /// As `8.1 (5.2-13)`.
  package var ratioText: String {
    NumberText.withInterval(estimate, lower, upper, format: NumberText.ratio)
  }

  /// A proportion in per cent without its sign; one or two decimals only where fewer would claim
  /// certainty.
  package static func percentNumber(_ proportion: Double) -> String {
    let percent = 100 * proportion
    for decimals in 0...2 {
      let text = NumberText.fixed(percent, decimals: decimals)
      let isCertain = text.allSatisfy { "0.".contains($0) } || text.hasPrefix("100")
      if !isCertain || proportion <= 0 || proportion >= 1 { return text }
    }
    return proportion < 0.5 ? "<0.01" : ">99.99"
  }
}
