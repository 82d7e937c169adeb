import Distributions
import Foundation
import SpecialFunctions
import Testing

/// Density, distribution function and quantile of every family are three separate pieces of code;
/// these tests hold each against the others. What ties them to the right family is in
/// `FamilyDefinitionTests`.
@Suite struct ScalarPriorTests {
  static let grid = Array(stride(from: -8.0, through: 8, by: 0.25))

  /// Integrates the density between neighbouring quantiles, a point of non-smoothness apart.
  private func mass(
    _ low: Double, _ high: Double, kink: Double?, _ density: (Double) -> Double
  ) -> Double {
    let rule = GaussLegendre()
    guard let kink, kink > low, kink < high else {
      let quarter = (high - low) / 4
      return (0..<4).reduce(0) { sum, k in
        sum + rule.integrate(low + Double(k) * quarter, low + Double(k + 1) * quarter, density)
      }
    }
    return mass(low, kink, kink: nil, density) + mass(kink, high, kink: nil, density)
  }

  private func kink(_ prior: ScalarPrior) -> Double? {
    if case .penalisedComplexityCorrelation(let rho0, _, _, _) = prior { return rho0 }
    return nil
  }

  /// Phi(b) - Phi(a) without cancellation.
  private func normalMass(_ a: Double, _ b: Double) -> Double {
    a >= 0
      ? normalUpperTail(a) - normalUpperTail(b) : normalCDF(b) - normalCDF(a)
  }

  @Test(arguments: PriorCatalogue.mu)
  func densityOfMuHasTheMassBetweenQuantiles(prior: ScalarPrior) {
    var total = 0.0
    for (a, b) in zip(Self.grid, Self.grid.dropFirst()) {
      let low = prior.quantile(normalScore: a)
      let high = prior.quantile(normalScore: b)
      // asinh of the distance from the centre makes heavy tails integrable by one rule.
      let center = prior.quantile(normalScore: 0)
      let value = mass(asinh(low - center), asinh(high - center), kink: nil) { s in
        exp(prior.logDensity(center + sinh(s))) * cosh(s)
      }
      total += value
      #expect(isClose(value, normalMass(a, b), relative: 2e-11), "z in \(a)...\(b)")
    }
    #expect(isClose(total, 1, absolute: 1e-12))
  }

  @Test(arguments: PriorCatalogue.tau)
  func densityOfTauHasTheMassBetweenQuantiles(prior: ScalarPrior) {
    var total = 0.0
    for (a, b) in zip(Self.grid, Self.grid.dropFirst()) {
      let low = prior.logQuantile(normalScore: a)
      let high = prior.logQuantile(normalScore: b)
      let value = mass(low, high, kink: nil) { y in exp(prior.logDensity(exp(y)) + y) }
      total += value
      let expected = normalMass(a, b)
      // A uniform prior's upper end is met by log tau in steps of 1e-16.
      #expect(isClose(value, expected, relative: 2e-11, absolute: 1e-15), "z in \(a)...\(b)")
      let onLogScale = mass(low, high, kink: nil) { exp(prior.logDensityOfLogarithm($0)) }
      #expect(isClose(onLogScale, value, relative: 1e-12))
    }
    #expect(isClose(total, 1, absolute: 1e-12))
  }

  @Test(arguments: PriorCatalogue.rho)
  func densityOfRhoHasTheMassBetweenQuantiles(prior: ScalarPrior) {
    var total = 0.0
    for (a, b) in zip(Self.grid, Self.grid.dropFirst()) {
      let low = prior.fisherZQuantile(normalScore: a)
      let high = prior.fisherZQuantile(normalScore: b)
      let value = mass(low, high, kink: kink(prior).map(atanh)) { y in
        exp(prior.logDensityOfFisherZ(y))
      }
      total += value
      let expected = normalMass(a, b)
      #expect(isClose(value, expected, relative: 2e-11, absolute: 2e-15), "z in \(a)...\(b)")
      // The density on rho's own scale, where rho has not yet lost its distance from +-1.
      if max(abs(low), abs(high)) < 6 {
        let natural = mass(low, high, kink: kink(prior).map(atanh)) { y in
          exp(prior.logDensity(tanh(y))) / (cosh(y) * cosh(y))
        }
        #expect(isClose(natural, expected, relative: 1e-9, absolute: 2e-15), "z in \(a)...\(b)")
      }
    }
    #expect(isClose(total, 1, absolute: 1e-12))
  }

