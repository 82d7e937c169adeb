import CMath
import SpecialFunctions

/// |N(0, scale^2)|.
struct HalfNormalFamily: PriorFamily {
  let scale: Double

  var support: (lower: Double, upper: Double) { (0, .infinity) }
  var tail: PriorTail { .normal(scale: scale) }

  func logDensity(_ x: Double) -> Double {
    x > 0 ? normalLogDensity(x / scale) + log(2) - log(scale) : -.infinity
  }

  func logDensityDerivative(_ x: Double) -> Double { -x / (scale * scale) }

  func logTails(_ x: Double) -> LogTails {
    let u = x / scale
    let upper = u < 35 ? log(erfc(u * 0.5.squareRoot())) : log(2) + normalLogCDF(-u)
    return LogTails(lower: log(erf(u * 0.5.squareRoot())), upper: min(upper, 0))
  }

  func normalScore(_ x: Double) -> Double {
    let v = x / scale * 0.5.squareRoot()
    // Without logarithms as far as erf and erfc keep their digits.
    return v > 1e-300 && v < 25
      ? normalQuantile(lower: erf(v), upper: erfc(v)) : logTails(x).normalScore
  }

  func quantile(_ tails: NormalTails) -> Double {
    if tails.score < 0.5 { return scale * normalQuantile(offsetFromHalf: 0.5 * tails.lower) }
    return -scale * normalQuantile(logTail: tails.logUpper - log(2))
  }
}

/// The positive half of a Cauchy distribution.
struct HalfCauchyFamily: PriorFamily {
  let scale: Double

  var support: (lower: Double, upper: Double) { (0, .infinity) }
  var tail: PriorTail { .power(index: 1) }

  func logDensity(_ x: Double) -> Double {
    let u = x / scale
    // log(1 + u^2) through hypot, so that u^2 cannot overflow.
    return x > 0 ? log(2 / (.pi * scale)) - 2 * log(hypot(1, u)) : -.infinity
  }

  func logDensityDerivative(_ x: Double) -> Double { -2 * x / (scale * scale + x * x) }

  func logTails(_ x: Double) -> LogTails {
    let u = x / scale
    return LogTails(lower: log(2 / .pi * atan(u)), upper: log(2 / .pi * atan(1 / u)))
  }

  func quantile(_ tails: NormalTails) -> Double {
    if tails.score < 0 { return scale * tan(0.5 * .pi * tails.lower) }
    return scale / tan(0.5 * .pi * tails.upper)
  }
}

/// The positive half of Student's t, through T^2 / (nu + T^2) ~ Beta(1/2, nu/2).
struct HalfStudentTFamily: PriorFamily {
  let df: Double
  let scale: Double

  var support: (lower: Double, upper: Double) { (0, .infinity) }
  var tail: PriorTail { .power(index: df) }

  private var square: BetaDistribution { BetaDistribution(0.5, 0.5 * df) }

  func logDensity(_ x: Double) -> Double {
    if x < 0 { return -.infinity }
    let u = x / scale
    let spread = 2 * log(hypot(1, u / df.squareRoot()))
    return log(2) - logBeta(0.5, 0.5 * df) - 0.5 * log(df) - 0.5 * (df + 1) * spread - log(scale)
  }

  func logDensityDerivative(_ x: Double) -> Double {
    -(df + 1) * x / (df * scale * scale + x * x)
  }

  func logTails(_ x: Double) -> LogTails { logTails(logarithm: log(x)) }

  func logTails(logarithm y: Double) -> LogTails {
    square.logTails(logit: 2 * (y - log(scale)) - log(df))
  }

  func logQuantile(_ tails: LogTails, score: Double) -> Double {
    log(scale) + 0.5 * (square.logitQuantile(tails, score: score) + log(df))
  }

  func logQuantile(_ tails: NormalTails) -> Double {
    logQuantile(tails.logTails, score: tails.score)
  }

  func quantile(_ tails: NormalTails) -> Double { exp(logQuantile(tails)) }
}

/// The exponential distribution, which is also the penalised complexity prior of a scale.
struct ExponentialFamily: PriorFamily {
  let rate: Double

  var support: (lower: Double, upper: Double) { (0, .infinity) }
  var tail: PriorTail { .exponential(rate: rate) }

  func logDensity(_ x: Double) -> Double { x > 0 ? log(rate) - rate * x : -.infinity }

  func logDensityDerivative(_ x: Double) -> Double { -rate }

  func logTails(_ x: Double) -> LogTails { LogTails(upper: -rate * x) }

  func quantile(_ tails: NormalTails) -> Double {
    tails.score < 0 ? -log1p(-tails.lower) / rate : -tails.logUpper / rate
  }
}

/// tau whose square is inverse gamma: 1 / tau^2 ~ Gamma(shape, rate).
struct InverseGammaVarianceFamily: PriorFamily {
  let shape: Double
  let rate: Double

  var support: (lower: Double, upper: Double) { (0, .infinity) }
  var tail: PriorTail { .power(index: 2 * shape) }

  private var precision: GammaDistribution { GammaDistribution(shape: shape) }

  func logDensity(_ x: Double) -> Double {
    if x <= 0 { return -.infinity }
    // The density of log(rate / tau^2), times |d log(rate / tau^2) / d tau| = 2 / tau.
    let y = log(x)
    return precision.logDensityOfLog(log(rate) - 2 * y) + log(2) - y
  }

  func logDensities(_ values: [Double]) -> [Double] {
    let logRate = log(rate)
    let logConstant = log(2) - logGamma(shape)
    return values.map { x in
      let y = log(x)
      let z = logRate - 2 * y
      return shape * z - exp(z) - y + logConstant
    }
  }

  func logDensityDerivative(_ x: Double) -> Double {
    (2 * rate / (x * x) - (2 * shape + 1)) / x
  }

  func logTails(_ x: Double) -> LogTails { logTails(logarithm: log(x)) }

  func logTails(logarithm y: Double) -> LogTails {
    precision.logTails(logX: log(rate) - 2 * y).mirrored
  }

  func logQuantile(_ tails: NormalTails) -> Double {
    0.5 * (log(rate) - precision.logQuantile(tails.mirrored))
  }

  func quantile(_ tails: NormalTails) -> Double { exp(logQuantile(tails)) }
}
