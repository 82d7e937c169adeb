import AccuracyMeasures
import Reports

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
        .usage, "--both-above \(text): use sensitivity and specificity to exceed, as 0.9,0.8")
    }
    self.init(sensitivity: numbers[0], specificity: numbers[numbers.count - 1])
    try validate()
  }

  /// Requires both to be proportions that can be exceeded and missed.
  ///
  /// - Throws: `AnalysisError` with code `.usage`.
  func validate() throws(AnalysisError) {
    for value in [sensitivity, specificity] where !(value > 0 && value < 1) {
      throw AnalysisError(
        .usage, "--both-above \(value): use numbers between 0 and 1, as 0.9,0.8")
    }
  }
}

extension AccuracyTargets {
  /// As "sensitivity above 0.90 and specificity above 0.80".
  package var text: String {
    "sensitivity above \(exact(sensitivity)) and specificity above \(exact(specificity))"
  }

  /// As "Both above 0.80", or the whole text where the targets differ.
  var headline: String {
    sensitivity == specificity ? "Both above \(exact(sensitivity))" : "S" + text.dropFirst()
  }
}

/// A target as it was given, with two decimals at least.
private func exact(_ value: Double) -> String {
  (value * 100).rounded() == value * 100 ? NumberText.fixed(value, decimals: 2) : "\(value)"
}

/// How probable it is that a test reaches its targets.
public struct TargetReport: Sendable, Equatable {
  /// What was to be exceeded.
  public var targets: AccuracyTargets
  /// `P(Se > a and Sp > b)` at the summary point.
  public var summary: Double
  /// The same for the true accuracy in a new setting.
  public var newSetting: Double

  /// Counts draws.
  ///
  /// - Parameters:
  ///   - targets: what is to be exceeded.
  ///   - summary: paired draws of sensitivity and specificity at the summary point.
  ///   - newSetting: the same in a new setting.
  init(
    _ targets: AccuracyTargets, summary: (sensitivity: [Double], specificity: [Double]),
    newSetting: (sensitivity: [Double], specificity: [Double])
  ) {
    func share(_ draws: (sensitivity: [Double], specificity: [Double])) -> Double {
      probabilityBothAbove(
        sensitivities: draws.sensitivity, specificities: draws.specificity,
        thresholdSe: targets.sensitivity, thresholdSp: targets.specificity)
    }
    self.targets = targets
    self.summary = share(summary)
    self.newSetting = share(newSetting)
  }

  /// Targets of which nothing is known, because no study observed one of the arms.
  init(withheld targets: AccuracyTargets) {
    self.targets = targets
    (summary, newSetting) = (.nan, .nan)
  }
}
