import CMath
import SpecialFunctions

extension ScalarPrior {
  // MARK: log tau

  /// log of the quantile, for a prior of tau: relative accuracy however close tau is to 0.
  ///
  /// - Parameter z: a standard normal score, finite.
  /// - Returns: log tau with F(tau) = Phi(z).
  public func logQuantile(normalScore z: Double) -> Double {
    family.logQuantile(NormalTails(score: z))
  }

  /// The normal score of a tau that is given by its logarithm.
  ///
  /// - Parameter y: log tau.
  /// - Returns: Phi^-1(F(e^y)).
  public func normalScore(logarithm y: Double) -> Double {
    family.logTails(logarithm: y).normalScore
  }

  /// The normalised log density of log tau, for a prior of tau: log f(e^y) + y.
  ///
  /// - Parameter y: log tau.
  /// - Returns: the log density with respect to log tau; `-infinity` outside the support.
  public func logDensityOfLogarithm(_ y: Double) -> Double { logDensity(exp(y)) + y }

  /// The derivative of `logDensityOfLogarithm` with respect to log tau.
  ///
  /// - Parameter y: log tau.
  /// - Returns: the derivative.
  public func logDensityOfLogarithmDerivative(_ y: Double) -> Double {
    logDensityDerivative(exp(y)) * exp(y) + 1
  }

  // MARK: atanh rho

  /// atanh of the quantile, for a prior of rho: 1 - |rho| keeps its relative accuracy.
  ///
  /// - Parameter z: a standard normal score, finite.
  /// - Returns: atanh(rho) with F(rho) = Phi(z).
  public func fisherZQuantile(normalScore z: Double) -> Double {
    family.fisherZQuantile(NormalTails(score: z))
  }

  /// The normal score of a correlation that is given by Fisher's z.
  ///
  /// - Parameter y: atanh(rho).
  /// - Returns: Phi^-1(F(tanh y)).
  public func normalScore(fisherZ y: Double) -> Double {
    family.normalScore(fisherZ: y)
  }

  /// The normalised log density of atanh(rho), for a prior of rho: log f(tanh y) + log(1 - rho^2).
  ///
  /// - Parameter y: atanh(rho).
  /// - Returns: the log density with respect to atanh(rho); `-infinity` outside the support.
  public func logDensityOfFisherZ(_ y: Double) -> Double {
    let family = family
    return isOutside(y, of: family.support) ? -.infinity : family.logDensity(fisherZ: y)
  }

  /// Whether tanh(y) is outside of a support. Only one narrower than (-1, 1) needs the comparison: tanh
  /// may round to +-1 inside.
  func isOutside(_ y: Double, of support: (lower: Double, upper: Double)) -> Bool {
    support.lower > -1 && tanh(y) <= support.lower || support.upper < 1 && tanh(y) >= support.upper
  }

  /// The derivative of `logDensityOfFisherZ` with respect to atanh(rho).
  ///
  /// - Parameter y: atanh(rho).
  /// - Returns: the derivative.
  public func logDensityOfFisherZDerivative(_ y: Double) -> Double {
    family.logDensityDerivative(fisherZ: y)
  }

  /// The rate of the exponential prior with P(tau > upper) = alpha.
  ///
  /// - Parameters:
  ///   - upper: the value that tau rarely exceeds, positive.
  ///   - alpha: the probability that it does, in (0, 1).
  /// - Returns: -log(alpha) / upper.
  static func penalisedComplexityRate(upper: Double, alpha: Double) -> Double {
    -log(alpha) / upper
  }
}
