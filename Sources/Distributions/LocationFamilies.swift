import CMath
import SpecialFunctions

/// N(mean, sd^2).
struct NormalFamily: PriorFamily {
  let mean: Double
  let sd: Double

  var support: (lower: Double, upper: Double) { (-.infinity, .infinity) }
  var tail: PriorTail { .normal(scale: sd) }

  func logDensity(_ x: Double) -> Double { normalLogDensity((x - mean) / sd) - log(sd) }

  func logDensities(_ values: [Double]) -> [Double] {
    let logSD = log(sd)
    return values.map { normalLogDensity(($0 - mean) / sd) - logSD }
  }

  func logDensityDerivative(_ x: Double) -> Double { -(x - mean) / (sd * sd) }

  func logTails(_ x: Double) -> LogTails { NormalTails(score: (x - mean) / sd).logTails }

  func quantile(_ tails: NormalTails) -> Double { mean + sd * tails.score }

  func normalScore(_ x: Double) -> Double { (x - mean) / sd }
}

/// The logistic distribution; location 0 and scale 1 make expit(x) uniform.
struct LogisticFamily: PriorFamily {
  let location: Double
  let scale: Double

  var support: (lower: Double, upper: Double) { (-.infinity, .infinity) }
  var tail: PriorTail { .exponential(rate: 1 / scale) }

  func logDensity(_ x: Double) -> Double {
    let u = abs(x - location) / scale
    return -u - 2 * log1p(exp(-u)) - log(scale)
  }

  func logDensityDerivative(_ x: Double) -> Double { -tanh(0.5 * (x - location) / scale) / scale }

  func logTails(_ x: Double) -> LogTails {
    let u = (x - location) / scale
    return LogTails(lower: -softplus(-u), upper: -softplus(u))
  }

  func quantile(_ tails: NormalTails) -> Double {
    location + scale * (tails.logLower - tails.logUpper)
  }
}

/// Student's t with location and scale.
struct StudentTFamily: PriorFamily {
  let df: Double
  let location: Double
  let scale: Double

  var support: (lower: Double, upper: Double) { (-.infinity, .infinity) }
  var tail: PriorTail { .power(index: df) }

  private var half: HalfStudentTFamily { HalfStudentTFamily(df: df, scale: scale) }

  func logDensity(_ x: Double) -> Double { half.logDensity(abs(x - location)) - log(2) }

  func logDensityDerivative(_ x: Double) -> Double { half.logDensityDerivative(x - location) }

  func logTails(_ x: Double) -> LogTails {
    let distance = abs(x - location)
    if distance == 0 { return LogTails(lower: -log(2), upper: -log(2)) }
    let near = LogTails(upper: half.logTails(distance).upper - log(2))
    return x > location ? near : near.mirrored
  }

  func quantile(_ tails: NormalTails) -> Double {
    if tails.score == 0 { return location }
    // |T| exceeds its quantile with twice the smaller tail; its lower tail is erf(|z| / sqrt 2).
    let folded = LogTails(
      lower: log(erf(abs(tails.score) * 0.5.squareRoot())),
      upper: log(2) + min(tails.logLower, tails.logUpper))
    let distance = exp(half.logQuantile(folded, score: folded.normalScore))
    return tails.score > 0 ? location + distance : location - distance
  }
}
