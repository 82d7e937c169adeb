import CMath
import SpecialFunctions

/// A gamma distribution held above a bound: for degrees of freedom, which lie above 1.
///
/// With G ~ Gamma(shape, rate) and S its upper tail, P(X > x) = S(x) / S(lower) for x > lower.
struct TruncatedGammaFamily: PriorFamily {
  let shape: Double
  let rate: Double
  let lower: Double

  var support: (lower: Double, upper: Double) { (lower, .infinity) }
  var tail: PriorTail { .exponential(rate: rate) }

  private var gamma: GammaDistribution { GammaDistribution(shape: shape) }
  /// Both tails of the whole gamma at the bound, as logarithms.
  private var bound: LogTails { gamma.logTails(logX: log(rate * lower)) }

  func logDensity(_ x: Double) -> Double {
    let logX = log(rate * x)
    return gamma.logDensityOfLog(logX) - log(x) - bound.upper
  }

  func logDensityDerivative(_ x: Double) -> Double { (shape - 1) / x - rate }

  func logTails(_ x: Double) -> LogTails {
    let (whole, bound) = (gamma.logTails(logX: log(rate * x)), bound)
    let upper = min(whole.upper - bound.upper, 0)
    // Near the bound the lower tail is a difference of nearly equal numbers; its width is not.
    let lower = upper > -1e-4 ? log(-expm1(upper)) : log1p(-exp(upper))
    return LogTails(lower: lower, upper: upper)
  }

  func quantile(_ tails: NormalTails) -> Double {
    let bound = bound
    // The upper tail of the whole gamma at the quantile.
    let logUpper = tails.logUpper + bound.upper
    let score =
      logUpper < -0.7
      ? -normalQuantile(logTail: logUpper)
      : normalQuantile(exp(bound.lower) + tails.lower * exp(bound.upper))
    return max(exp(gamma.logQuantile(NormalTails(score: score))) / rate, lower)
  }
}
