import Draws
import SpecialFunctions

/// Draws of one chain of a setting's accuracy at the median study.
struct ComparedAccuracy: Sendable {
  let logitSensitivity: [Double]
  let logitSpecificity: [Double]
  let sensitivity: [Double]
  let specificity: [Double]

  init(logitSensitivity: [Double], logitSpecificity: [Double]) {
    (self.logitSensitivity, self.logitSpecificity) = (logitSensitivity, logitSpecificity)
    sensitivity = logitSensitivity.map(inverseLogit)
    specificity = logitSpecificity.map(inverseLogit)
  }

  /// A value of two settings at one draw.
  typealias Value = @Sendable (ComparedAccuracy, ComparedAccuracy, Int) -> Double
  /// What holds for two settings at one draw.
  typealias Condition = (ComparedAccuracy, ComparedAccuracy, Int) -> Bool

  /// What is reported of a pair, the first setting with the second, in the order of docs/contract.md.
  static let quantities: [(base: String, scale: Variable.Scale, value: Value)] = [
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

  // On the logit scale, where proportions that round to 1 still differ.
  static func isMoreSensitive(_ a: ComparedAccuracy, _ b: ComparedAccuracy, _ draw: Int) -> Bool {
    a.logitSensitivity[draw] > b.logitSensitivity[draw]
  }

  static func isMoreSpecific(_ a: ComparedAccuracy, _ b: ComparedAccuracy, _ draw: Int) -> Bool {
    a.logitSpecificity[draw] > b.logitSpecificity[draw]
  }
}

extension ComparisonQuadrants {
  /// From the share of draws in which something holds.
  init(_ share: (ComparedAccuracy.Condition) -> Double) {
    let (sensitive, specific) = (
      ComparedAccuracy.isMoreSensitive, ComparedAccuracy.isMoreSpecific
    )
    self.init(
      bothHigher: share { sensitive($0, $1, $2) && specific($0, $1, $2) },
      bothLower: share { !sensitive($0, $1, $2) && !specific($0, $1, $2) },
      sensitivityOnly: share { sensitive($0, $1, $2) && !specific($0, $1, $2) },
      specificityOnly: share { !sensitive($0, $1, $2) && specific($0, $1, $2) })
  }
}

extension ComparisonMargins {
  /// With a margin, from the share of draws in which something holds.
  init(_ margin: Double, _ share: (ComparedAccuracy.Condition) -> Double) {
    self.init(
      margin: margin,
      sensitivityNotLower: share { $0.sensitivity[$2] > $1.sensitivity[$2] - margin },
      specificityNotLower: share { $0.specificity[$2] > $1.specificity[$2] - margin },
      sensitivityHigher: share { $0.sensitivity[$2] > $1.sensitivity[$2] + margin },
      specificityHigher: share { $0.specificity[$2] > $1.specificity[$2] + margin })
  }
}
