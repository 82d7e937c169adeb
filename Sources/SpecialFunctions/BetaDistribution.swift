import CMath

/// The beta distribution in the coordinate logit x, which resolves both ends of (0, 1).
///
/// Student's t is the same distribution in another coordinate: with nu degrees of freedom,
/// T^2 / (nu + T^2) is Beta(1/2, nu/2), hence logit = 2 log|T| - log nu.
/// Source: NIST DLMF 8.17.22 (continued fraction) and 8.17.4 (symmetry).
public struct BetaDistribution: Sendable, Equatable {
  /// First shape, positive.
  public let a: Double
  /// Second shape, positive.
  public let b: Double

  /// A beta distribution.
  ///
  /// - Parameters:
  ///   - a: first shape, positive and finite.
  ///   - b: second shape, positive and finite.
  public init(_ a: Double, _ b: Double) {
    precondition(a > 0 && b > 0 && a.isFinite && b.isFinite, "the shapes of a beta are positive")
    self.a = a
    self.b = b
  }

  /// Both log tails at x.
  ///
  /// - Parameter logit: log(x / (1 - x)), any finite number.
  /// - Returns: log P(X < x) and log P(X > x).
  public func logTails(logit: Double) -> LogTails {
    logTails(logit: logit, logBetaFunction: logBeta(a, b))
  }

  private func logTails(logit: Double, logBetaFunction: Double) -> LogTails {
    let logX = -softplus(-logit)
    let logY = -softplus(logit)
    let common = a * logX + b * logY - logBetaFunction
    if exp(logX) * (a + b + 2) < a + 1 {
      let fraction = Self.continuedFraction(a, b, exp(logX))
      return LogTails(lower: min(common - log(a * fraction), 0))
    }
    let fraction = Self.continuedFraction(b, a, exp(logY))
    return LogTails(upper: min(common - log(b * fraction), 0))
  }

  /// The denominator 1 + d1 / (1 + d2 / (1 + ...)) of I_x(a, b), by Lentz's method.
  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 0.0
    var fraction = 1.0
    var m = 0.0
    while m < 100_000 {
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + odd * d
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = 1 + odd / c
      if abs(c) < tiny { c = tiny }
      fraction *= c * d
      m += 1
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + even * d
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = 1 + even / c
      if abs(c) < tiny { c = tiny }
      let factor = c * d
      fraction *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return fraction
  }

  /// logit of the quantile whose probability is Phi(z).
  ///
  /// - Parameter tails: the normal score z with its tails.
  /// - Returns: logit x with P(X < x) = Phi(z).
  public func logitQuantile(_ tails: NormalTails) -> Double {
    logitQuantile(tails.logTails, score: tails.score)
  }

  /// logit of the quantile with the given tails.
  ///
  /// - Parameters:
  ///   - logTails: logarithms of both tail probabilities.
  ///   - score: their normal score.
  /// - Returns: logit x.
  public func logitQuantile(_ logTails: LogTails, score: Double) -> Double {
    let constant = logBeta(a, b)
    let first = start(logTails, score: score, logBetaFunction: constant)
    return solveNormalScore(score, start: first) { y in
      let logX = -softplus(-y)
      let logY = -softplus(y)
      return ScorePoint(
        tails: self.logTails(logit: y, logBetaFunction: constant),
        logDensity: a * logX + b * logY - constant, slope: a * exp(logY) - b * exp(logX))
    }
  }

  /// The leading power of either tail where it governs, else a normal approximation of logit X.
  private func start(_ tails: LogTails, score: Double, logBetaFunction: Double) -> Double {
    let center = log(a / b)
    let low = (tails.lower + log(a) + logBetaFunction) / a
    if low < min(center, 0) - 1 { return low }
    let high = -(tails.upper + log(b) + logBetaFunction) / b
    if high > max(center, 0) + 1 { return high }
    return center + score * (1 / a + 1 / b).squareRoot()
  }

  /// P(X < x).
  ///
  /// - Parameter x: any number.
  /// - Returns: the regularised incomplete beta function I_x(a, b); 0 and 1 outside (0, 1).
  public func cdf(_ x: Double) -> Double {
    if x <= 0 { return 0 }
    return x < 1 ? exp(logTails(logit: log(x) - log1p(-x)).lower) : 1
  }

  /// The quantile.
  ///
  /// - Parameter p: probability in [0, 1].
  /// - Returns: x with P(X < x) = p; NaN outside [0, 1].
  public func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 || p == 1 ? p : .nan }
    let score = normalQuantile(p)
    let tails = LogTails(lower: log(p), upper: log1p(-p))
    return exp(-softplus(-logitQuantile(tails, score: score)))
  }
}