  @Test(arguments: PriorCatalogue.mu + PriorCatalogue.tau)
  func tailsAndScoreAgreeWithTheQuantile(prior: ScalarPrior) {
    for z in Self.grid {
      let x = prior.quantile(normalScore: z)
      // Rounding x by one step moves the score by step f(x) / phi(z).
      let rounding = 4 * x.ulp * exp(prior.logDensity(x) - normalLogDensity(z))
      #expect(abs(prior.normalScore(x) - z) <= 1e-12 + rounding, "z = \(z), x = \(x)")
      let relative = 1e-12 * max(1, abs(z)) + (abs(z) + 1) * rounding
      #expect(isClose(prior.cdf(x), normalCDF(z), relative: relative), "z = \(z)")
      #expect(isClose(prior.upperTail(x), normalUpperTail(z), relative: relative), "z = \(z)")
    }
  }

  @Test(arguments: PriorCatalogue.rho)
  func tailsOfRhoAgreeWithTheQuantile(prior: ScalarPrior) {
    for z in Self.grid where abs(z) <= 5 {
      let rho = prior.quantile(normalScore: z)
      let rounding = 4 * rho.ulp * exp(prior.logDensity(rho) - normalLogDensity(z))
      if rounding > 1e-3 { continue }
      #expect(abs(prior.normalScore(rho) - z) <= 1e-12 + rounding, "z = \(z), rho = \(rho)")
      let relative = 1e-11 + (abs(z) + 1) * rounding
      #expect(isClose(prior.cdf(rho), normalCDF(z), relative: relative), "z = \(z)")
      #expect(isClose(prior.upperTail(rho), normalUpperTail(z), relative: relative), "z = \(z)")
    }
  }

  @Test(arguments: PriorCatalogue.tau)
  func logarithmOfTauIsAccurateFarIntoBothTails(prior: ScalarPrior) {
    for z in Self.grid + [-36, -30, -12, 12, 20] {
      let y = prior.logQuantile(normalScore: z)
      let rate = exp(prior.logDensityOfLogarithm(y) - normalLogDensity(z))
      let rounding = rate.isFinite ? 4 * y.ulp * rate : 0
      // An end of a uniform prior other than 0 is met by log tau in steps of 1e-16.
      if case .uniform(let low, _) = prior, z > 8 || (low > 0 && z < -8) { continue }
      let score = prior.normalScore(logarithm: y)
      #expect(abs(score - z) <= 1e-12 * max(1, abs(z)) + rounding, "z = \(z): \(score)")
      let x = prior.quantile(normalScore: z)
      if x > 1e-300, x < 1e300 {
        let unit = max(1, abs(y))
        #expect(isClose(exp(y), x, relative: 1e-14 * unit, absolute: 1e-300), "z = \(z)")
      }
    }
  }

  @Test(arguments: PriorCatalogue.rho)
  func fisherZIsAccurateFarIntoBothTails(prior: ScalarPrior) {
    let interval = prior.support
    for z in Self.grid + [-36, -30, -12, 12, 30, 36] {
      // An end inside (-1, 1) is met by atanh(rho) in steps of 1e-16.
      if z < -7, interval.lower > -1 { continue }
      if z > 7, interval.upper < 1 { continue }
      let y = prior.fisherZQuantile(normalScore: z)
      let rate = exp(prior.logDensityOfFisherZ(y) - normalLogDensity(z))
      let score = prior.normalScore(fisherZ: y)
      let rounding = 4 * max(y.ulp, 1e-16) * rate
      #expect(abs(score - z) <= 1e-12 * max(1, abs(z)) + rounding, "z = \(z): \(score)")
      #expect(isClose(tanh(y), prior.quantile(normalScore: z), absolute: 1e-14))
    }
  }

