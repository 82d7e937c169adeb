import AccuracyMeasures
import Foundation
import Testing

@Suite struct RegionTests {
  /// Skewed, correlated draws: normal theory would not give the right share here.
  static func draws(_ count: Int, seed: UInt64) -> (sensitivity: [Double], specificity: [Double]) {
    var stream = TestStream(seed: seed)
    var sensitivity: [Double] = []
    var specificity: [Double] = []
    for _ in 0..<count {
      let shared = stream.normal()
      sensitivity.append(2 + exp(0.6 * shared) + 0.2 * stream.normal())
      specificity.append(1 - 0.7 * shared + 0.5 * stream.normal())
    }
    return (sensitivity, specificity)
  }

  @Test(arguments: [0.5, 0.95, 0.999, 0.001], [40, 5000])
  func shareOfDrawsInsideIsTheLevel(level: Double, count: Int) throws {
    let draws = Self.draws(count, seed: 21)
    let region = try credibleRegion(
      muSensitivity: draws.sensitivity, muSpecificity: draws.specificity, level: level)
    let inside = zip(draws.sensitivity, draws.specificity).count {
      region.contains(logitSensitivity: $0, logitSpecificity: $1)
    }
    #expect(abs(Double(inside) / Double(count) - level) <= 1 / Double(count))
    #expect(region.level == level)
  }

  @Test func shapeAndCenterAreThoseOfTheDraws() throws {
    let draws = Self.draws(2001, seed: 22)
    let region = try empiricalRegion(
      logitSensitivities: draws.sensitivity, logitSpecificities: draws.specificity, level: 0.95)
    let count = 2001.0
    let meanA = draws.sensitivity.reduce(0, +) / count
    let meanB = draws.specificity.reduce(0, +) / count
    let covariance =
      zip(draws.sensitivity, draws.specificity).reduce(0) {
        $0 + ($1.0 - meanA) * ($1.1 - meanB)
      } / (count - 1)
    #expect(abs(region.covariance.covariance - covariance) < 1e-12)
    #expect(region.center.logitSensitivity == sortedQuantile(draws.sensitivity, 0.5))
    #expect(region.center.logitSpecificity == sortedQuantile(draws.specificity, 0.5))
  }

  /// Squared distance by the textbook inverse of the matrix, independent of the code under test.
  private func distance(_ region: Region, _ sensitivity: Double, _ specificity: Double) -> Double {
    let matrix = region.covariance
    let one = sensitivity - region.center.logitSensitivity
    let two = specificity - region.center.logitSpecificity
    let determinant =
      matrix.varianceSensitivity * matrix.varianceSpecificity
      - matrix.covariance * matrix.covariance
    return
      (matrix.varianceSpecificity * one * one - 2 * matrix.covariance * one * two
      + matrix.varianceSensitivity * two * two) / determinant
  }

  @Test(arguments: [(40, 0.5), (5000, 0.95)])
  func radiusIsAnOrderStatisticOfTheDistance(count: Int, level: Double) throws {
    let draws = Self.draws(count, seed: 26)
    let region = try credibleRegion(
      muSensitivity: draws.sensitivity, muSpecificity: draws.specificity, level: level)
    let distances = zip(draws.sensitivity, draws.specificity).map { distance(region, $0, $1) }
    let expected = distances.sorted()[Int(level * Double(count)) - 1]
    #expect(isClose(region.squaredRadius, expected, relative: 1e-10))
  }

  @Test func containsAgreesWithTheOutline() throws {
    let draws = Self.draws(1000, seed: 27)
    let region = try credibleRegion(
      muSensitivity: draws.sensitivity, muSpecificity: draws.specificity, level: 0.9)
    for point in region.polygon {
      for (scale, expected) in [(0.999, true), (1.001, false)] {
        let one = plainLogit(point.sensitivity) - region.center.logitSensitivity
        let two = -plainLogit(point.falsePositiveRate) - region.center.logitSpecificity
        let inside = region.contains(
          logitSensitivity: region.center.logitSensitivity + scale * one,
          logitSpecificity: region.center.logitSpecificity + scale * two)
        #expect(inside == expected)
      }
    }
    #expect(!region.contains(logitSensitivity: .nan, logitSpecificity: 1))
  }

