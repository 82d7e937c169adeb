import CMath
import SpecialFunctions

/// The penalised complexity prior of a correlation around a reference value rho0.
///
/// The distance d(rho), the square root of twice the Kullback-Leibler divergence of the bivariate
/// normal with correlation rho from the one with rho0, is exponential on either side of rho0:
///
///     d^2 = 2 (1 - rho rho0) / (1 - rho0^2) - 2 - log((1 - rho^2) / (1 - rho0^2))
///     f(rho) = left  lambda1 exp(-lambda1 d) |d'|        rho < rho0
///     f(rho) = right lambda2 exp(-lambda2 d) |d'|        rho > rho0,   right = 1 - left
///
/// Both sides share |d'| at rho0, so continuity there asks left lambda1 = right lambda2; with
/// P(rho < u) = alpha both rates follow. With delta = rho - rho0, s = 1 - rho0^2 and
/// t = (2 rho0 delta + delta^2) / s the distance has a form without cancellation,
/// `d^2 = delta^2 / s - (log(1 - t) + t)`, both terms being non-negative.
/// Source: Guo, Riebler and Rue (2017), Statistics in Medicine 36(19), 3039-3058.
struct PenalisedComplexityCorrelation: PriorFamily {
  private let rho0: Double
  private let left: Double
  private let s: Double
  /// Rate of the distance below rho0.
  let lowerRate: Double
  /// Rate of the distance above rho0.
  let upperRate: Double

  init(rho0: Double, left: Double, u: Double, alpha: Double) {
    self.rho0 = rho0
    self.left = left
    s = (1 - rho0) * (1 + rho0)
    let distance = Self.distance(
      delta: u - rho0, logOneMinusSquare: logOneMinusSquare(u), rho0: rho0, s: s)
    if u < rho0 {
      lowerRate = -log(alpha / left) / distance
      upperRate = lowerRate * left / (1 - left)
    } else {
      upperRate = -log((1 - alpha) / (1 - left)) / distance
      lowerRate = upperRate * (1 - left) / left
    }
  }

  var support: (lower: Double, upper: Double) { (-1, 1) }
  var tail: PriorTail { .bounded }

  /// d at rho0 + delta.
  private static func distance(
    delta: Double, logOneMinusSquare: Double, rho0: Double, s: Double
  ) -> Double {
    let t = (2 * rho0 + delta) * delta / s
    let bend =
      abs(t) <= 0.25 ? -logOnePlusMinusArgument(-t) : -(logOneMinusSquare - log(s)) - t
    return (delta * delta / s + max(bend, 0)).squareRoot()
  }

  private func distance(_ rho: Double, _ logOneMinusSquare: Double) -> Double {
    Self.distance(delta: rho - rho0, logOneMinusSquare: logOneMinusSquare, rho0: rho0, s: s)
  }

  /// k = d / |delta| and (1 - rho^2) (log k)', both smooth through rho0 and bounded at +-1.
  private func slopeFactor(
    _ rho: Double, _ logOneMinusSquare: Double
  ) -> (k: Double, scaledLogDerivative: Double) {
    let oneMinusSquare = exp(logOneMinusSquare)
    let delta = rho - rho0
    let m = (2 * rho0 + delta) / s
    let t = m * delta
    // H(t) = -(log(1 - t) + t) / t^2 = 1/2 + t/3 + t^2/4 + ..., and (1 - rho^2) H'(t), where
    // H' = (1 / (1 - t) - 2 H) / t and 1 - t = (1 - rho^2) / s.
    var h = 0.0
    var scaledSlope = 0.0
    if abs(t) < 0.1 {
      for n in stride(from: 16, through: 0, by: -1) {
        scaledSlope = scaledSlope * t + h
        h = h * t + 1 / Double(n + 2)
      }
      scaledSlope *= oneMinusSquare
    } else {
      h = (-(logOneMinusSquare - log(s)) - t) / (t * t)
      scaledSlope = (s - 2 * h * oneMinusSquare) / t
    }
    let square = 1 / s + m * m * h
    let derivative = (m * h * oneMinusSquare + m * m * scaledSlope * rho) / s
    return (square.squareRoot(), derivative / square)
  }

