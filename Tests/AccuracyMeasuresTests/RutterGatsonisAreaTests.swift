import AccuracyMeasures
import Foundation
import Testing

@Suite struct RutterGatsonisAreaTests {
  /// Values by 25-digit adaptive quadrature (mpmath): intercept, slope, range, normalised area.
  @Test(arguments: [
    [2.0, 0.5, 0, 1, 0.851413655869866], [2.0, 3.0, 0, 1, 0.64970901160977782],
    [-1, 1, 0, 1, 0.33869688733846589], [3, 0.05, 0, 1, 0.95240574655065174],
    [4, 1.84, 0.0588, 0.5201, 0.82833898438316585],
    [1.5, 0.7, 0.0588, 0.5201, 0.67806033813946624], [10, 40, 0.1, 0.9, 0.5776813474017824],
    [2, 20, 0, 0.3, 1.1068598043362927e-8], [1, 1, 0.2, 0.2001, 0.4046849502386109],
    [-3, 8, 0.001, 0.4, 0.00014139137733342962],
  ])
  func highPrecisionValues(_ row: [Double]) {
    let line = RutterGatsonisLine(intercept: row[0], slope: row[1])
    let area = rutterGatsonisAUC(line, lowerFPR: row[2], upperFPR: row[3])
    #expect(abs(area - row[4]) < 1e-8)
  }

  /// Midpoint rule in the false positive rate itself, with Richardson's step for the error.
  @Test func midpointRule() {
    var stream = TestStream(seed: 20_261_122)
    for _ in 0..<200 {
      let line = RutterGatsonisLine(
        intercept: stream.uniform(-6, 9), slope: exp(stream.uniform(-3, 3)))
      let lower = stream.uniform(0.01, 0.5)
      let upper = lower + stream.uniform(0.02, 0.49)
      func midpoint(_ count: Int) -> Double {
        (0..<count).reduce(0) { sum, index in
          let rate = lower + (upper - lower) * (Double(index) + 0.5) / Double(count)
          return sum + plainExpit(line.intercept + line.slope * plainLogit(rate))
        } / Double(count)
      }
      let coarse = midpoint(4000)
      let fine = midpoint(8000)
      let expected = fine + (fine - coarse) / 3
      let area = rutterGatsonisAUC(line, lowerFPR: lower, upperFPR: upper)
      #expect(abs(area - expected) < 1e-8, "\(line) \(lower) \(upper)")
    }
  }

  @Test func partsAddUpToTheWhole() {
    var stream = TestStream(seed: 5)
    for _ in 0..<200 {
      let line = RutterGatsonisLine(
        intercept: stream.uniform(-10, 10), slope: exp(stream.uniform(-6, 6)))
      let cut = stream.uniform(0.001, 0.999)
      let left = rutterGatsonisAUC(line, lowerFPR: 0, upperFPR: cut)
      let right = rutterGatsonisAUC(line, lowerFPR: cut, upperFPR: 1)
      let whole = rutterGatsonisAUC(line, lowerFPR: 0, upperFPR: 1)
      #expect(abs(cut * left + (1 - cut) * right - whole) < 1e-8)
    }
  }

  /// A slope of 1 has the closed form `theta (theta - 1 - log theta) / (theta - 1)^2`.
  @Test(arguments: [-8.0, -2, 0.5, 1, 3, 7, 20])
  func constantOddsRatio(intercept: Double) {
    let ratio = exp(intercept)
    let expected = ratio * (ratio - 1 - intercept) / ((ratio - 1) * (ratio - 1))
    let line = RutterGatsonisLine(intercept: intercept, slope: 1)
    #expect(abs(rutterGatsonisAUC(line, lowerFPR: 0, upperFPR: 1) - expected) < 1e-9)
  }

  @Test func auditC() {
    let line = RutterGatsonisLine(AuditC.reml)
    #expect(abs(rutterGatsonisAUC(line, lowerFPR: 0, upperFPR: 1) - 0.8879) < 5e-5)
    #expect(abs(rutterGatsonisAUC(line, lowerFPR: 0.0588, upperFPR: 0.5201) - 0.8700) < 5e-5)
    let hierarchical = HierarchicalParameters(AuditC.reml)
    let viaHierarchical = rutterGatsonisAUC(
      lambda: hierarchical.lambda, beta: hierarchical.beta, lowerFPR: 0, upperFPR: 1)
    #expect(abs(viaHierarchical - rutterGatsonisAUC(line, lowerFPR: 0, upperFPR: 1)) < 1e-12)
  }

  /// mada's discretisation: 99 trapezoid points divided by 99 instead of 98 intervals. It explains
  /// the .887 and .861 that mada prints for the same curve, and is right for neither.
  @Test func madaDiscretisation() {
    let line = RutterGatsonisLine(AuditC.reml)
    func discretised(_ lower: Double, _ upper: Double) -> Double {
      let heights = (0...98).map { index in
        line.sensitivity(atFalsePositiveRate: lower + (upper - lower) * Double(index) / 98)
      }
      return zip(heights, heights.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 } / 99
    }
    #expect(abs(discretised(0.01, 0.99) - 0.887) < 5e-4)
    #expect(abs(discretised(0.0588, 0.5201) - 0.861) < 5e-4)
  }

  /// A narrow range magnifies whatever is cut off the tail of a steep line; the line ends at
  /// logit -21, where 1e-9 is left below it.
  @Test(arguments: [3.0, 40, 1e3, 1e4, 1e5])
  func narrowRangeOfASteepLine(slope: Double) {
    let line = RutterGatsonisLine(intercept: -21 - slope * plainLogit(0.2001), slope: slope)
    let area = rutterGatsonisAUC(line, lowerFPR: 0.2, upperFPR: 0.2001)
    let expected = (0..<100).reduce(0) { sum, index in
      let rate = 0.2 + 0.0001 * (Double(index) + 0.5) / 100
      return sum + line.sensitivity(atFalsePositiveRate: rate) / 100
    }
    #expect(abs(area - expected) < 1e-7)
  }

  @Test func undefinedAreas() {
    let line = RutterGatsonisLine(intercept: 1, slope: 1)
    #expect(rutterGatsonisAUC(line, lowerFPR: 0.2, upperFPR: 0.2).isNaN)
    #expect(rutterGatsonisAUC(line, lowerFPR: 0.3, upperFPR: 0.2).isNaN)
    #expect(rutterGatsonisAUC(line, lowerFPR: -0.1, upperFPR: 0.2).isNaN)
    #expect(rutterGatsonisAUC(line, lowerFPR: .nan, upperFPR: 0.2).isNaN)
    let falling = RutterGatsonisLine(intercept: 1, slope: -1)
    #expect(rutterGatsonisAUC(falling, lowerFPR: 0, upperFPR: 1).isNaN)
    let flat = RutterGatsonisLine(intercept: 1.5, slope: 0)
    #expect(
      abs(rutterGatsonisAUC(flat, lowerFPR: 0.1, upperFPR: 0.4) - plainExpit(1.5)) < 1e-9)
    let steep = RutterGatsonisLine(intercept: 0, slope: 1e12)
    #expect(abs(rutterGatsonisAUC(steep, lowerFPR: 0.25, upperFPR: 1) - 2.0 / 3) < 1e-8)
    let far = RutterGatsonisLine(intercept: 1e6, slope: 1e3)
    #expect(abs(rutterGatsonisAUC(far, lowerFPR: 0, upperFPR: 1) - 1) < 1e-8)
    #expect(abs(rutterGatsonisAUC(far, lowerFPR: 0.1, upperFPR: 0.2) - 1) < 1e-8)
  }
}
