import AccuracyMeasures
import Foundation
import Testing

@Suite struct ExpectedExpitTests {
  /// Values by 25-digit adaptive quadrature (mpmath), on both sides of every change of method.
  @Test(arguments: [
    (0.7, 0.3, 0.66495133115389393), (-2, 0.68, 0.13697462860306187),
    (-2, 0.69, 0.13747596393543781), (2.5, 1.6, 0.85541811645347974),
    (-1.3, 3, 0.35417453518135732), (4, 5, 0.77433386568763569),
    (1, 7.99, 0.5485873419647507), (1, 8, 0.5485297878076183),
    (9, 8.5, 0.84982785164056227), (-30, 20, 0.067604391995454195),
    (250, 300, 0.79766732539960047), (5, 1000, 0.50199469980962443),
    (-6, 1, 0.0040426474276149321),
  ])
  func highPrecisionValues(mean: Double, deviation: Double, expected: Double) {
    #expect(abs(expectedExpit(mean: mean, standardDeviation: deviation) - expected) < 1e-10)
  }

  /// Trapezoid rule with a step far below the distance of the nearest pole.
  private func bruteForce(_ mean: Double, _ deviation: Double) -> Double {
    let step = min(0.1, 0.6 / max(deviation, 1))
    let half = Int(9 / step)
    var sum = 0.0
    for index in -half...half {
      let z = Double(index) * step
      sum += exp(-0.5 * z * z) * plainExpit(mean + deviation * z)
    }
    return sum * step / (2 * Double.pi).squareRoot()
  }

  @Test func bruteForceOverTheWholeRange() {
    var worst = 0.0
    for exponent in stride(from: -4.0, through: 3.0, by: 0.05) {
      let deviation = pow(10, exponent)
      for mean in [-50, -17.3, -6, -3.1, -1, -0.2, 0, 0.01, 0.6, 2, 4.4, 9, 26, 50] {
        let value = expectedExpit(mean: mean, standardDeviation: deviation)
        worst = max(worst, abs(value - bruteForce(mean, deviation)))
      }
    }
    #expect(worst < 1e-10, "largest absolute error \(worst)")
  }

  @Test func reflection() {
    for deviation in [0, 0.1, 0.683, 1, 3, 7.9, 8, 50, 1000] {
      for mean in [0, 0.3, 2, 11, 49] {
        let sum =
          expectedExpit(mean: mean, standardDeviation: deviation)
          + expectedExpit(mean: -mean, standardDeviation: deviation)
        #expect(abs(sum - 1) < 1e-11)
      }
    }
  }

  @Test func edges() {
    for mean in [-3.0, 0, 1.5] {
      let value = expectedExpit(mean: mean, standardDeviation: 0)
      #expect(abs(value - plainExpit(mean)) < 1e-12)
    }
    for deviation in [0, 1e-300, 0.5, 5, 8, 1000] {
      #expect(expectedExpit(mean: 1e300, standardDeviation: deviation) == 1)
      #expect(expectedExpit(mean: -.infinity, standardDeviation: deviation) == 0)
    }
    #expect(abs(expectedExpit(mean: 1, standardDeviation: 1e300) - 0.5) < 1e-12)
    #expect(expectedExpit(mean: .nan, standardDeviation: 1).isNaN)
    #expect(expectedExpit(mean: 0, standardDeviation: .nan).isNaN)
    #expect(expectedExpit(mean: 0, standardDeviation: -1).isNaN)
    #expect(expectedExpit(mean: 0, standardDeviation: .infinity).isNaN)
  }
}
