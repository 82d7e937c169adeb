import CMath
import SpecialFunctions

/// One family of priors: what `ScalarPrior` asks of it, on the parameter's own scale.
///
/// The functions in log tau and atanh rho have defaults that go through the own scale; a family
/// overrides them where that would lose digits.
protocol PriorFamily {
  var support: (lower: Double, upper: Double) { get }
  var tail: PriorTail { get }
  func logDensity(_ x: Double) -> Double
  func logDensityDerivative(_ x: Double) -> Double
  func logTails(_ x: Double) -> LogTails
  func quantile(_ tails: NormalTails) -> Double
  func normalScore(_ x: Double) -> Double

  func logTails(logarithm y: Double) -> LogTails
  func logQuantile(_ tails: NormalTails) -> Double

  func logDensity(fisherZ y: Double) -> Double
  func logDensityDerivative(fisherZ y: Double) -> Double
  func logTails(fisherZ y: Double) -> LogTails
  func fisherZQuantile(_ tails: NormalTails) -> Double
  func normalScore(fisherZ y: Double) -> Double

  // Many values at once: families override these where a constant is expensive.
  func logDensities(_ values: [Double]) -> [Double]
  func logDensities(fisherZ values: [Double]) -> [Double]
}

extension PriorFamily {
  func normalScore(_ x: Double) -> Double { logTails(x).normalScore }

  /// A number so small that a density on tau > 0 has its limit there, yet far from underflow.
  private var nearZero: Double { 1e-250 }

  func logTails(logarithm y: Double) -> LogTails {
    if support.lower == 0, y < log(nearZero) {
      return LogTails(lower: y + logDensity(nearZero), upper: 0)
    }
    return logTails(exp(y))
  }

  func logQuantile(_ tails: NormalTails) -> Double {
    if support.lower == 0, tails.score < -33 { return tails.logLower - logDensity(nearZero) }
    return log(quantile(tails))
  }

  func logDensity(fisherZ y: Double) -> Double { logDensity(tanh(y)) - 2 * logCosh(y) }

  func logDensityDerivative(fisherZ y: Double) -> Double {
    let rho = tanh(y)
    return logDensityDerivative(rho) * (1 - rho) * (1 + rho) - 2 * rho
  }

  func logTails(fisherZ y: Double) -> LogTails { logTails(tanh(y)) }

  func fisherZQuantile(_ tails: NormalTails) -> Double { atanh(quantile(tails)) }

  func normalScore(fisherZ y: Double) -> Double { logTails(fisherZ: y).normalScore }

  func logDensities(_ values: [Double]) -> [Double] { values.map { logDensity($0) } }

  func logDensities(fisherZ values: [Double]) -> [Double] {
    values.map { logDensity(fisherZ: $0) }
  }
}

/// log(1 - rho^2) of a correlation, from its two distances to the ends.
func logOneMinusSquare(_ rho: Double) -> Double { log1p(-rho) + log1p(rho) }