  /// The log density of atanh(rho), where the factor 1 / (1 - rho^2) of |d'| has cancelled.
  private func logDensity(_ rho: Double, logOneMinusSquare: Double) -> Double {
    let below = rho < rho0
    let rate = below ? lowerRate : upperRate
    let mass = below ? left : 1 - left
    let k = slopeFactor(rho, logOneMinusSquare).k
    return log(mass * rate) - rate * k * abs(rho - rho0) + log1p(rho0 * rho) - log(s * k)
  }

  /// Derivative with respect to rho of the log density of rho, times 1 - rho^2.
  private func scaledDerivative(_ rho: Double, logOneMinusSquare: Double) -> Double {
    let factor = slopeFactor(rho, logOneMinusSquare)
    let distanceSlope = (1 + rho0 * rho) / (s * factor.k)
    let signedRate = rho < rho0 ? -lowerRate : upperRate
    return -signedRate * distanceSlope + 2 * rho
      + exp(logOneMinusSquare) * rho0 / (1 + rho0 * rho) - factor.scaledLogDerivative
  }

  func logDensity(_ x: Double) -> Double {
    if abs(x) >= 1 { return -.infinity }
    let logSquare = logOneMinusSquare(x)
    return logDensity(x, logOneMinusSquare: logSquare) - logSquare
  }

  func logDensityDerivative(_ x: Double) -> Double {
    scaledDerivative(x, logOneMinusSquare: logOneMinusSquare(x)) / ((1 - x) * (1 + x))
  }

  func logDensity(fisherZ y: Double) -> Double {
    logDensity(tanh(y), logOneMinusSquare: -2 * logCosh(y))
  }

  func logDensityDerivative(fisherZ y: Double) -> Double {
    scaledDerivative(tanh(y), logOneMinusSquare: -2 * logCosh(y)) - 2 * tanh(y)
  }

  private func logTails(_ rho: Double, logOneMinusSquare: Double) -> LogTails {
    let d = distance(rho, logOneMinusSquare)
    return rho < rho0
      ? LogTails(lower: log(left) - lowerRate * d)
      : LogTails(upper: log1p(-left) - upperRate * d)
  }

  func logTails(_ x: Double) -> LogTails {
    logTails(x, logOneMinusSquare: logOneMinusSquare(x))
  }

  func logTails(fisherZ y: Double) -> LogTails {
    logTails(tanh(y), logOneMinusSquare: -2 * logCosh(y))
  }

  func fisherZQuantile(_ tails: NormalTails) -> Double {
    let center = atanh(rho0)
    let below = tails.lower < left
    let excess = below ? log(left) - tails.logLower : log1p(-left) - tails.logUpper
    let target = max(excess, 0) / (below ? lowerRate : upperRate)
    // d is about |y - y0| sqrt(1 + rho0^2) near the centre and sqrt(2 |y|) far away; concave, so
    // Newton from a point short of the root climbs to it without overshooting.
    let side: Double = below ? -1 : 1
    var step = target / (1 + rho0 * rho0).squareRoot()
    for _ in 0..<60 {
      let y = center + side * step
      let rho = tanh(y)
      let logSquare = -2 * logCosh(y)
      let d = distance(rho, logSquare)
      let slope = (1 + rho0 * rho) / (s * slopeFactor(rho, logSquare).k)
      let change = (target - d) / slope
      step = max(step + change, 0.5 * step)
      if abs(change) <= 1e-9 * max(1e-6, step) { break }
    }
    return center + side * step
  }

  func quantile(_ tails: NormalTails) -> Double { tanh(fisherZQuantile(tails)) }
}
