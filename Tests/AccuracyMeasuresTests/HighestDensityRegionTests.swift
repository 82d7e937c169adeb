import Foundation
import Testing

@testable import AccuracyMeasures

/// Mutants caught here, tried one at a time: a threshold from the grid's nodes instead of the draws
/// (shares of 1 for 0.95), no turning onto the principal axes (area of slanted draws), the other
/// diagonal at a saddle, or always the same (pieces joined or cut), no border (a line without an end).
@Suite struct HighestDensityRegionTests {
  typealias Draws = (sensitivity: [Double], specificity: [Double])

  static func normalDraws(_ count: Int, correlation: Double, seed: UInt64) -> Draws {
    var stream = TestStream(seed: seed)
    var draws: Draws = ([], [])
    for _ in 0..<count {
      let (one, two) = (stream.normal(), stream.normal())
      draws.sensitivity.append(1 + 0.4 * one)
      draws.specificity.append(
        2 + 0.9 * (correlation * one + (1 - correlation * correlation).squareRoot() * two))
    }
    return draws
  }

  /// Two clouds far apart.
  static func twoClouds(_ count: Int, seed: UInt64) -> Draws {
    var draws = normalDraws(count, correlation: 0.3, seed: seed)
    for index in draws.sensitivity.indices where index % 3 == 0 {
      draws.sensitivity[index] += 4
      draws.specificity[index] -= 6
    }
    return draws
  }

  /// Student's t on one degree of freedom more than has a variance, as heavy as prediction draws get.
  static func heavyTails(_ count: Int, seed: UInt64) -> Draws {
    var stream = TestStream(seed: seed)
    var draws = normalDraws(count, correlation: -0.8, seed: seed + 1)
    for index in draws.sensitivity.indices {
      let chiSquared = (0..<3).reduce(0) { sum, _ in sum + pow(stream.normal(), 2) }
      let scale = (3 / chiSquared).squareRoot()
      draws.sensitivity[index] *= scale
      draws.specificity[index] *= scale
    }
    return draws
  }

  private func share(of draws: Draws, in region: HighestDensityRegion) -> Double {
    let inside = zip(draws.sensitivity, draws.specificity).count {
      region.contains(logitSensitivity: $0, logitSpecificity: $1)
    }
    return Double(inside) / Double(draws.sensitivity.count)
  }

  private func regions(_ draws: Draws, _ levels: [Double]) throws -> [HighestDensityRegion] {
    try highestDensityRegions(
      logitSensitivities: draws.sensitivity, logitSpecificities: draws.specificity,
      levels: levels)
  }

