import AccuracyMeasures
import Testing

@Suite struct MeasureColumnsTests {
  static func draws(_ count: Int, seed: UInt64) -> PosteriorColumns {
    var stream = TestStream(seed: seed)
    func column(_ lower: Double, _ upper: Double) -> [Double] {
      (0..<count).map { _ in stream.uniform(lower, upper) }
    }
    return PosteriorColumns(
      muSensitivity: column(1, 3), muSpecificity: column(0.5, 2),
      tauSensitivity: column(0.3, 2), tauSpecificity: column(0.2, 1.5), rho: column(-1, 1))
  }

  @Test func everyColumnHoldsItsMeasure() {
    let columns = Self.draws(37, seed: 2)
    let derived = deriveMeasures(from: columns, context: AuditC.context)
    #expect(derived.count == 37)
    for measure in Measure.allCases {
      let expected = (0..<37).map {
        DerivedMeasures(columns[$0], context: AuditC.context)[measure]
      }
      #expect(derived[measure] == expected, "\(measure)")
    }
  }

  @Test func joinedPartsEqualTheWhole() {
    let columns = Self.draws(50, seed: 3)
    let whole = deriveMeasures(from: columns, context: AuditC.context)
    let parts = [0..<1, 1..<20, 20..<20, 20..<50].map {
      deriveMeasures(from: columns, range: $0, context: AuditC.context)
    }
    let joined = MeasureColumns(joining: parts)
    #expect(joined.count == 50)
    for measure in Measure.allCases {
      #expect(joined[measure] == whole[measure], "\(measure)")
    }
  }

  @Test func namesAreThoseOfTheOutputFiles() {
    #expect(
      Measure.allCases.map(\.name) == [
        "sensitivity", "specificity", "fpr", "lr_positive", "lr_negative", "dor",
        "sensitivity_averaged", "specificity_averaged", "lambda", "theta", "beta", "var_accuracy",
        "var_threshold", "partial_auc", "auc", "i2",
      ])
  }
}
