import Distributions
import Testing

@testable import AccuracyModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ScoreSplineTests {
  private func coordinates(_ rho: ScalarPrior) -> CovarianceCoordinates {
    let tau = ScalarPrior.halfNormal(scale: 1)
    return CovarianceCoordinates(
      prior: .separate(tauSensitivity: tau, tauSpecificity: tau, rho: rho))
  }

  private func spline(_ prior: ScalarPrior) -> ScoreSpline {
    CovarianceCoordinates.fisherSpline(prior)
  }

  /// A prior around rho0 whose smaller rate of the distance is given.
  private static func penalised(_ rho0: Double, left: Double, rate: Double) -> ScalarPrior {
    let u = rho0 > 0 ? -0.5 : 0.5
    let s = 1 - rho0 * rho0
    let distance = (2 * (1 - u * rho0) / s - 2 - log((1 - u * u) / s)).squareRoot()
    let right = 1 - left
    return .penalisedComplexityCorrelation(
      rho0: rho0, left: left, u: u,
      alpha: u < rho0
        ? left * exp(-rate * max(1, right / left) * distance)
        : 1 - right * exp(-rate * max(1, left / right) * distance))
  }

  /// With all |rho| < 0.99 within three knots the density was off by up to 0.23, and the table fell.
  /// Measured: at most 9.6e-4 for all rates that may be written.
  @Test(arguments: [-0.999, -0.9, 0.3, 0.9, 0.98, 0.99, 0.999], [0.25, 0.5, 1.6, 20])
  func densityOfPenalisedPriorsIsRight(rho0: Double, rate: Double) {
    for left in [0.1, 0.5, 0.6] {
      let prior = Self.penalised(rho0, left: left, rate: rate)
      // A rate that a probability near 1 cannot say in double precision.
      guard let rates = prior.distanceRates, rates.below < 1e4, rates.above < 1e4 else { continue }
      let spline = spline(prior)
      var worst = 0.0
      for step in 0...250 {
        let z = -2.5 + 0.02 * Double(step)
        let score = spline.score(of: z)
        if abs(score) > 8 { continue }
        let slope = spline.evaluate(score).slope
        let density = -0.5 * score * score - 0.5 * log(2 * Double.pi) - log(slope)
        worst = max(worst, abs(density - prior.logDensityOfFisherZ(z)))
      }
      #expect(worst < 1.2e-3, "left \(left): \(worst) with knots \(spline.step) apart")
    }
  }

  /// Priors at the ends of their ranges, of every family.
  @Test(arguments: [
    "lkj(0.01)", "lkj(10000)", "uniform(-1, 0)", "uniform(0, 0.001)", "uniform(0.999, 1)",
    "fisher_z(0, 100)", "fisher_z(10, 0.001)",
  ])
  func noPriorOfRhoIsLeftWithAnError(text: String) throws {
    let prior = try ScalarPrior(parsing: text, for: .rho)
    #expect(coordinates(prior).densityError < ScoreSpline.toleratedError)
  }

  /// The same of tau; inverse gammas of almost no shape have their mass beyond any likelihood.
  @Test(arguments: [
    "half_student_t(0.5, 1)", "half_normal(0.001)", "uniform(0, 2)", "uniform(1, 1.001)",
    "uniform(0, 10000)", "inverse_gamma(0.0001, 10000)", "gamma_precision(0.0001, 0.000001)",
  ])
  func noPriorOfTauIsLeftWithAnError(text: String) throws {
    let prior = try ScalarPrior(parsing: text, for: .tau)
    let covariance = CovariancePrior.separate(
      tauSensitivity: prior, tauSpecificity: prior, rho: .lkj(eta: 2))
    #expect(
      CovarianceCoordinates(prior: covariance).densityError < ScoreSpline.toleratedError)
  }

  /// The tables of all presets are those of 1/16: draws of usual runs stay as they were.
  @Test func presetsKeepTheirTables() {
    for prior in testPriors {
      let coordinates = CovarianceCoordinates(prior: prior.covariance)
      #expect(coordinates.steps.allSatisfy { $0 == ScoreSpline.widestStep })
      #expect(coordinates.densityError < ScoreSpline.toleratedError)
    }
  }
}
