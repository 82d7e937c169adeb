import CMath
import ChainStatistics
import Distributions

/// Posterior and prior density of one of the five basic parameters.
package struct ParameterDensity: Sendable {
  /// As in docs/contract.md.
  package var name: String
  /// The range over which both are worked out: the interval with room for the prior on both sides; all of
  /// (-1, 1) for a correlation.
  package var domain: ClosedRange<Double>
  /// Kernel density of the draws.
  package var posterior: [(x: Double, density: Double)]
  /// The prior's density up to the ends of its support.
  package var prior: [(x: Double, density: Double)]
}

extension FitResult {
  /// The densities of the basic parameters that the fit reports, in the order of docs/contract.md.
  package var parameterDensities: [ParameterDensity] {
    zip(MarginalPrior.all(prior), basicDraws).compactMap { marginal, chains in
      parameter(marginal.name).map { report in
        let domain = marginal.domain(lower: report.summary.lower, upper: report.summary.upper)
        let density = KernelDensity(
          chains.flatMap { $0 }, support: marginal.support,
          effectiveCount: report.summary.bulkESS)
        return ParameterDensity(
          name: marginal.name, domain: domain,
          posterior: density.curve(over: domain, count: MarginalPrior.points),
          prior: marginal.curve(over: domain))
      }
    }
  }
}

/// The prior of one basic parameter by itself.
private struct MarginalPrior {
  /// Points of a curve.
  static let points = 161

  var name: String
  var support: (lower: Double, upper: Double)
  var logDensity: (Double) -> Double

  /// All five in the order of docs/contract.md.
  static func all(_ prior: AccuracyPrior) -> [MarginalPrior] {
    let covariance = prior.covariance
    func scalar(_ name: String, _ prior: ScalarPrior) -> MarginalPrior {
      MarginalPrior(name: name, support: prior.support, logDensity: prior.logDensity)
    }
    let rho: MarginalPrior
    switch covariance {
    case .separate(_, _, let prior): rho = scalar("rho", prior)
    case .inverseWishart(let matrix):
      rho = MarginalPrior(
        name: "rho", support: (-1, 1), logDensity: matrix.logMarginalDensity(correlation:))
    }
    return [
      scalar("mu_se", prior.muSensitivity), scalar("mu_sp", prior.muSpecificity),
      scalar("tau_se", covariance.tauSensitivity), scalar("tau_sp", covariance.tauSpecificity), rho,
    ]
  }

  func domain(lower: Double, upper: Double) -> ClosedRange<Double> {
    if name == "rho" { return -1...1 }
    guard lower.isFinite, upper.isFinite else { return 0...1 }
    let room = max(0.9 * (upper - lower), 1e-3 * max(1, abs(lower)))
    let low = name.hasPrefix("tau") && lower < 2 * room ? 0 : lower - room
    return max(low, support.lower)...min(upper + room, support.upper)
  }

  func curve(over domain: ClosedRange<Double>) -> [(x: Double, density: Double)] {
    let low = max(domain.lowerBound, support.lower)
    let high = min(domain.upperBound, support.upper)
    guard low < high else { return [] }
    let inside = 1e-6 * (high - low)
    return (0..<Self.points).compactMap { index in
      let x = low + (high - low) * Double(index) / Double(Self.points - 1)
      // At the ends the density is taken a little inside, where it is defined.
      let value = exp(logDensity(min(max(x, low + inside), high - inside)))
      return value.isNaN ? nil : (x, value)
    }
  }
}
