import AccuracyMeasures
import Documents
import SpecialFunctions

/// How a report writes its numbers.
package enum ReportText {
  /// A value with its interval, `0.91 (0.62–0.99)`: an en dash, as a printed table has it.
  ///
  /// - Parameters:
  ///   - value: the estimate with its ends.
  ///   - format: how each number is written, else as a proportion; an end that begins with a sign is set off by ` to `.
  /// - Returns: the text.
  package static func withInterval(
    _ value: IntervalEstimate, format: ((Double) -> String)? = nil
  ) -> String {
    let format = format ?? shareFormat(value.lower, value.upper)
    return "\(format(value.estimate)) (\(ends(value.lower, value.upper, format: format)))"
  }

  /// Both ends of an interval, `0.62–0.99`.
  package static func ends(
    _ lower: Double, _ upper: Double, format: (Double) -> String = shareText
  ) -> String {
    let texts = [format(lower), format(upper)]
    return texts.joined(separator: texts.contains { "−-+<>".contains($0.prefix(1)) } ? " to " : "–")
  }

  /// A number on the logit scale: two decimals, none from 100, and a true minus sign.
  package static func logit(_ value: Double) -> String {
    signed(abs(value) >= 100 ? NumberText.ratio(value) : NumberText.fixed(value, decimals: 2))
  }

  /// How a number on the logit scale is written beside an interval: with so many decimals that its width shows.
  package static func logitFormat(_ lower: Double, _ upper: Double) -> (Double) -> String {
    let decimals = logitDecimals(lower, upper)
    return { value in
      abs(value) >= 100 ? logit(value) : signed(NumberText.fixed(value, decimals: decimals))
    }
  }

  /// A number on the logit scale with its interval.
  package static func logitWithInterval(_ value: IntervalEstimate) -> String {
    withInterval(value, format: logitFormat(value.lower, value.upper))
  }

  /// A number as text with a minus sign instead of a hyphen.
  package static func signed(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// A likelihood ratio or an odds ratio.
  package static func ratio(_ value: Double) -> String {
    value < 1 ? shareText(value) : NumberText.ratio(value)
  }

  /// Both ends of a number of people, `(245–288)`.
  package static func ends(_ people: PeopleEstimate) -> String {
    "(\(NumberText.count(people.lower))–\(NumberText.count(people.upper)))"
  }

  /// A number of people with its interval, `274 (245–288)`.
  package static func withInterval(_ people: PeopleEstimate) -> String {
    "\(NumberText.count(people.estimate)) \(ends(people))"
  }

  /// A text in which a percent sign stays with its number.
  package static func unbroken(_ text: String) -> String {
    text.split(separator: " %", omittingEmptySubsequences: false).joined(separator: "\u{A0}%")
  }

  /// `a, b and c`.
  package static func list(_ items: [String]) -> String {
    guard let last = items.last else { return "" }
    return items.count == 1
      ? last : "\(items.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// A name or condition as part of a list: in quotation marks where it could be taken for two, or for
  /// a part of one.
  package static func listed(_ item: String) -> String {
    let dividesLists =
      item.contains { ",;\"\u{201C}\u{201D}".contains($0) } || item.contains(" and ")
    return dividesLists ? "\u{201C}\(item)\u{201D}" : item
  }

  /// The text with its first letter in upper case.
  package static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
