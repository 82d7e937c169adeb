import Draws
import SpecialFunctions

/// Draws of one chain of a population's accuracy at the median study.
package struct ComparedAccuracy: Sendable {
  /// Logit sensitivity, draw by draw.
  package let logitSensitivity: [Double]
  /// Logit specificity.
  package let logitSpecificity: [Double]
  /// Sensitivity.
  package let sensitivity: [Double]
  /// Specificity.
  package let specificity: [Double]

  /// Draws on the logit scale, as many of both.
  package init(logitSensitivity: [Double], logitSpecificity: [Double]) {
    (self.logitSensitivity, self.logitSpecificity) = (logitSensitivity, logitSpecificity)
    sensitivity = logitSensitivity.map(inverseLogit)
    specificity = logitSpecificity.map(inverseLogit)
  }

  /// A value of two settings at one draw.
  package typealias Value = @Sendable (ComparedAccuracy, ComparedAccuracy, Int) -> Double
  /// What holds for two settings at one draw.
  package typealias Condition = (ComparedAccuracy, ComparedAccuracy, Int) -> Bool

  /// What is reported of a pair, the first setting with the second, in the order of docs/contract.md.
  package static let quantities: [(base: String, scale: Variable.Scale, value: Value)] = [
    ("relative_sensitivity", .ratio, { $0.sensitivity[$2] / $1.sensitivity[$2] }),
    ("relative_specificity", .ratio, { $0.specificity[$2] / $1.specificity[$2] }),
    ("difference_sensitivity", .correlation, { $0.sensitivity[$2] - $1.sensitivity[$2] }),
    ("difference_specificity", .correlation, { $0.specificity[$2] - $1.specificity[$2] }),
    (
      "log_relative_dor", .real,
      {
        $0.logitSensitivity[$2] + $0.logitSpecificity[$2] - $1.logitSensitivity[$2]
          - $1.logitSpecificity[$2]
      }
    ),
    ("p_higher_sensitivity", .probability, { isMoreSensitive($0, $1, $2) ? 1 : 0 }),
    ("p_higher_specificity", .probability, { isMoreSpecific($0, $1, $2) ? 1 : 0 }),
    (
      "p_higher_both", .probability,
      { isMoreSensitive($0, $1, $2) && isMoreSpecific($0, $1, $2) ? 1 : 0 }
    ),
  ]

  /// What is reported of a pair of tests in one new study, in the order of docs/contract.md.
  package static let quantitiesInNewStudy: [(base: String, scale: Variable.Scale, value: Value)] =
    quantities.filter { !$0.base.hasPrefix("relative_") && $0.base != "log_relative_dor" }.map {
      ($0.base + "_new", $0.scale, $0.value)
    }

  /// Whether the first is more sensitive at a draw; on the logit scale, where proportions that round to 1
  /// still differ.
  package static func isMoreSensitive(
    _ a: ComparedAccuracy, _ b: ComparedAccuracy, _ draw: Int
  ) -> Bool {
    a.logitSensitivity[draw] > b.logitSensitivity[draw]
  }

  /// Whether the first is more specific at a draw.
  package static func isMoreSpecific(
    _ a: ComparedAccuracy, _ b: ComparedAccuracy, _ draw: Int
  ) -> Bool {
    a.logitSpecificity[draw] > b.logitSpecificity[draw]
  }
}
