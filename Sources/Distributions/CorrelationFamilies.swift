import CMath
import SpecialFunctions

/// The LKJ distribution of a 2 x 2 correlation matrix: (rho + 1) / 2 ~ Beta(eta, eta).
struct LKJFamily: PriorFamily {
  let eta: Double

  var support: (lower: Double, upper: Double) { (-1, 1) }
  var tail: PriorTail { .bounded }

  private var half: BetaDistribution { BetaDistribution(eta, eta) }

  private var logConstant: Double { -logBeta(eta, eta) - (2 * eta - 1) * log(2) }

  func logDensity(_ x: Double) -> Double {
    abs(x) < 1 ? logConstant + (eta - 1) * logOneMinusSquare(x) : -.infinity
  }

  func logDensityDerivative(_ x: Double) -> Double {
    -2 * (eta - 1) * x / ((1 - x) * (1 + x))
  }

  func logDensity(fisherZ y: Double) -> Double { logConstant - 2 * eta * logCosh(y) }

  func logDensities(fisherZ values: [Double]) -> [Double] {
    let constant = logConstant
    return values.map { constant - 2 * eta * logCosh($0) }
  }

  func logDensityDerivative(fisherZ y: Double) -> Double { -2 * eta * tanh(y) }

  func logTails(_ x: Double) -> LogTails {
    half.logTails(logit: log1p(x) - log1p(-x))
  }

  func logTails(fisherZ y: Double) -> LogTails { half.logTails(logit: 2 * y) }

  func normalScore(fisherZ y: Double) -> Double {
    guard eta == 2, abs(y) < 100 else { return logTails(fisherZ: y).normalScore }
    // P(Beta(2, 2) < v) = v^2 (3 - 2 v), of either end.
    let (v, w) = (1 / (1 + exp(-2 * y)), 1 / (1 + exp(2 * y)))
    return normalQuantile(lower: v * v * (3 - 2 * v), upper: w * w * (3 - 2 * w))
  }

  func quantile(_ tails: NormalTails) -> Double {
    if eta == 2, abs(tails.score) < 30 {
      let tail = Self.quadraticTail(min(tails.lower, tails.upper))
      return tails.score < 0 ? 2 * tail - 1 : 1 - 2 * tail
    }
    return tanh(fisherZQuantile(tails))
  }

  func fisherZQuantile(_ tails: NormalTails) -> Double {
    if abs(tails.score) < 30, eta == 1 || eta == 2 {
      let p = min(tails.lower, tails.upper)
      let tail = eta == 1 ? p : Self.quadraticTail(p)
      return (tails.score < 0 ? 0.5 : -0.5) * log(tail / (1 - tail))
    }
    return 0.5 * half.logitQuantile(tails)
  }

  /// The v in (0, 1/2] with P(Beta(2, 2) < v) = v^2 (3 - 2 v) = p, by Newton's method.
  private static func quadraticTail(_ p: Double) -> Double {
    var v = (p / 3).squareRoot()
    for _ in 0..<8 {
      let step = (v * v * (3 - 2 * v) - p) / (6 * v * (1 - v))
      v -= step
      if abs(step) < 1e-9 * v { break }
    }
    return v
  }
}

/// atanh(rho) ~ N(mean, sd^2).
struct FisherZFamily: PriorFamily {
  let mean: Double
  let sd: Double

  var support: (lower: Double, upper: Double) { (-1, 1) }
  var tail: PriorTail { .bounded }

  private var onFisherZ: NormalFamily { NormalFamily(mean: mean, sd: sd) }

  func logDensity(_ x: Double) -> Double {
    abs(x) < 1 ? onFisherZ.logDensity(atanh(x)) - logOneMinusSquare(x) : -.infinity
  }

  func logDensityDerivative(_ x: Double) -> Double {
    (onFisherZ.logDensityDerivative(atanh(x)) + 2 * x) / ((1 - x) * (1 + x))
  }

  func logDensity(fisherZ y: Double) -> Double { onFisherZ.logDensity(y) }

  func logDensityDerivative(fisherZ y: Double) -> Double { onFisherZ.logDensityDerivative(y) }

  func logTails(_ x: Double) -> LogTails { onFisherZ.logTails(atanh(x)) }

  func logTails(fisherZ y: Double) -> LogTails { onFisherZ.logTails(y) }

  func quantile(_ tails: NormalTails) -> Double { tanh(fisherZQuantile(tails)) }

  func fisherZQuantile(_ tails: NormalTails) -> Double { mean + sd * tails.score }

  func normalScore(_ x: Double) -> Double { normalScore(fisherZ: atanh(x)) }

  func normalScore(fisherZ y: Double) -> Double { (y - mean) / sd }
}