  @Test(arguments: PriorCatalogue.all)
  func derivativeAgreesWithDifferences(prior: ScalarPrior) {
    for z in stride(from: -2.9, through: 2.9, by: 0.47) {
      let x = prior.quantile(normalScore: z)
      let interval = prior.support
      let room = min(x - interval.lower, interval.upper - x, max(1e-2, abs(x)))
      // Nearer to rho = +-1 differences on this scale lose their digits; see the test in atanh rho.
      if interval.lower == -1, room < 1e-3 { continue }
      let numerical = numericalDerivative(x, step: 1e-3 * room) { prior.logDensity($0) }
      let exact = prior.logDensityDerivative(x)
      #expect(isClose(exact, numerical, relative: 1e-7, absolute: 1e-7 / room), "x = \(x)")
    }
  }

  @Test(arguments: PriorCatalogue.tau)
  func derivativeInLogTauAgreesWithDifferences(prior: ScalarPrior) {
    for z in [-2.2, -0.6, 0.9, 2.1] {
      let y = prior.logQuantile(normalScore: z)
      let numerical = numericalDerivative(y, step: 1e-3) { prior.logDensityOfLogarithm($0) }
      let exact = prior.logDensityOfLogarithmDerivative(y)
      #expect(isClose(exact, numerical, relative: 1e-7, absolute: 1e-7), "y = \(y)")
    }
  }

  @Test(arguments: PriorCatalogue.rho)
  func derivativeInFisherZAgreesWithDifferences(prior: ScalarPrior) {
    for z in [-4.2, -2.2, -0.6, 0.9, 2.1, 4.3] {
      let y = prior.fisherZQuantile(normalScore: z)
      let numerical = numericalDerivative(y, step: 1e-4) { prior.logDensityOfFisherZ($0) }
      if abs(z) > 2, !numerical.isFinite { continue }  // The step crosses an end of the support.
      let exact = prior.logDensityOfFisherZDerivative(y)
      #expect(isClose(exact, numerical, relative: 1e-6, absolute: 1e-7), "y = \(y)")
    }
  }

  @Test(arguments: PriorCatalogue.all)
  func scoreIsFiniteInsideAndInfiniteOutside(prior: ScalarPrior) {
    let (lower, upper) = prior.support
    let inside = [
      lower.isFinite ? max(lower.nextUp, lower + 1e-300) : -1e300,
      upper.isFinite ? upper.nextDown : 1e300,
    ]
    for x in inside {
      #expect(prior.normalScore(x).isFinite, "x = \(x): \(prior.normalScore(x))")
      #expect(!prior.logDensity(x).isNaN, "x = \(x)")
    }
    let scores = inside.map { prior.normalScore($0) }
    #expect(scores[0] < scores[1])
    for x in [lower, lower - 0.1] {
      #expect(prior.cdf(x) == 0 && prior.upperTail(x) == 1)
      #expect(prior.logDensity(x) == -.infinity)
      #expect(prior.normalScore(x) == -.infinity)
    }
    for x in [upper, upper + 0.1] {
      #expect(prior.cdf(x) == 1 && prior.upperTail(x) == 0)
      #expect(prior.logDensity(x) == -.infinity)
      #expect(prior.normalScore(x) == .infinity)
    }
  }

  @Test(arguments: PriorCatalogue.all)
  func quantileIncreasesAndStaysInside(prior: ScalarPrior) {
    let (lower, upper) = prior.support
    var last = -Double.infinity
    for z in stride(from: -9.0, through: 9, by: 0.1) {
      let x = prior.quantile(normalScore: z)
      #expect(x > lower && x < upper, "z = \(z): \(x)")
      #expect(x >= last, "z = \(z)")
      last = x
    }
  }

  /// BUGS users' inverse gamma with shape 0.01: tau itself overflows, its logarithm does not.
  @Test func quantilesBeyondTheLargestNumberSaturate() {
    let prior = ScalarPrior.inverseGammaVariance(shape: 0.01, rate: 0.01)
    #expect(prior.quantile(normalScore: 7) == .greatestFiniteMagnitude)
    for z in [-8.0, -2, 0, 3, 7, 9] {
      let y = prior.logQuantile(normalScore: z)
      #expect(isClose(prior.normalScore(logarithm: y), z, relative: 1e-12, absolute: 1e-12))
    }
    #expect(prior.normalScore(1e-300) == -.greatestFiniteMagnitude)
    let bounded = ScalarPrior.lkj(eta: 2)
    #expect(bounded.quantile(normalScore: 30) == (1.0).nextDown)
  }
}
