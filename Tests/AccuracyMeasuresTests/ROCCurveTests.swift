import AccuracyMeasures
import Foundation
import ModelInterface
import Testing

@Suite struct ROCCurveTests {
  /// Draws like those of a fit, with a few that have an enormous slope.
  static func draws(_ count: Int, seed: UInt64) -> PopulationColumns {
    var stream = TestStream(seed: seed)
    return PopulationColumns(
      muSensitivity: (0..<count).map { _ in 2.1 + 0.3 * stream.normal() },
      muSpecificity: (0..<count).map { _ in 1.3 + 0.2 * stream.normal() },
      tauSensitivity: (0..<count).map { _ in exp(0.1 + 0.3 * stream.normal()) },
      tauSpecificity: (0..<count).map { index in
        index % 50 == 7 ? 1e-9 : exp(-0.4 + 0.3 * stream.normal())
      },
      rho: (0..<count).map { _ in stream.uniform(-0.9, 0.2) })
  }

  /// 3001 draws take the histogram path, 300 the plain sort; both must equal a full sort.
  @Test(arguments: [(300, 0.95), (3001, 0.95), (3001, 0.5), (2048, 0.999)])
  func pointwiseBandsEqualSortedQuantiles(count: Int, level: Double) throws {
    let columns = Self.draws(count, seed: 11)
    let range = try #require(ObservedFalsePositiveRange(lower: 0.05, upper: 0.6))
    let curve = try summaryCurve(
      .rutterGatsonis, draws: columns, observedRange: range, level: level, pointCount: 7)
    #expect(curve.points.count == 7 && curve.usableDraws == count)
    #expect(abs(curve.points[0].falsePositiveRate - 0.05) < 1e-12)
    #expect(abs(curve.points[6].falsePositiveRate - 0.6) < 1e-12)
    for point in curve.points {
      let abscissa = plainLogit(point.falsePositiveRate)
      let ordinates = (0..<count).map { index in
        let slope = columns.tauSensitivity[index] / columns.tauSpecificity[index]
        return columns.muSensitivity[index] + slope * (abscissa + columns.muSpecificity[index])
      }
      #expect(abs(point.median - plainExpit(sortedQuantile(ordinates, 0.5))) < 1e-9)
      let lower = plainExpit(sortedQuantile(ordinates, (1 - level) / 2))
      let upper = plainExpit(sortedQuantile(ordinates, (1 + level) / 2))
      #expect(abs(point.lower - lower) < 1e-9)
      #expect(abs(point.upper - upper) < 1e-9)
    }
  }

  /// The share of draws whose whole line stays inside must be the level.
  @Test func simultaneousBandHoldsWholeCurves() throws {
    let count = 4000
    let columns = Self.draws(count, seed: 12)
    let range = try #require(ObservedFalsePositiveRange(lower: 0.05, upper: 0.6))
    let curve = try summaryCurve(.rutterGatsonis, draws: columns, observedRange: range, level: 0.9)
    let heldSimultaneously = share(of: columns, within: curve) {
      ($0.simultaneousLower, $0.simultaneousUpper)
    }
    let heldPointwise = share(of: columns, within: curve) { ($0.lower, $0.upper) }
    #expect(abs(heldSimultaneously - 0.9) <= 1.5 / Double(count))
    #expect(heldPointwise < 0.89)
    for point in curve.points {
      #expect(point.simultaneousLower <= point.lower && point.lower <= point.median)
      #expect(point.median <= point.upper && point.upper <= point.simultaneousUpper)
    }
  }

  /// The same for every type of line at 95 %. Bands made of pointwise quantiles (the mutant) hold less.
  @Test(arguments: SummaryLineKind.allCases)
  func simultaneousBandOfEveryKind(kind: SummaryLineKind) throws {
    let every = Self.draws(3000, seed: 14)
    // Correlations that leave all lines rising: bands of both kinds of lines end at 0 and 1.
    let columns = PopulationColumns(
      muSensitivity: every.muSensitivity, muSpecificity: every.muSpecificity,
      tauSensitivity: every.tauSensitivity,
      tauSpecificity: every.tauSpecificity.map { max($0, 0.2) },
      rho: every.rho.map { -0.7 + 0.3 * $0 })
    let range = try #require(ObservedFalsePositiveRange(lower: 0.03, upper: 0.7))
    let curve = try summaryCurve(kind, draws: columns, observedRange: range, level: 0.95)
    #expect(curve.usableDraws == 3000)
    func held(_ edges: (ROCCurve.Point) -> (Double, Double)) -> Double {
      let held = (0..<columns.count).count { index in
        let line = kind.line(columns[index])
        return curve.points.allSatisfy { point in
          let height = line.sensitivity(atFalsePositiveRate: point.falsePositiveRate)
          let (lower, upper) = edges(point)
          return height >= lower - 1e-12 && height <= upper + 1e-12
        }
      }
      return Double(held) / Double(columns.count)
    }
    let simultaneous = held { ($0.simultaneousLower, $0.simultaneousUpper) }
    let pointwise = held { ($0.lower, $0.upper) }
    #expect(abs(simultaneous - 0.95) <= 1.5 / 3000, "\(kind): \(simultaneous)")
    #expect(pointwise < 0.945, "\(kind): \(pointwise)")
  }

