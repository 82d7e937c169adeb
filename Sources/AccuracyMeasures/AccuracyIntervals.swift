import SpecialFunctions

/// Medians and intervals of a test's accuracy in one setting, from which every prevalence's numbers
/// follow without a pass over the draws.
///
/// At a fixed prevalence PPV rises with LR+, NPV falls with LR-, and the counts are linear in sensitivity
/// or specificity; so their medians and equal-tailed intervals are those of the four carried along. The
/// report's script (`reportScript`) starts from the same numbers, to their last digit.
public struct AccuracyIntervals: Sendable, Equatable {
  /// Sensitivity.
  public var sensitivity: IntervalEstimate
  /// Specificity.
  public var specificity: IntervalEstimate
  /// LR+.
  public var positiveRatio: IntervalEstimate
  /// LR-.
  public var negativeRatio: IntervalEstimate

  /// The accuracy of a test.
  ///
  /// - Parameters:
  ///   - sensitivity: in [0, 1].
  ///   - specificity: in [0, 1].
  ///   - positiveRatio: LR+.
  ///   - negativeRatio: LR-.
  public init(
    sensitivity: IntervalEstimate, specificity: IntervalEstimate, positiveRatio: IntervalEstimate,
    negativeRatio: IntervalEstimate
  ) {
    (self.sensitivity, self.specificity) = (sensitivity, specificity)
    (self.positiveRatio, self.negativeRatio) = (positiveRatio, negativeRatio)
  }

  /// PPV and NPV.
  ///
  /// - Parameter prevalence: in [0, 1].
  /// - Returns: medians and intervals.
  public func predictiveValues(prevalence: Double) -> PredictiveValues {
    PredictiveValues(
      positive: positiveRatio.mapped {
        positivePredictiveValue(likelihoodRatio: $0, prevalence: prevalence)
      },
      negative: negativeRatio.mapped(isIncreasing: false) {
        negativePredictiveValue(likelihoodRatio: $0, prevalence: prevalence)
      })
  }
}
