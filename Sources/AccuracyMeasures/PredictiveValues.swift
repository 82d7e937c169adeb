import SpecialFunctions

// Every predictive value of the program is worked out here: from the accuracy of one draw, or from a
// likelihood ratio, of which all accuracies with that ratio have the same. The report's script repeats
// the second in the reader's browser, because a slider moves the prevalence (`reportScript`); a test in
// a browser holds both together at every stop of the slider.

/// Probability of disease after a positive result.
///
/// `PPV = Se p / (Se p + (1 - Sp)(1 - p))`, with the prevalence taken as independent of accuracy.
///
/// - Parameters:
///   - sensitivity: in [0, 1].
///   - specificity: in [0, 1].
///   - prevalence: in [0, 1].
/// - Returns: PPV; NaN if nobody can test positive.
@inlinable
public func positivePredictiveValue(
  sensitivity: Double, specificity: Double, prevalence: Double
) -> Double {
  let truePositives = sensitivity * prevalence
  return truePositives / (truePositives + (1 - specificity) * (1 - prevalence))
}

/// Probability of no disease after a negative result.
///
/// `NPV = Sp (1 - p) / (Sp (1 - p) + (1 - Se) p)`, with the prevalence taken as independent of
/// accuracy.
///
/// - Parameters:
///   - sensitivity: in [0, 1].
///   - specificity: in [0, 1].
///   - prevalence: in [0, 1].
/// - Returns: NPV; NaN if nobody can test negative.
@inlinable
public func negativePredictiveValue(
  sensitivity: Double, specificity: Double, prevalence: Double
) -> Double {
  let trueNegatives = specificity * (1 - prevalence)
  return trueNegatives / (trueNegatives + (1 - sensitivity) * prevalence)
}

/// Probability of disease after a positive result, from its likelihood ratio.
///
/// With the odds `o = p / (1 - p)` before the test it is `o LR+ / (1 + o LR+)`, written so that a ratio
/// without bound gives 1.
///
/// - Parameters:
///   - likelihoodRatio: LR+, not negative; may be infinite.
///   - prevalence: in [0, 1].
/// - Returns: PPV; 0 and 1 where nobody or everybody has the disease.
public func positivePredictiveValue(likelihoodRatio: Double, prevalence: Double) -> Double {
  guard prevalence > 0, prevalence < 1 else { return prevalence }
  let odds = prevalence / (1 - prevalence)
  return 1 / (1 + 1 / (odds * likelihoodRatio))
}

/// Probability of no disease after a negative result, from its likelihood ratio.
///
/// With the odds `o = p / (1 - p)` before the test it is `1 / (1 + o LR-)`.
///
/// - Parameters:
///   - likelihoodRatio: LR-, not negative; may be infinite.
///   - prevalence: in [0, 1].
/// - Returns: NPV; 1 and 0 where nobody or everybody has the disease.
public func negativePredictiveValue(likelihoodRatio: Double, prevalence: Double) -> Double {
  guard prevalence > 0, prevalence < 1 else { return 1 - prevalence }
  return 1 / (1 + prevalence / (1 - prevalence) * likelihoodRatio)
}

/// PPV and NPV with their intervals.
public struct PredictiveValues: Sendable, Equatable {
  /// Probability of disease after a positive result (PPV).
  public var positive: IntervalEstimate
  /// Probability of no disease after a negative result (NPV).
  public var negative: IntervalEstimate

  /// Both values.
  ///
  /// - Parameters:
  ///   - positive: PPV.
  ///   - negative: NPV.
  public init(positive: IntervalEstimate, negative: IntervalEstimate) {
    (self.positive, self.negative) = (positive, negative)
  }

  /// Probability of disease after a negative result, `1 - NPV`.
  public var diseaseAfterNegative: IntervalEstimate {
    negative.mapped(isIncreasing: false) { 1 - $0 }
  }
}

/// What a test does at one prevalence a draw, one column a quantity.
public struct PredictiveColumns: Sendable {
  /// PPV.
  public private(set) var positivePredictiveValues: [Double] = []
  /// NPV.
  public private(set) var negativePredictiveValues: [Double] = []
  /// Expected results of 1,000 people.
  public private(set) var counts: [ExpectedCounts] = []

  /// From draws of equal number; prevalence is independent of accuracy.
  ///
  /// - Parameters:
  ///   - sensitivities: in [0, 1].
  ///   - specificities: in [0, 1].
  ///   - prevalences: in [0, 1].
  public init(sensitivities: [Double], specificities: [Double], prevalences: [Double]) {
    positivePredictiveValues.reserveCapacity(prevalences.count)
    negativePredictiveValues.reserveCapacity(prevalences.count)
    counts.reserveCapacity(prevalences.count)
    for (draw, prevalence) in prevalences.enumerated() {
      let (se, sp) = (sensitivities[draw], specificities[draw])
      positivePredictiveValues.append(
        positivePredictiveValue(sensitivity: se, specificity: sp, prevalence: prevalence))
      negativePredictiveValues.append(
        negativePredictiveValue(sensitivity: se, specificity: sp, prevalence: prevalence))
      counts.append(ExpectedCounts(sensitivity: se, specificity: sp, prevalence: prevalence))
    }
  }
}

/// Expected results of testing a group of people, as natural frequencies.
public struct ExpectedCounts: Sendable, Equatable {
  /// People with the disease whom the test finds.
  public let truePositives: Double
  /// People with the disease whom the test misses.
  public let falseNegatives: Double
  /// People without the disease whom the test alarms.
  public let falsePositives: Double
  /// People without the disease whom the test clears.
  public let trueNegatives: Double

  /// Expected counts at one prevalence; the four add up to `people`.
  ///
  /// - Parameters:
  ///   - sensitivity: in [0, 1].
  ///   - specificity: in [0, 1].
  ///   - prevalence: in [0, 1].
  ///   - people: size of the group, 1,000 by default.
  public init(
    sensitivity: Double, specificity: Double, prevalence: Double, people: Double = 1000
  ) {
    let diseased = people * prevalence
    let nondiseased = people * (1 - prevalence)
    truePositives = diseased * sensitivity
    falseNegatives = diseased * (1 - sensitivity)
    falsePositives = nondiseased * (1 - specificity)
    trueNegatives = nondiseased * specificity
  }
}
