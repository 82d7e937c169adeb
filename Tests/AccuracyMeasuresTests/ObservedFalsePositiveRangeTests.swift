import AccuracyMeasures
import Testing

@Suite struct ObservedFalsePositiveRangeTests {
  @Test func rawExtremes() throws {
    let range = try #require(AuditC.context.observedRange)
    #expect(abs(range.lower - 0.0588) < 5e-5 && abs(range.upper - 0.5201) < 5e-5)
    #expect(range.drawableLower == range.lower && range.drawableUpper == range.upper)
  }

  @Test func zeroAndOneMoveInByHalfAPatientForDrawingOnly() throws {
    let range = try #require(
      ObservedFalsePositiveRange(falsePositives: [0, 3, 9], nondiseasedTotals: [19, 10, 9]))
    #expect(range.lower == 0 && range.upper == 1)
    #expect(abs(range.drawableLower - 0.5 / 20) < 1e-15)
    #expect(abs(range.drawableUpper - 9.5 / 10) < 1e-15)
  }

  @Test func missingArmsDoNotCount() throws {
    let range = try #require(
      ObservedFalsePositiveRange(falsePositives: [0, 3, 4], nondiseasedTotals: [0, 10, 10]))
    #expect(range.lower == 0.3 && range.upper == 0.4)
    #expect(ObservedFalsePositiveRange(falsePositives: [0], nondiseasedTotals: [0]) == nil)
    #expect(ObservedFalsePositiveRange(falsePositives: [], nondiseasedTotals: []) == nil)
  }

  @Test(arguments: [(0, 8), (3, 8), (8, 8), (0, 1), (1, 1)])
  func oneStudyStillHasADrawableRange(positives: Int, total: Int) throws {
    let range = try #require(
      ObservedFalsePositiveRange(falsePositives: [positives], nondiseasedTotals: [total]))
    #expect(range.lower == range.upper)
    #expect(range.drawableLower > 0 && range.drawableUpper < 1)
    #expect(range.drawableLower < range.drawableUpper)
  }

  @Test func chosenRange() {
    #expect(ObservedFalsePositiveRange(lower: 0.4, upper: 0.4) == nil)
    #expect(ObservedFalsePositiveRange(lower: 0, upper: 1.1) == nil)
    #expect(ObservedFalsePositiveRange(lower: 0, upper: 1)?.drawableLower == 1e-3)
  }
}
