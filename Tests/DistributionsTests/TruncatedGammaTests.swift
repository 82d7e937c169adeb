import Distributions
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The prior of degrees of freedom.
@Suite struct TruncatedGammaTests {
  private let prior = ScalarPrior.truncatedGamma(shape: 2, rate: 0.1, lower: 1)

  /// Gamma(2, rate r): P(X > x) = (1 + r x) exp(-r x).
  @Test func tailsAreTheClosedForm() {
    func upper(_ x: Double) -> Double { (1 + 0.1 * x) * exp(-0.1 * x) }
    for x in [1.0001, 1.5, 4, 20, 100, 400] {
      let exact = upper(x) / upper(1)
      #expect(abs(prior.upperTail(x) / exact - 1) < 1e-12)
      #expect(abs(prior.cdf(x) + prior.upperTail(x) - 1) < 1e-12)
      let density = 0.01 * x * exp(-0.1 * x) / upper(1)
      #expect(abs(prior.logDensity(x) - log(density)) < 1e-12)
      let slope = (prior.logDensity(x + 1e-5) - prior.logDensity(x - 1e-5)) / 2e-5
      #expect(abs(prior.logDensityDerivative(x) - slope) < 1e-5)
    }
    #expect(prior.logDensity(0.99) == -.infinity && prior.cdf(1) == 0)
  }

  @Test func quantilesInvert() {
    for score in stride(from: -5.0, through: 8, by: 0.5) {
      let x = prior.quantile(normalScore: score)
      #expect(x > 1)
      #expect(abs(prior.normalScore(x) - score) < 1e-6, "\(score): \(x)")
    }
  }

  @Test func readsBack() throws {
    let read = try ScalarPrior(parsing: "gamma(2, 0.1)", for: .nu)
    #expect(read == prior && read.expression == "gamma(2, 0.1)")
    #expect(throws: PriorError.self) { try ScalarPrior(parsing: "gamma(2, 0.1)", for: .tau) }
    #expect(throws: PriorError.self) { try ScalarPrior(parsing: "gamma(0, 0.1)", for: .nu) }
  }
}
