import Foundation
import SpecialFunctions
import Testing

@Suite struct ProportionIntervalTests {
  /// P(X >= k) of a binomial by direct summation.
  private func upperTail(_ k: Int, _ n: Int, _ p: Double) -> Double {
    (k...n).reduce(0) { sum, j in
      let logTerm =
        logBinomialCoefficient(trials: n, successes: j) + Double(j) * log(p)
        + Double(n - j) * log1p(-p)
      return sum + exp(logTerm)
    }
  }

  @Test(arguments: [(0, 7), (1, 7), (3, 7), (7, 7), (59, 60), (12, 400), (1, 1), (200, 5000)])
  func clopperPearsonHasItsDefiningTails(k: Int, n: Int) {
    for level in [0.5, 0.9, 0.95, 0.999] {
      let interval = clopperPearsonInterval(successes: k, trials: n, level: level)
      let tail = (1 - level) / 2
      if k > 0 { #expect(isClose(upperTail(k, n, interval.lower), tail, relative: 1e-10)) }
      if k < n {
        // P(X <= k | p) is P(n - X >= n - k | 1 - p).
        #expect(isClose(upperTail(n - k, n, 1 - interval.upper), tail, relative: 1e-10))
      }
      #expect(k > 0 || interval.lower == 0)
      #expect(k < n || interval.upper == 1)
    }
  }

  @Test func zeroOfTenHasItsClosedForm() {
    let interval = clopperPearsonInterval(successes: 0, trials: 10, level: 0.95)
    #expect(isClose(interval.upper, 1 - pow(0.025, 0.1), relative: 1e-13))
  }

  /// The limits are the roots of |k/n - p| = z sqrt(p (1 - p) / n), Wilson's definition.
  @Test(arguments: [(0, 7), (3, 7), (7, 7), (59, 60), (12, 400)])
  func wilsonLimitsSolveTheScoreEquation(k: Int, n: Int) {
    let z = 1.959963984540054
    let interval = wilsonInterval(successes: k, trials: n, level: 0.95)
    for p in [interval.lower, interval.upper] where p > 0 && p < 1 {
      let distance = abs(Double(k) / Double(n) - p)
      #expect(isClose(distance, z * (p * (1 - p) / Double(n)).squareRoot(), relative: 1e-12))
    }
    #expect(interval.lower >= 0 && interval.upper <= 1 && interval.lower < interval.upper)
  }

  @Test func noTrialsMeansNoKnowledge() {
    #expect(clopperPearsonInterval(successes: 0, trials: 0, level: 0.95) == (0, 1))
    #expect(wilsonInterval(successes: 0, trials: 0, level: 0.95) == (0, 1))
  }
}
