import CollapsedLikelihood
import Distributions
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension AccuracyPrior {
  /// log prior density of (mu_se, mu_sp, tau_se, tau_sp, rho), on these scales.
  ///
  /// - Parameter point: the parameters.
  /// - Returns: minus infinity outside the prior's support.
  public func logDensity(at point: BivariatePoint) -> Double {
    let means =
      muSensitivity.logDensity(point.muSensitivity) + muSpecificity.logDensity(point.muSpecificity)
    // Through atanh rho, d rho = (1 - rho^2) d z, because rho itself may round to +-1.
    let logSquare = -2 * logCosh(point.fisherZ)
    switch covariance {
    case .separate(let tauSensitivity, let tauSpecificity, let rho):
      return means + tauSensitivity.logDensity(point.tauSensitivity)
        + tauSpecificity.logDensity(point.tauSpecificity)
        + rho.logDensityOfFisherZ(point.fisherZ) - logSquare
    case .inverseWishart(let prior):
      let (first, second) = (log(point.tauSensitivity), log(point.tauSpecificity))
      return means - first - second - logSquare
        + prior.logDensity(logTauSe: first, logTauSp: second, fisherZ: point.fisherZ)
    }
  }
}
