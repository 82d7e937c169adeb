import CStudyIntegrals
import Testing

@testable import CollapsedLikelihood

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct BinomialMarginTests {
  private let drops = (0..<Int(SROC_LEVELS)).map { sroc_level_drop(Int32($0)) }

  /// log f - max in the reflected orientation, straight from the definition.
  private func direct(_ y: Double, _ n: Double, _ t: Double) -> Double {
    func part(_ a: Double, _ p: Double) -> Double { a == 0 ? 0 : a * log(p) }
    let (p, q) = (1 / (1 + exp(-t)), 1 / (1 + exp(t)))
    return part(y, p) + part(n - y, q) - part(y, y / n) - part(n - y, 1 - y / n)
  }

  @Test(arguments: [
    (3, 7), (7, 3), (1, 1), (0, 5), (5, 0), (1, 0), (40, 2), (0, 752), (999_999, 1),
    (500_000, 500_000),
  ])
  func levelSetsEndWhereTheFactorHasFallen(correct: Int, incorrect: Int) {
    let margin = BinomialMargin(correct: correct, incorrect: incorrect)
    let (y, n) = (Double(min(correct, incorrect)), Double(correct + incorrect))
    #expect(margin.sign == (correct > incorrect ? -1 : 1))
    let (lower, upper) = margin.levelSets(drops: drops)
    for (k, drop) in drops.enumerated() {
      // log f is a difference of numbers of size n log n: absolute rounding grows with n.
      let rounding = 1e-12 * n + 1e-7 * (1 + drop)
      #expect(abs(direct(y, n, upper[k]) + drop) < rounding, "upper end, drop \(drop)")
      if y == 0 {
        #expect(lower[k] == -1e30)
      } else {
        #expect(abs(direct(y, n, lower[k]) + drop) < rounding, "lower end, drop \(drop)")
      }
    }
    for k in drops.indices.dropFirst() {
      #expect(upper[k] > upper[k - 1])
      if y > 0 { #expect(lower[k] < lower[k - 1]) }
    }
  }

  @Test func missingArmHasNoEnds() {
    let margin = BinomialMargin(correct: 0, incorrect: 0)
    let (lower, upper) = margin.levelSets(drops: drops)
    #expect(lower.allSatisfy { $0 == -1e30 } && upper.allSatisfy { $0 == 1e30 })
    #expect(margin.inverseSquaredSpacing(tolerance: 1e-7) == 0)
    #expect(margin.logMaximum == 0)
  }

  /// |Gamma(x + ik)| / Gamma(x) in closed form: for whole x from |Gamma(1 + ik)|^2 =
  /// pi k / sinh(pi k), for x = 1/2 |Gamma|^2 = pi / cosh(pi k), and |Gamma(x + 1 + ik)| =
  /// |x + ik| |Gamma(x + ik)| (DLMF 5.4.3, 5.4.4, 5.5.1).
  private func logModulusRatio(_ x: Double, _ k: Double) -> Double {
    let start = x == x.rounded() ? 1.0 : 0.5
    // log of 1 / (2 sinh) and 1 / (2 cosh), without overflow.
    var value =
      start == 1
      ? 0.5 * (log(2 * Double.pi * k) - Double.pi * k - log1p(-exp(-2 * Double.pi * k)))
      : 0.5 * (log(2.0) - Double.pi * k - log1p(exp(-2 * Double.pi * k)))
    var at = start
    while at < x {
      value += 0.5 * log1p(k * k / (at * at))
      at += 1
    }
    return value
  }

  @Test(arguments: [(3, 7), (1, 1), (0, 5), (0, 752), (12, 40), (300, 2000)])
  func spacingIsWhereTheTransformHasFallen(correct: Int, incorrect: Int) {
    for tolerance in [1e-3, 1e-7, 1e-11] {
      let margin = BinomialMargin(correct: correct, incorrect: incorrect)
      let inverse = margin.inverseSquaredSpacing(tolerance: tolerance)
      let k = 2 * Double.pi * inverse.squareRoot()
      let (x, z) = (max(Double(correct), 0.5), max(Double(incorrect), 0.5))
      let decay = logModulusRatio(x, k) + logModulusRatio(z, k)
      // k is found to 0.1 %; log decay is between linear and quadratic in k.
      #expect(abs(decay / (log(tolerance) - 1) - 1) < 3e-3)
      #expect(
        BinomialMargin(correct: incorrect, incorrect: correct)
          .inverseSquaredSpacing(tolerance: tolerance) == inverse)
    }
  }
}
