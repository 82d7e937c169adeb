import CMath
import ChainStatistics
import Fitting
import ModelInterface

/// Posterior and prior density of a parameter.
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

/// Points of a curve.
private let curvePoints = 161

extension FitResult {
  /// The densities of the parameters that the fit reports, in the order of docs/contract.md.
  package var parameterDensities: [ParameterDensity] {
    ownParameters.compactMap { report in
      model.parameter(report.variable).map { parameter in
        let domain = parameter.domain(lower: report.summary.lower, upper: report.summary.upper)
        let density = KernelDensity(
          chains(of: report).flatMap { $0 }, support: parameter.prior.support,
          effectiveCount: report.summary.bulkESS)
        return ParameterDensity(
          name: report.name, domain: domain,
          posterior: density.curve(over: domain, count: curvePoints),
          prior: parameter.prior.curve(over: domain))
      }
    }
  }
}

extension Parameter {
  fileprivate func domain(lower: Double, upper: Double) -> ClosedRange<Double> {
    if variable.scale == .correlation { return -1...1 }
    guard lower.isFinite, upper.isFinite else { return 0...1 }
    let room = max(0.9 * (upper - lower), 1e-3 * max(1, abs(lower)))
    let low = variable.scale == .positive && lower < 2 * room ? 0 : lower - room
    return max(low, prior.support.lower)...min(upper + room, prior.support.upper)
  }
}

extension ParameterPrior {
  fileprivate func curve(over domain: ClosedRange<Double>) -> [(x: Double, density: Double)] {
    let low = max(domain.lowerBound, support.lower)
    let high = min(domain.upperBound, support.upper)
    guard low < high else { return [] }
    let inside = 1e-6 * (high - low)
    return (0..<curvePoints).compactMap { index in
      let x = low + (high - low) * Double(index) / Double(curvePoints - 1)
      // At the ends the density is taken a little inside, where it is defined.
      let value = exp(logDensity(min(max(x, low + inside), high - inside)))
      return value.isNaN ? nil : (x, value)
    }
  }
}
