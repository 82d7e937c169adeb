/// The false positive rates that the studies observed, the range over which a curve is drawn.
///
/// `lower` and `upper` are the raw extremes, without any correction, and bound the partial AUC.
/// A rate of exactly 0 or 1 has no logit, so for drawing only it moves in by half a patient:
/// `0.5 / (n + 1)` or `(n + 0.5) / (n + 1)`. If all rates coincide (a single study), the drawn range
/// is half a patient of the largest study on either side, so that a curve remains visible.
public struct ObservedFalsePositiveRange: Sendable, Equatable {
  /// Smallest observed rate, uncorrected, in [0, 1].
  public let lower: Double
  /// Largest observed rate, uncorrected, in [0, 1].
  public let upper: Double
  /// Smallest rate to draw, in (0, 1).
  public let drawableLower: Double
  /// Largest rate to draw, in (0, 1), above `drawableLower`.
  public let drawableUpper: Double

  /// The range over studies with a non-diseased arm, or nil if there is none.
  ///
  /// - Parameters:
  ///   - falsePositives: false positives per study, in `0...n`.
  ///   - nondiseasedTotals: non-diseased per study; zero marks a missing arm.
  public init?(falsePositives: [Int], nondiseasedTotals: [Int]) {
    precondition(falsePositives.count == nondiseasedTotals.count, "one total a study")
    var lower = Double.infinity
    var upper = -Double.infinity
    var drawableLower = Double.infinity
    var drawableUpper = -Double.infinity
    var largestTotal = 0
    for (positives, total) in zip(falsePositives, nondiseasedTotals) where total > 0 {
      let rate = Double(positives) / Double(total)
      let edge = 0.5 / (Double(total) + 1)
      let drawable = positives <= 0 ? edge : positives >= total ? 1 - edge : rate
      lower = min(lower, rate)
      upper = max(upper, rate)
      drawableLower = min(drawableLower, drawable)
      drawableUpper = max(drawableUpper, drawable)
      largestTotal = max(largestTotal, total)
    }
    guard largestTotal > 0 else { return nil }
    if drawableLower == drawableUpper {
      let half = 0.5 / (Double(largestTotal) + 1)
      drawableLower = max(drawableLower - half, 0.5 * half)
      drawableUpper = min(drawableUpper + half, 1 - 0.5 * half)
    }
    self.lower = lower
    self.upper = upper
    self.drawableLower = drawableLower
    self.drawableUpper = drawableUpper
  }

  /// A range given by its ends, for a curve beyond the data or for published figures.
  ///
  /// - Parameters:
  ///   - lower: smallest rate, in [0, 1].
  ///   - upper: largest rate, in [0, 1], above `lower`.
  ///   - margin: how far inside (0, 1) the drawn range stays.
  public init?(lower: Double, upper: Double, margin: Double = 1e-3) {
    guard lower >= 0, upper <= 1, lower < upper, margin > 0, margin < 0.5 else { return nil }
    let drawableLower = max(lower, margin)
    let drawableUpper = min(upper, 1 - margin)
    guard drawableLower < drawableUpper else { return nil }
    self.lower = lower
    self.upper = upper
    self.drawableLower = drawableLower
    self.drawableUpper = drawableUpper
  }
}
