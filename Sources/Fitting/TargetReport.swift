import AccuracyMeasures
import Requests

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
  package init(
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
  package init(withheld targets: AccuracyTargets) {
    self.targets = targets
    (summary, newSetting) = (.nan, .nan)
  }
}