  /// Counted by the outline itself, not by the estimate that it was made from.
  @Test(arguments: [200, 4000, 20_000])
  func shareOfDrawsInsideIsTheLevel(count: Int) throws {
    for (name, draws) in [
      ("normal", Self.normalDraws(count, correlation: -0.7, seed: 1)),
      ("slanted", Self.normalDraws(count, correlation: 0.999, seed: 2)),
      ("clouds", Self.twoClouds(count, seed: 3)), ("tails", Self.heavyTails(count, seed: 4)),
      ("bent", RegionTests.draws(count, seed: 5)),
    ] {
      for region in try regions(draws, [0.95, 0.5, 0.8]) {
        let share = share(of: draws, in: region)
        let allowed = max(0.005, 1.5 / Double(count))
        #expect(
          abs(share - region.level) <= allowed, "\(name) \(count) \(region.level): \(share)")
      }
    }
  }

  /// For normal draws the smallest region is the ellipse of the chi-squared radius, whose area is
  /// `-2 pi log(1 - level) sqrt|Sigma|`. The kernel adds its own variance, `h^2`, to both axes; the
  /// contour of the smoothed density has nearly the shape of the true one, so the area stays.
  @Test(arguments: [0.0, -0.7, 0.95])
  func areaOfNormalDrawsIsThatOfTheEllipse(correlation: Double) throws {
    let draws = Self.normalDraws(40_000, correlation: correlation, seed: 6)
    let deviations = 0.4 * 0.9 * (1 - correlation * correlation).squareRoot()
    for region in try regions(draws, [0.95, 0.5]) {
      let exact = -2 * Double.pi * log(1 - region.level) * deviations
      #expect(isClose(region.logitArea, exact, relative: 0.05), "\(region.logitArea / exact)")
      #expect(region.polygons.count == 1)
    }
  }

  /// A third of the draws in one place, two thirds in another: two pieces, and far less area than the
  /// one ellipse that must span both.
  @Test func twoCloudsAreTwoPieces() throws {
    let draws = Self.twoClouds(12_000, seed: 7)
    let region = try regions(draws, [0.9])[0]
    #expect(region.polygons.count == 2)
    let between = region.contains(logitSensitivity: 3, logitSpecificity: -1)
    #expect(!between)
    let ellipse = try credibleRegion(
      muSensitivity: draws.sensitivity, muSpecificity: draws.specificity, level: 0.9)
    let ellipseArea =
      Double.pi * ellipse.squaredRadius
      * (ellipse.covariance.varianceSensitivity * ellipse.covariance.varianceSpecificity
      - pow(ellipse.covariance.covariance, 2)).squareRoot()
    #expect(region.logitArea < 0.6 * ellipseArea, "\(region.logitArea) \(ellipseArea)")
  }

  /// A ring of draws has a hole, which is an outline of the other sense.
  @Test func aRingHasAHole() throws {
    var stream = TestStream(seed: 8)
    var draws: Draws = ([], [])
    for _ in 0..<20_000 {
      let angle = stream.uniform(0, 2 * .pi)
      let radius = 3 + 0.3 * stream.normal()
      draws.sensitivity.append(radius * cos(angle))
      draws.specificity.append(radius * sin(angle))
    }
    let region = try regions(draws, [0.9])[0]
    #expect(region.polygons.count == 2)
    let holds = [(0.0, 0.0), (3, 0), (0, -3), (5, 0)].map {
      region.contains(logitSensitivity: $0.0, logitSpecificity: $0.1)
    }
    #expect(holds == [false, true, true, false])
    #expect(abs(share(of: draws, in: region) - 0.9) < 0.005)
    // About 2 pi r times the width that holds 90 %; the kernel is wide for so thin a ring.
    #expect(region.logitArea > 15 && region.logitArea < 28, "\(region.logitArea)")
  }

  @Test func outlinesAreClosedAndInsideTheUnitSquare() throws {
    for draws in [Self.heavyTails(3000, seed: 9), Self.twoClouds(300, seed: 10)] {
      for region in try regions(draws, [0.999, 0.5]) {
        for polygon in region.polygons {
          let first = try #require(polygon.first)
          let last = try #require(polygon.last)
          #expect(first == last && polygon.count > 4)
          let rates = polygon.flatMap { [$0.falsePositiveRate, $0.sensitivity] }
          #expect(rates.allSatisfy { $0 >= 0 && $0 <= 1 })
        }
      }
    }
    let region = try regions(Self.normalDraws(500, correlation: 0, seed: 11), [0.5])[0]
    #expect(!region.contains(logitSensitivity: .nan, logitSpecificity: 2))
    #expect(!region.contains(logitSensitivity: 1, logitSpecificity: .nan))
  }

  /// Two peaks on a diagonal of one cell: the saddle between them is at
  /// `(1 - low^2) / (2 - 2 low)`, so above the threshold for the higher pair of lows.
  @Test(arguments: [(0.2, 1), (0.0, 2)])
  func theSaddleDecidesWhatIsJoined(low: Double, pieces: Int) {
    for transposed in [false, true] {
      let inner = transposed ? [low, 1, 1, low] : [1, low, low, 1]
      var grid = ValueGrid(columns: 4, rows: 4, values: [Double](repeating: 0, count: 16))
      for (position, value) in zip([5, 6, 9, 10], inner) { grid.values[position] = value }
      let lines = grid.contours(at: 0.55)
      #expect(lines.count == pieces)
      #expect(lines.reduce(0) { $0 + $1.count } == 8 + (low > 0.55 ? 4 : 0))
    }
  }

  @Test func regionsAreNested() throws {
    let draws = RegionTests.draws(5000, seed: 12)
    let found = try regions(draws, [0.5, 0.95])
    for (x, y) in zip(draws.sensitivity, draws.specificity)
    where found[0].contains(logitSensitivity: x, logitSpecificity: y) {
      let isHeld = found[1].contains(logitSensitivity: x, logitSpecificity: y)
      #expect(isHeld)
    }
  }

  @Test func errors() throws {
    let draws = Self.normalDraws(10, correlation: 0, seed: 13)
    #expect(throws: AccuracyMeasuresError.levelOutOfRange(level: 1)) {
      try regions(draws, [0.5, 1])
    }
    #expect(throws: AccuracyMeasuresError.tooFewDraws(count: 2)) {
      try regions(([1, 2], [2, 1]), [0.5])
    }
    #expect(throws: AccuracyMeasuresError.nonFiniteDraw(index: 2)) {
      try regions(([1, 2, .nan], [2, 1, 3]), [0.5])
    }
    #expect(throws: AccuracyMeasuresError.degenerateCovariance) {
      try regions(([1, 2, 3], [2, 4, 6]), [0.5])
    }
    #expect(try regions(draws, []).isEmpty)
  }
}
