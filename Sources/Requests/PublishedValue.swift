import CMath
import Messages

/// A published sensitivity and specificity, typed in to stand beside fits.
public struct PublishedValue: Sendable, Equatable {
  /// A proportion with its interval, where one was published.
  public struct Proportion: Sendable, Equatable {
    /// The estimate, in [0, 1].
    public var estimate: Double
    /// Lower end.
    public var lower: Double?
    /// Upper end.
    public var upper: Double?

    package init(estimate: Double, lower: Double? = nil, upper: Double? = nil) {
      (self.estimate, self.lower, self.upper) = (estimate, lower, upper)
    }
  }

  /// Whose value it is.
  public var label: String
  /// Sensitivity, if given.
  public var sensitivity: Proportion?
  /// Specificity, if given.
  public var specificity: Proportion?
  /// Level of the intervals, in (0, 1); 0.95 unless it is given.
  public var level = 0.95

  /// Parses `LABEL: se=0.903[0.53,1.00] sp=0.891[0.31,1.00]`, with `level=0.9` where the intervals
  /// are not 95 % intervals.
  ///
  /// The label ends at the last `": "`. Intervals may be left out, and one of `se` and `sp`.
  ///
  /// - Parameter text: the option's value.
  /// - Throws: `AnalysisError` with code `.usage` that says what is wrong.
  public init(parsing text: String) throws(AnalysisError) {
    func problem(_ what: String) -> AnalysisError {
      AnalysisError(
        .usage,
        "\(argument: .published) \"\(text)\": \(what); "
          + "write \"LABEL: se=0.90[0.53,1.00] sp=0.89[0.31,1.00]\"")
    }
    let characters = Array(text)
    guard
      let colon = characters.indices.dropLast().last(where: {
        characters[$0] == ":" && characters[$0 + 1] == " "
      })
    else { throw problem("no \": \" ends a label") }
    label = String(characters[..<colon]).trimmingSpaces
    if label.isEmpty { throw problem("the label is empty") }
    // Spaces inside brackets are of no account.
    var parts: [String] = []
    var depth = 0
    for character in characters[(colon + 1)...] {
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      if character == " " {
        if depth <= 0 { parts.append("") }
      } else {
        if parts.isEmpty { parts.append("") }
        parts[parts.count - 1].append(character)
      }
    }
    var hasLevel = false
    for part in parts where !part.isEmpty {
      if part.lowercased().hasPrefix("level="), !hasLevel {
        level = try Self.level(part.dropFirst(6), problem)
        hasLevel = true
        continue
      }
      let value = part.dropFirst(3)
      switch part.prefix(3).lowercased() {
      case "se=" where sensitivity == nil: sensitivity = try Self.proportion(value, problem)
      case "sp=" where specificity == nil: specificity = try Self.proportion(value, problem)
      default: throw problem("\"\(part)\" is not one se=, sp= or level=")
      }
    }
    if sensitivity == nil && specificity == nil { throw problem("neither se= nor sp= is given") }
  }

  private static func level(
    _ text: Substring, _ problem: (String) -> AnalysisError
  ) throws(AnalysisError) -> Double {
    // Double(_:) would also read hexadecimal digits, which nobody publishes.
    guard !text.lowercased().contains("x"), let value = Double(text), value > 0, value < 1 else {
      throw problem("\"level=\(text)\" is not between 0 and 1, as level=0.9")
    }
    return value
  }

  private static func proportion(
    _ text: Substring, _ problem: (String) -> AnalysisError
  ) throws(AnalysisError) -> Proportion {
    func number(_ text: Substring) throws(AnalysisError) -> Double {
      // Double(_:) would also read hexadecimal digits, which nobody publishes.
      guard !text.lowercased().contains("x"), let value = Double(text), value >= 0, value <= 1
      else {
        throw problem("\"\(text)\" is not a number from 0 to 1")
      }
      return value
    }
    guard let bracket = text.firstIndex(of: "[") else {
      return Proportion(estimate: try number(text))
    }
    let ends = text[text.index(after: bracket)...]
    guard ends.last == "]" else { throw problem("\"\(text)\" has no closing bracket") }
    let parts = ends.dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw problem("\"\(text)\" needs two ends, as [0.53,1.00]") }
    let estimate = try number(text[..<bracket])
    let (lower, upper) = (try number(parts[0]), try number(parts[1]))
    guard lower <= estimate && estimate <= upper else {
      throw problem("the estimate in \"\(text)\" is outside its interval")
    }
    return Proportion(estimate: estimate, lower: lower, upper: upper)
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