  @Test func outlineIsClosedAndOnTheEllipse() throws {
    let draws = Self.draws(3000, seed: 23)
    let region = try empiricalRegion(
      logitSensitivities: draws.sensitivity, logitSpecificities: draws.specificity, level: 0.95)
    #expect(region.polygon.count == 201)
    let first = try #require(region.polygon.first)
    let last = try #require(region.polygon.last)
    #expect(first == last)
    for point in region.polygon {
      let squared = distance(
        region, plainLogit(point.sensitivity), -plainLogit(point.falsePositiveRate))
      #expect(isClose(squared, region.squaredRadius, relative: 1e-8))
    }
  }

  /// Area of the polygon on the logit scale against `pi r^2 sqrt|Sigma|`: the points go once round.
  @Test(arguments: [0.8, -0.8, 0, 0.9999])
  func outlineGoesOnceRound(correlation: Double) throws {
    let matrix = LogitCovariance(
      varianceSensitivity: 0.3, varianceSpecificity: 0.7,
      covariance: correlation * 0.21.squareRoot())
    let region = try Region(
      center: (logitSensitivity: 1, logitSpecificity: 2), covariance: matrix,
      squaredRadius: -2 * log(0.05), level: 0.95)
    let corners = region.polygon.map { point in
      (plainLogit(point.sensitivity), -plainLogit(point.falsePositiveRate))
    }
    let area =
      zip(corners, corners.dropFirst()).reduce(0) { sum, edge in
        sum + edge.0.0 * edge.1.1 - edge.1.0 * edge.0.1
      } / 2
    let exact =
      Double.pi * region.squaredRadius * (0.21 * (1 - correlation * correlation)).squareRoot()
    // 200 corners of an ellipse enclose sin(x) / x of it, x = 2 pi / 200.
    let share = sin(Double.pi / 100) / (Double.pi / 100)
    #expect(isClose(area, exact * share, relative: 1e-6))
  }

  @Test func exchangeOfTheAxes() throws {
    let draws = Self.draws(500, seed: 24)
    let region = try credibleRegion(
      muSensitivity: draws.sensitivity, muSpecificity: draws.specificity, level: 0.9)
    let mirrored = try credibleRegion(
      muSensitivity: draws.specificity, muSpecificity: draws.sensitivity, level: 0.9)
    #expect(isClose(region.squaredRadius, mirrored.squaredRadius, relative: 1e-10))
    let left = region.polygon.map(\.sensitivity)
    let right = mirrored.polygon.map { 1 - $0.falsePositiveRate }
    #expect(abs((left.max() ?? 0) - (right.max() ?? 1)) < 1e-10)
    #expect(abs((left.min() ?? 0) - (right.min() ?? 1)) < 1e-10)
  }

  @Test func extremeLogitsStayInTheUnitSquare() throws {
    var stream = TestStream(seed: 25)
    let region = try empiricalRegion(
      logitSensitivities: stream.normals(100).map { 50 + 1000 * $0 },
      logitSpecificities: stream.normals(100).map { -50 + 1e-3 * $0 }, level: 0.95)
    for point in region.polygon {
      #expect(point.sensitivity >= 0 && point.sensitivity <= 1)
      #expect(point.falsePositiveRate >= 0 && point.falsePositiveRate <= 1)
    }
  }

  @Test func errors() {
    func error(_ one: [Double], _ two: [Double], _ level: Double) -> AccuracyMeasuresError? {
      do throws(AccuracyMeasuresError) {
        _ = try empiricalRegion(logitSensitivities: one, logitSpecificities: two, level: level)
        return nil
      } catch {
        return error
      }
    }
    #expect(error([1, 2], [1, 2], 0.5) == .tooFewDraws(count: 2))
    #expect(error([1, 2, .nan], [1, 2, 4], 0.5) == .nonFiniteDraw(index: 2))
    #expect(error([1, 2, 3], [.infinity, 2, 4], 0.5) == .nonFiniteDraw(index: 0))
    #expect(error([1, 2, 3], [2, 4, 6], 0.5) == .degenerateCovariance)
    #expect(error([1, 1, 1], [2, 4, 7], 0.5) == .degenerateCovariance)
    #expect(error([1, 2, 3], [2, 4, 7], 1) == .levelOutOfRange(level: 1))
    #expect(error([1, 2, 3], [2, 4, 7], 0.5) == nil)
  }
}
