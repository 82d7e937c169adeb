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

  @Test func measuresOutsideTheScopeAreNaN() {
    let columns = Self.draws(300, seed: 3)
    let whole = deriveMeasures(from: columns, context: AuditC.context)
    let part = deriveMeasures(from: columns, context: AuditC.context, scope: .closedForms)
    for measure in Measure.allCases {
      if MeasureScope.closedForms.measures.contains(measure) {
        #expect(part[measure] == whole[measure], "\(measure)")
      } else {
        #expect(part[measure].count == 300 && part[measure].allSatisfy(\.isNaN), "\(measure)")
      }
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
