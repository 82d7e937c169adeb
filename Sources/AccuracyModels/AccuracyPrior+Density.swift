import CMath
import CollapsedLikelihood
import Distributions
import ModelInterface
import SpecialFunctions

extension AccuracyPrior {
  /// log prior density of (mu_se, mu_sp, tau_se, tau_sp, rho), on these scales.
  ///
  /// - Parameter point: the parameters.
  /// - Returns: minus infinity outside the prior's support.
  public func logDensity(at point: BivariatePoint) -> Double {
    logCovarianceDensity(
      at: point,
      addedTo: muSensitivity.logDensity(point.muSensitivity)
        + muSpecificity.logDensity(point.muSpecificity))
  }

  /// log prior density of (tau_se, tau_sp, rho), on these scales.
  ///
  /// - Parameters:
  ///   - point: the parameters; means are not used.
  ///   - others: the log density of other parameters, which the terms are added to one after the other.
  /// - Returns: minus infinity outside the prior's support.
  package func logCovarianceDensity(
    at point: BivariatePoint, addedTo others: Double = 0
  ) -> Double {
    // Through atanh rho, d rho = (1 - rho^2) d z, because rho itself may round to +-1.
    let logSquare = -2 * logCosh(point.fisherZ)
    switch covariance {
    case .separate(let tauSensitivity, let tauSpecificity, let rho):
      return others + tauSensitivity.logDensity(point.tauSensitivity)
        + tauSpecificity.logDensity(point.tauSpecificity)
        + rho.logDensityOfFisherZ(point.fisherZ) - logSquare
    case .inverseWishart(let prior):
      let (first, second) = (log(point.tauSensitivity), log(point.tauSpecificity))
      return others - first - second - logSquare
        + prior.logDensity(logTauSe: first, logTauSp: second, fisherZ: point.fisherZ)
    }
  }

  /// log prior density of some of the parameters, on their own scales.
  ///
  /// - Parameters:
  ///   - part: which; the parts add up to `logDensity(at:)`.
  ///   - point: the parameters.
  /// - Returns: minus infinity outside the prior's support.
  package func logDensity(of part: PriorPart, at point: BivariatePoint) -> Double {
    switch (part, covariance) {
    case (.means, _):
      muSensitivity.logDensity(point.muSensitivity)
        + muSpecificity.logDensity(point.muSpecificity)
    case (.deviations, .separate(let tauSensitivity, let tauSpecificity, _)):
      tauSensitivity.logDensity(point.tauSensitivity)
        + tauSpecificity.logDensity(point.tauSpecificity)
    case (.deviations, .inverseWishart(let prior)):
      // Through atanh rho, as `logDensity(at:)` does.
      prior.logDensity(
        logTauSe: log(point.tauSensitivity), logTauSp: log(point.tauSpecificity),
        fisherZ: point.fisherZ) - log(point.tauSensitivity) - log(point.tauSpecificity)
        + 2 * logCosh(point.fisherZ)
    case (.correlation, .separate(_, _, let rho)):
      rho.logDensityOfFisherZ(point.fisherZ) + 2 * logCosh(point.fisherZ)
    case (.correlation, .inverseWishart), (.rest, _), (.jacobian, _): 0
    }
  }

  /// The log of this prior's density over another's at points where the other has density.
  ///
  /// What both have in common cancels and is not evaluated.
  ///
  /// - Parameters:
  ///   - other: the prior to divide by.
  ///   - points: the parameters.
  /// - Returns: one value a point; minus infinity outside this prior's support.
  public func logRatios(to other: AccuracyPrior, at points: [BivariatePoint]) -> [Double] {
    guard case .separate(let tauSensitivity, let tauSpecificity, let rho) = covariance,
      case .separate(let otherTauSensitivity, let otherTauSpecificity, let otherRho) =
        other.covariance
    else { return points.map { logDensity(at: $0) - other.logDensity(at: $0) } }
    var ratios = [Double](repeating: 0, count: points.count)
    func add(
      _ own: ScalarPrior, _ others: ScalarPrior, of value: KeyPath<BivariatePoint, Double>,
      _ logDensities: (ScalarPrior) -> ([Double]) -> [Double] = ScalarPrior.logDensities
    ) {
      guard own != others else { return }
      let column = points.map { $0[keyPath: value] }
      let (ownDensities, otherDensities) = (logDensities(own)(column), logDensities(others)(column))
      for i in ratios.indices { ratios[i] += ownDensities[i] - otherDensities[i] }
    }
    add(muSensitivity, other.muSensitivity, of: \.muSensitivity)
    add(muSpecificity, other.muSpecificity, of: \.muSpecificity)
    add(tauSensitivity, otherTauSensitivity, of: \.tauSensitivity)
    add(tauSpecificity, otherTauSpecificity, of: \.tauSpecificity)
    add(rho, otherRho, of: \.fisherZ, ScalarPrior.logDensitiesOfFisherZ)
    return ratios
  }
}