  private func share(
    of columns: PopulationColumns, within curve: ROCCurve,
    _ edges: (ROCCurve.Point) -> (Double, Double)
  ) -> Double {
    let held = (0..<columns.count).filter { index in
      let line = RutterGatsonisLine(columns[index])
      return curve.points.allSatisfy { point in
        let height = line.sensitivity(atFalsePositiveRate: point.falsePositiveRate)
        let (lower, upper) = edges(point)
        return height >= lower - 1e-12 && height <= upper + 1e-12
      }
    }
    return Double(held.count) / Double(columns.count)
  }

  @Test func lineAtMedians() throws {
    let columns = Self.draws(501, seed: 13)
    let range = try #require(ObservedFalsePositiveRange(lower: 0.1, upper: 0.5))
    let curve = try summaryCurve(
      .rutterGatsonis, draws: columns, observedRange: range, level: 0.95, pointCount: 3)
    let hierarchical = (0..<501).map { HierarchicalParameters(columns[$0]) }
    let lambda = sortedQuantile(hierarchical.map(\.lambda), 0.5)
    let beta = sortedQuantile(hierarchical.map(\.beta), 0.5)
    let line = try #require(curve.lineAtMedians)
    #expect(isClose(line.slope, exp(-beta), relative: 1e-12))
    #expect(isClose(line.intercept, lambda * exp(-beta / 2), relative: 1e-12))
    let point = curve.points[1]
    let height = plainExpit(line.intercept + line.slope * plainLogit(point.falsePositiveRate))
    #expect(abs(point.atMedians - height) < 1e-12)
  }

  @Test func drawsWithoutALineAreCountedOut() throws {
    let columns = PopulationColumns(
      muSensitivity: [1, 1, 1, 1], muSpecificity: [2, 2, 2, 2], tauSensitivity: [1, 1, 1, 1],
      tauSpecificity: [0, 1, 1, 1], rho: [0.5, -0.5, -0.5, 0.5])
    let range = try #require(ObservedFalsePositiveRange(lower: 0.1, upper: 0.5))
    let curve = try summaryCurve(.rutterGatsonis, draws: columns, observedRange: range, level: 0.95)
    #expect(curve.usableDraws == 3 && curve.shareOfFallingLines == 0)
    let regression = try summaryCurve(
      .etaOnXi, draws: columns, observedRange: range, level: 0.95)
    #expect(abs(regression.shareOfFallingLines - 1.0 / 3) < 1e-15)
    #expect(regression.lineAtMedians == nil && regression.points[0].atMedians.isNaN)
  }

  /// Ties leave the histogram without a scale; 3000 equal draws and two others must still do.
  @Test func tiedDraws() throws {
    func column(_ value: Double, _ last: Double) -> [Double] {
      [Double](repeating: value, count: 3000) + [last, last]
    }
    let columns = PopulationColumns(
      muSensitivity: column(1, 9), muSpecificity: column(2, 2), tauSensitivity: column(1, 1),
      tauSpecificity: column(2, 2), rho: column(0, 0))
    let range = try #require(ObservedFalsePositiveRange(lower: 0.1, upper: 0.5))
    let curve = try summaryCurve(
      .rutterGatsonis, draws: columns, observedRange: range, level: 0.95, pointCount: 2)
    let point = curve.points[1]
    #expect(abs(point.median - plainExpit(2)) < 1e-12)
    #expect(point.lower == point.median && point.upper == point.median)
    #expect(point.simultaneousLower == point.median && point.simultaneousUpper == point.median)
  }

  @Test func errors() throws {
    let range = try #require(ObservedFalsePositiveRange(lower: 0.1, upper: 0.5))
    let columns = Self.draws(10, seed: 1)
    for level in [0, 1, -1, .nan] {
      #expect(throws: AccuracyMeasuresError.self) {
        try summaryCurve(.rutterGatsonis, draws: columns, observedRange: range, level: level)
      }
    }
    let empty = PopulationColumns(
      muSensitivity: [], muSpecificity: [], tauSensitivity: [], tauSpecificity: [], rho: [])
    #expect(throws: AccuracyMeasuresError.tooFewDraws(count: 0)) {
      try summaryCurve(.rutterGatsonis, draws: empty, observedRange: range, level: 0.5)
    }
  }
}
