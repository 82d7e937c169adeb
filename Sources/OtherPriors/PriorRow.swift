import SpecialFunctions

/// Sensitivity and specificity of the same data under another prior.
public struct PriorRow: Sendable, Equatable {
  /// Preset of the other prior.
  public var prior: String
  /// Sensitivity at the median study.
  public var sensitivity: IntervalEstimate
  /// Specificity at the median study.
  public var specificity: IntervalEstimate
  /// Sensitivity with its 95 % interval, whatever the level of the run; NaN in saved runs that lack it.
  public var sensitivity95: IntervalEstimate
  /// Specificity with its 95 % interval.
  public var specificity95: IntervalEstimate
  /// Whether the draws behind this row pass the gates of the main fit for both means.
  public var isReliable: Bool

  package init(
    prior: String, sensitivity: IntervalEstimate, specificity: IntervalEstimate,
    sensitivity95: IntervalEstimate, specificity95: IntervalEstimate, isReliable: Bool
  ) {
    (self.prior, self.sensitivity, self.specificity) = (prior, sensitivity, specificity)
    (self.sensitivity95, self.specificity95, self.isReliable) = (
      sensitivity95, specificity95, isReliable
    )
  }
}
