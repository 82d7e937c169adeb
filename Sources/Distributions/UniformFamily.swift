import CMath
import SpecialFunctions

/// The uniform distribution, for tau or rho.
struct UniformFamily: PriorFamily {
  let lower: Double
  let upper: Double

  var support: (lower: Double, upper: Double) { (lower, upper) }
  var tail: PriorTail { .bounded }

  private var width: Double { upper - lower }

  func logDensity(_ x: Double) -> Double { x > lower && x < upper ? -log(width) : -.infinity }

  func logDensityDerivative(_ x: Double) -> Double { 0 }

  func logTails(_ x: Double) -> LogTails {
    let clamped = min(max(x, lower), upper)
    return LogTails(lower: log((clamped - lower) / width), upper: log((upper - clamped) / width))
  }

  func quantile(_ tails: NormalTails) -> Double {
    tails.score < 0 ? lower + width * tails.lower : upper - width * tails.upper
  }

  // 1 + rho and 1 - rho are sums of positive terms, so neither cancels at its end.
  func fisherZQuantile(_ tails: NormalTails) -> Double {
    if lower == -1, tails.score < -33 { return 0.5 * (tails.logLower + log(width) - log(2)) }
    if upper == 1, tails.score > 33 { return -0.5 * (tails.logUpper + log(width) - log(2)) }
    let onePlus = (1 + lower) + width * tails.lower
    let oneMinus = (1 - upper) + width * tails.upper
    return 0.5 * (log(onePlus) - log(oneMinus))
  }

  func logTails(fisherZ y: Double) -> LogTails {
    // 1 + tanh y = 2 expit(2 y); the differences are taken where they do not cancel.
    let logOnePlus = log(2) - softplus(-2 * y)
    let logOneMinus = log(2) - softplus(2 * y)
    let below = lower == -1 ? logOnePlus : log(max(tanh(y) - lower, 0))
    let above = upper == 1 ? logOneMinus : log(max(upper - tanh(y), 0))
    return LogTails(lower: min(below - log(width), 0), upper: min(above - log(width), 0))
  }
}
