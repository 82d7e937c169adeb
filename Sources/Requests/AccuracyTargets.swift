import Documents
import Messages

/// What a test must reach to be of use: `P(Se > sensitivity and Sp > specificity)` is reported.
public struct AccuracyTargets: Sendable, Equatable {
  /// Sensitivity to exceed, in (0, 1).
  public var sensitivity: Double
  /// Specificity to exceed, in (0, 1).
  public var specificity: Double

  /// Targets for both.
  ///
  /// - Parameters:
  ///   - sensitivity: in (0, 1).
  ///   - specificity: in (0, 1).
  public init(sensitivity: Double = 0.8, specificity: Double = 0.8) {
    self.sensitivity = sensitivity
    self.specificity = specificity
  }

  /// Parses `0.9,0.8` (sensitivity, specificity) or `0.9` for both.
  ///
  /// - Parameter text: the option's value.
  /// - Throws: `AnalysisError` with code `.usage`.
  public init(parsing text: String) throws(AnalysisError) {
    let parts = text.filter { !$0.isWhitespace }.split(
      separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard (1...2).contains(parts.count), numbers.count == parts.count else {
      throw AnalysisError(
        .usage,
        "\(argument: .bothAbove) \(text): use sensitivity and specificity to exceed, as 0.9,0.8")
    }
    self.init(sensitivity: numbers[0], specificity: numbers[numbers.count - 1])
    try validate()
  }

  /// Requires both to be proportions that can be exceeded and missed.
  ///
  /// - Throws: `AnalysisError` with code `.usage`.
  package func validate() throws(AnalysisError) {
    for value in [sensitivity, specificity] where !(value > 0 && value < 1) {
      throw AnalysisError(
        .usage, "\(argument: .bothAbove) \(value): use numbers between 0 and 1, as 0.9,0.8")
    }
  }
}

extension AccuracyTargets {
  /// As "sensitivity above 0.90 and specificity above 0.80".
  package var text: String {
    "sensitivity above \(exact(sensitivity)) and specificity above \(exact(specificity))"
  }

  /// As "Both above 0.80", or the whole text where the targets differ.
  package var headline: String {
    sensitivity == specificity ? "Both above \(exact(sensitivity))" : "S" + text.dropFirst()
  }
}

/// A target as it was given, with two decimals at least.
private func exact(_ value: Double) -> String {
  (value * 100).rounded() == value * 100 ? NumberText.fixed(value, decimals: 2) : "\(value)"
}
