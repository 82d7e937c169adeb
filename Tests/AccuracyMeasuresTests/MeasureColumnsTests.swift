import AccuracyMeasures
import ModelInterface
import Testing

@Suite struct MeasureColumnsTests {
  static func draws(_ count: Int, seed: UInt64) -> PopulationColumns {
    var stream = TestStream(seed: seed)
    func column(_ lower: Double, _ upper: Double) -> [Double] {
      (0..<count).map { _ in stream.uniform(lower, upper) }
    }
    return PopulationColumns(
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
    let scope = MeasureScope.closedForms
    let derived = deriveMeasures(from: columns, context: AuditC.context, scope: scope)
    for measure in Measure.allCases {
      let expected = (0..<300).map {
        DerivedMeasures(columns[$0], context: AuditC.context, scope: scope)[measure]
      }
      #expect(expected.contains(where: \.isNaN) != scope.measures.contains(measure), "\(measure)")
      #expect(
        derived[measure].count == 300
          && zip(derived[measure], expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN },
        "\(measure)")
    }
  }
}
