import Distributions
import Foundation
import SpecialFunctions
import Testing

/// What the presets imply, as published for the systems they reproduce (rounded as printed).
@Suite struct ImpliedPriorTests {
  private func tau(_ preset: String) throws -> ScalarPrior {
    try AccuracyPrior.preset(preset).covariance.tauSensitivity
  }

  private func rho(_ preset: String) throws -> ScalarPrior {
    try #require(try AccuracyPrior.preset(preset).covariance.rho)
  }

  @Test(arguments: [
    ("cochrane", [0.30, 0.55, 1.44], [0.005, 0.006, 0.006]),
    ("metabayesdta", [0.03, 0.67, 2.24], [0.005, 0.005, 0.005]),
    ("meta4diag", [0.12, 0.76, 308], [0.005, 0.005, 0.5]),
    ("meta4diag-pc", [0.025, 0.69, 3.69], [0.0005, 0.005, 0.005]),
    ("bamdit", [0.25, 5, 9.75], [1e-12, 1e-12, 1e-12]),
    ("copuladta-brma", [0.10, 2.5, 64], [0.005, 0.05, 0.5]),
  ])
  func quantilesOfTau(preset: String, expected: [Double], rounding: [Double]) throws {
    let prior = try tau(preset)
    for (k, z) in [-1.959963984540054, 0, 1.959963984540054].enumerated() {
      let value = prior.quantile(normalScore: z)
      #expect(isClose(value, expected[k], absolute: rounding[k]), "\(preset): \(value)")
    }
  }

  @Test(arguments: [
    ("cochrane", 0.95, 0.005), ("metabayesdta", 0.81, 0.005), ("meta4diag", 0.975, 0.0015),
    ("bamdit", 0.60, 0.005), ("copuladta-brma", 1, 0.005),
  ])
  func intervalOfRho(preset: String, limit: Double, rounding: Double) throws {
    let prior = try rho(preset)
    for side in [-1.0, 1] {
      let value = prior.quantile(normalScore: side * 1.959963984540054)
      #expect(isClose(value, side * limit, absolute: rounding), "\(preset): \(value)")
    }
  }

  @Test(arguments: [
    ("cochrane", 0.05, 1e-12), ("metabayesdta", 0.004, 0.0005), ("meta4diag", 0.10, 0.005),
    ("copuladta-brma", 0.85, 0.005),
  ])
  func massOfNearlyPerfectCorrelation(preset: String, mass: Double, rounding: Double) throws {
    let prior = try rho(preset)
    let value = prior.cdf(-0.95) + prior.upperTail(0.95)
    #expect(isClose(value, mass, absolute: rounding), "\(preset): \(value)")
  }

  @Test func halfOfCopulaDTAsCorrelationIsBeyondReason() throws {
    let prior = try rho("copuladta-brma")
    #expect(isClose(prior.cdf(-0.99) + prior.upperTail(0.99), 0.79, absolute: 0.005))
  }

  @Test(arguments: [
    ("cochrane", 0.65), ("metabayesdta", 0.002), ("meta4diag", 0.88), ("bamdit", 0.02),
  ])
  func massOfExtremeSensitivity(preset: String, mass: Double) throws {
    let prior = try AccuracyPrior.preset(preset).muSensitivity
    let value = prior.cdf(log(0.01 / 0.99)) + prior.upperTail(log(99))
    #expect(isClose(value, mass, absolute: mass < 0.01 ? 0.0005 : 0.005), "\(preset): \(value)")
  }
}
