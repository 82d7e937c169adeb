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
