/// What the derived measures need from the data: two means and the observed false positive rates.
public struct MeasureContext: Sendable, Equatable {
  /// Mean over studies of 1 / diseased; NaN if no study has a diseased arm.
  public let meanReciprocalDiseased: Double
  /// Mean over studies of 1 / non-diseased; NaN if no study has a non-diseased arm.
  public let meanReciprocalNondiseased: Double
  /// The observed false positive rates; nil if no study has a non-diseased arm.
  public let observedRange: ObservedFalsePositiveRange?

  /// Sums up the data once, before any draw is looked at.
  ///
  /// - Parameters:
  ///   - diseasedTotals: diseased per study; zero marks a missing arm.
  ///   - nondiseasedTotals: non-diseased per study; zero marks a missing arm.
  ///   - falsePositives: false positives per study.
  public init(diseasedTotals: [Int], nondiseasedTotals: [Int], falsePositives: [Int]) {
    meanReciprocalDiseased = meanReciprocal(ofTotals: diseasedTotals)
    meanReciprocalNondiseased = meanReciprocal(ofTotals: nondiseasedTotals)
    observedRange = ObservedFalsePositiveRange(
      falsePositives: falsePositives, nondiseasedTotals: nondiseasedTotals)
  }
}
