import Distributions
import Foundation
import SpecialFunctions
import Testing

/// Facts that each family's name promises, from closed forms or other software.
@Suite struct FamilyDefinitionTests {
  @Test func scalesAndRatesMeanWhatTheySay() {
    #expect(isClose(ScalarPrior.normal(mean: 1, sd: 2).cdf(3), 0.8413447460685429, relative: 1e-14))
    let logistic = ScalarPrior.logistic(location: 1, scale: 2)
    #expect(isClose(logistic.cdf(3), 1 / (1 + exp(-1)), relative: 1e-14))
    // |N(0, 2^2)| < 2 with probability 2 Phi(1) - 1.
    #expect(isClose(ScalarPrior.halfNormal(scale: 2).cdf(2), 0.6826894921370859, relative: 1e-14))
    #expect(isClose(ScalarPrior.halfCauchy(scale: 2.5).cdf(2.5), 0.5, relative: 1e-14))
    #expect(isClose(ScalarPrior.exponential(rate: 2).upperTail(3), exp(-6), relative: 1e-14))
    #expect(isClose(ScalarPrior.uniform(lower: 1, upper: 5).cdf(2), 0.25, relative: 1e-14))
    let complexity = ScalarPrior.penalisedComplexity(upper: 3, alpha: 0.05)
    #expect(isClose(complexity.upperTail(3), 0.05, relative: 1e-14))
    #expect(isClose(complexity.upperTail(6), 0.0025, relative: 1e-14))
  }

  /// t with 3 degrees of freedom: F(t) = 1/2 + (atan(t/r) + (t/r) / (1 + t^2/3)) / pi, r = sqrt 3.
  @Test(arguments: [0.1, 1, 4, 50])
  func studentTWithThreeDegreesOfFreedom(t: Double) {
    let u = t / 3.0.squareRoot()
    let inner = (atan(u) + u / (1 + u * u)) / .pi
    let whole = ScalarPrior.studentT(df: 3, location: -1, scale: 2)
    #expect(isClose(whole.cdf(-1 + 2 * t), 0.5 + inner, relative: 1e-13))
    #expect(isClose(whole.cdf(-1 - 2 * t), 0.5 - inner, relative: 1e-10))
    let half = ScalarPrior.halfStudentT(df: 3, scale: 2)
    #expect(isClose(half.cdf(2 * t), 2 * inner, relative: 1e-13))
  }

  @Test func oneDegreeOfFreedomIsCauchy() {
    for z in [-8.0, -3, -0.2, 0, 1.1, 8] {
      let general = ScalarPrior.halfStudentT(df: 1, scale: 2.5)
      let special = ScalarPrior.halfCauchy(scale: 2.5)
      let reference = special.quantile(normalScore: z)
      #expect(isClose(general.quantile(normalScore: z), reference, relative: 2e-13))
      let density = special.logDensity(reference)
      #expect(isClose(general.logDensity(reference), density, relative: 1e-13))
    }
  }

  /// With shape 1, P(tau < t) = exp(-rate / t^2); with shape 2 it is (1 + x) e^-x, x = rate / t^2.
  @Test(arguments: [0.05, 0.4, 1, 20])
  func inverseGammaIsOnTheVariance(t: Double) {
    let x = 0.7 / (t * t)
    let one = ScalarPrior.inverseGammaVariance(shape: 1, rate: 0.7)
    #expect(isClose(one.cdf(t), exp(-x), relative: 1e-12))
    let two = ScalarPrior.inverseGammaVariance(shape: 2, rate: 0.7)
    #expect(isClose(two.cdf(t), (1 + x) * exp(-x), relative: 1e-12))
    #expect(two.expression == "inverse_gamma(2, 0.7)")
    let precision = ScalarPrior.gammaPrecision(shape: 2, rate: 0.7)
    #expect(precision.cdf(t) == two.cdf(t))
  }

  /// Beta(2, 2): F = v^2 (3 - 2 v); Beta(1, 1) is uniform; Beta(1/2, 1/2): F = 2/pi asin(sqrt v).
  @Test(arguments: [-0.999, -0.4, 0, 0.3, 0.97])
  func lkjIsASymmetricBeta(rho: Double) {
    let v = (1 + rho) / 2
    #expect(isClose(ScalarPrior.lkj(eta: 2).cdf(rho), v * v * (3 - 2 * v), relative: 1e-12))
    #expect(isClose(ScalarPrior.lkj(eta: 1).cdf(rho), v, relative: 1e-12))
    let arcsine = 2 / .pi * asin(v.squareRoot())
    #expect(isClose(ScalarPrior.lkj(eta: 0.5).cdf(rho), arcsine, relative: 1e-12))
    let density = ScalarPrior.lkj(eta: 2).logDensity(rho)
    #expect(isClose(density, log(0.75 * (1 - rho * rho)), relative: 1e-12))
  }

  @Test func fisherZIsNormalInAtanh() {
    let prior = ScalarPrior.fisherZ(mean: -0.4, sd: 1.118)
    #expect(isClose(prior.cdf(tanh(-0.4)), 0.5, relative: 1e-14))
    let rho = prior.quantile(normalScore: 1.5)
    #expect(isClose(rho, tanh(-0.4 + 1.118 * 1.5), relative: 1e-14))
  }

  /// The distance straight from its definition, which loses digits only near rho0.
  private func plainDistance(_ rho: Double, _ rho0: Double) -> Double {
    let s = 1 - rho0 * rho0
    return (2 * (1 - rho * rho0) / s - 2 - log((1 - rho * rho) / s)).squareRoot()
  }

  @Test(arguments: [
    (-0.1, 0.5, -0.95, 0.05), (0, 0.5, 0.6, 0.9), (-0.7, 0.8, -0.9, 0.3), (0.99, 0.1, -0.2, 0.01),
  ])
  func penalisedCorrelationMeetsItsConditions(
    rho0: Double, left: Double, u: Double, alpha: Double
  ) {
    let prior = ScalarPrior.penalisedComplexityCorrelation(
      rho0: rho0, left: left, u: u, alpha: alpha)
    #expect(isClose(prior.cdf(rho0.nextDown), left, relative: 1e-7))
    #expect(isClose(prior.cdf(u), alpha, relative: 1e-13))
    let below = prior.logDensity(rho0 - 1e-9)
    let above = prior.logDensity(rho0 + 1e-9)
    #expect(isClose(below, above, absolute: 1e-6), "the density is continuous at rho0")
    // Exponential in the distance on either side: the ratio of log tails is that of distances.
    for (a, b) in [(-0.97, -0.995), (0.995, 0.9999)] {
      let tails = { (rho: Double) in
        rho < rho0 ? log(prior.cdf(rho) / left) : log(prior.upperTail(rho) / (1 - left))
      }
      let ratio = plainDistance(a, rho0) / plainDistance(b, rho0)
      #expect(isClose(tails(a) / tails(b), ratio, relative: 1e-10))
    }
  }

  @Test func penalisedCorrelationIsSmoothThroughItsReference() {
    let prior = ScalarPrior.penalisedComplexityCorrelation(
      rho0: -0.1, left: 0.5, u: -0.95, alpha: 0.05)
    for offset in [1e-12, 1e-8, 1e-5, 1e-3] {
      for rho in [-0.1 - offset, -0.1 + offset] {
        let numerical = numericalDerivative(rho, step: 0.2 * offset) { prior.logDensity($0) }
        let exact = prior.logDensityDerivative(rho)
        #expect(isClose(exact, numerical, relative: 1e-6, absolute: 2e-14 / offset), "\(rho)")
      }
    }
  }
}
