import AccuracyMeasures
import ModelInterface
import Testing

@Suite struct SummaryLineDirectionsTests {
  /// 100 draws, `positive` of which have rho > 0.
  private func draws(positive: Int) -> PopulationColumns {
    func column(_ value: Double) -> [Double] { [Double](repeating: value, count: 100) }
    return PopulationColumns(
      muSensitivity: column(1), muSpecificity: column(2), tauSensitivity: column(1),
      tauSpecificity: column(0.5), rho: (0..<100).map { $0 < positive ? 0.4 : -0.4 })
  }

  /// Exactly 5 % is still shown. D on S has slope (1 + v) / (0.25 + v) with v = -0.2 where rho is
  /// positive, and rises in all draws.
  @Test(arguments: [(0, false), (5, false), (6, true), (100, true)])
  func aCurveIsWithheldAboveFivePerCent(positive: Int, isWithheld: Bool) {
    let columns = draws(positive: positive)
    for kind in [SummaryLineKind.etaOnXi, .xiOnEta, .majorAxis] {
      let found = SummaryLineDirections(kind, draws: columns)
      #expect(found.shareOfFallingLines == Double(positive) / 100, "\(kind)")
      #expect(found.isWithheld == isWithheld && found.usableDraws == 100)
    }
    for kind in [SummaryLineKind.rutterGatsonis, .differenceOnSum] {
      let found = SummaryLineDirections(kind, draws: columns)
      #expect(found.shareOfFallingLines == 0 && !found.isWithheld, "\(kind)")
    }
  }

  @Test func drawsWithoutALine() {
    let columns = PopulationColumns(
      muSensitivity: [1, 1, 1], muSpecificity: [2, 2, 2], tauSensitivity: [1, 1, 1],
      tauSpecificity: [0, 0.5, 0.5], rho: [-0.5, 0, -0.5])
    let regression = SummaryLineDirections(.xiOnEta, draws: columns)
    #expect(regression.usableDraws == 1 && regression.isWithheld)
    #expect(SummaryLineDirections(.etaOnXi, draws: columns).usableDraws == 2)
    let none = PopulationColumns(
      muSensitivity: [], muSpecificity: [], tauSensitivity: [], tauSpecificity: [], rho: [])
    let empty = SummaryLineDirections(.rutterGatsonis, draws: none)
    #expect(empty.isWithheld && empty.shareOfFallingLines.isNaN)
  }

  /// The counts are those of the curve itself.
  @Test func theCurveCountsTheSame() throws {
    let columns = ROCCurveTests.draws(700, seed: 15)
    let range = try #require(ObservedFalsePositiveRange(lower: 0.1, upper: 0.5))
    for kind in SummaryLineKind.allCases {
      let curve = try summaryCurve(kind, draws: columns, observedRange: range, level: 0.9)
      let found = SummaryLineDirections(kind, draws: columns)
      #expect(found.usableDraws == curve.usableDraws)
      #expect(found.shareOfFallingLines == curve.shareOfFallingLines)
    }
  }
}
