import SpecialFunctions
import Testing

@testable import Calibration

@Suite("Intervals beside truths")
struct CoverageSummaryTests {
  private func interval(_ lower: Double, _ upper: Double) -> IntervalEstimate {
    IntervalEstimate(estimate: expit((logit(lower) + logit(upper)) / 2), lower: lower, upper: upper)
  }

  /// Two hold the truth, one lies below it, one above, one is missing; worked out by hand on the logit scale.
  @Test func countsAndScores() {
    let (low, high) = (interval(expit(-1), expit(1)), interval(expit(1), expit(3)))
    let found = CoverageSummary(
      quantity: "sensitivity", method: "posterior",
      intervals: [
        (low, expit(0)), (high, expit(2)), (low, expit(1.5)), (high, expit(0)), nil,
      ], level: 0.9)
    #expect(found.count == 4 && found.missing == 1)
    #expect(found.coverage == 0.5 && found.below == 0.25 && found.above == 0.25)
    #expect(abs(found.width - 2) < 1e-9)
    // Distances outside are 0.5 and 1; 2 / alpha is 20.
    #expect(abs(found.score - (2 + 20 * 1.5 / 4)) < 1e-9)
    #expect(abs(found.bias - (0 + 0 - 1.5 + 2) / 4) < 1e-9)
    #expect(abs(found.rootMeanSquare - ((2.25 + 4) / 4).squareRoot()) < 1e-9)
    #expect(abs(found.coverageError - 0.25) < 1e-12)
  }

  /// An end that rounds to 1 is an end, though it has no logit.
  @Test func endsOfTheScaleCount() {
    let found = CoverageSummary(
      quantity: "specificity", method: "ml",
      intervals: [
        (IntervalEstimate(estimate: 0.999, lower: 0.9, upper: 1), 0.95), (interval(0.2, 0.4), 0.3),
      ],
      level: 0.95)
    #expect(found.count == 2 && found.coverage == 1 && found.width.isFinite)
  }
}
