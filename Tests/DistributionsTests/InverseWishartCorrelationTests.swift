import Distributions
import Foundation
import Testing

@Suite("Marginal density of the correlation under an inverse Wishart prior")
struct InverseWishartCorrelationTests {
  static let priors = [
    InverseWishartPrior(degreesOfFreedom: 3, s11: 1, s12: 0, s22: 1),
    InverseWishartPrior(degreesOfFreedom: 5, s11: 0.7, s12: -0.4, s22: 2.5),
    InverseWishartPrior(degreesOfFreedom: 1.5, s11: 3, s12: 0.9, s22: 0.4),
    InverseWishartPrior(degreesOfFreedom: 12, s11: 2, s12: 1.2, s22: 1),
  ]

  /// The joint density integrated over log tau_se and log tau_sp, on a fine even grid.
  private func integrated(_ prior: InverseWishartPrior, rho: Double) -> Double {
    let (step, reach) = (0.05, 12.0)
    let count = Int(2 * reach / step)
    var sum = 0.0
    for i in 0...count {
      let first = -reach + Double(i) * step
      for j in 0...count {
        let second = -reach + Double(j) * step
        let density = prior.logDensity(tauSe: exp(first), tauSp: exp(second), rho: rho)
        sum += exp(density + first + second)
      }
    }
    return sum * step * step
  }

  @Test(arguments: priors)
  func agreesWithTheJointDensity(prior: InverseWishartPrior) {
    for rho in [-0.95, -0.4, 0, 0.3, 0.8] {
      let exact = integrated(prior, rho: rho)
      // With nu = 1.5 the tail of tau beyond e^12 holds exp(-0.5 * 12) of the mass.
      let tolerance = prior.degreesOfFreedom < 2 ? 5e-3 : 1e-9
      #expect(
        isClose(exp(prior.logMarginalDensity(correlation: rho)), exact, relative: tolerance))
    }
  }

  @Test(arguments: priors)
  func integratesToOne(prior: InverseWishartPrior) {
    // rho = tanh z takes the ends, where the density may be infinite, to infinity.
    let step = 0.01
    let sum = (-3000...3000).reduce(0.0) { total, k in
      let z = Double(k) * step
      let inner = 1 / (cosh(z) * cosh(z))
      let density = prior.logMarginalDensity(correlation: tanh(z))
      return density.isFinite ? total + exp(density) * inner : total
    }
    #expect(isClose(sum * step, 1, absolute: prior.degreesOfFreedom < 2 ? 1e-3 : 1e-9))
  }

  @Test("three degrees of freedom and a diagonal scale make the correlation uniform")
  func uniform() {
    for rho in [-0.999, -0.5, 0, 0.7] {
      let density = Self.priors[0].logMarginalDensity(correlation: rho)
      #expect(isClose(exp(density), 0.5, relative: 1e-12))
    }
    #expect(Self.priors[0].logMarginalDensity(correlation: 1) == -.infinity)
    #expect(Self.priors[0].logMarginalDensity(correlation: -1.5) == -.infinity)
  }
}
