import CMath

/// The gamma distribution with scale 1, in the coordinate log x.
///
/// With log x as coordinate, neither a minute x (small shapes) nor an upper tail far below the
/// smallest number is lost. Source: NIST DLMF 8.7.1 (series) and 8.9.2 (continued fraction).
public struct GammaDistribution: Sendable, Equatable {
  /// The shape a, positive.
  public let shape: Double

  /// A gamma distribution with scale 1.
  ///
  /// - Parameter shape: positive and finite.
  public init(shape: Double) {
    precondition(shape > 0 && shape.isFinite, "the shape of a gamma distribution is positive")
    self.shape = shape
  }

  /// log(x^a e^-x / Gamma(a + 1)).
  private func logPrefix(_ x: Double, logX: Double) -> Double {
    if shape < 10 { return shape * logX - x - logGamma(shape + 1) }
    let t = (x - shape) / shape
    let bend = abs(t) < 0.25 ? logOnePlusMinusArgument(t) : logX - log(shape) - t
    return shape * bend - stirlingCorrection(shape) - logRootTwoPi - 0.5 * log(shape)
  }

  /// Both log tails at x.
  ///
  /// - Parameter logX: log x, any finite number.
  /// - Returns: log P(X < x) and log P(X > x).
  /// - Complexity: of order sqrt(shape) terms near the mean.
  public func logTails(logX: Double) -> LogTails {
    let x = exp(logX)
    if x == .infinity { return LogTails(lower: 0, upper: -.infinity) }
    let prefix = x > 0 ? logPrefix(x, logX: logX) : shape * logX - logGamma(shape + 1)
    if x < shape + 1 {
      var term = 1.0
      var sum = 1.0
      var n = 1.0
      while term > 1e-17 * sum {
        term *= x / (shape + n)
        sum += term
        n += 1
      }
      return LogTails(lower: min(prefix + log(sum), 0))
    }
    return LogTails(upper: min(prefix + log(shape) + log(upperFraction(x)), 0))
  }

  /// 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (...))), by Lentz's method.
  private func upperFraction(_ x: Double) -> Double {
    var b = x + 1 - shape
    var c = Double.greatestFiniteMagnitude
    var d = 1 / b
    var fraction = d
    var n = 1.0
    while n < 100_000 {
      let a = -n * (n - shape)
      b += 2
      d = 1 / (a * d + b)
      c = b + a / c
      let factor = c * d
      fraction *= factor
      if abs(factor - 1) < 1e-16 { break }
      n += 1
    }
    return fraction
  }

  /// The log density of log X at y: `a y - e^y - log Gamma(a)`.
  ///
  /// - Parameter logX: log x.
  /// - Returns: the log density with respect to log x.
  public func logDensityOfLog(_ logX: Double) -> Double {
    shape * logX - exp(logX) - logGamma(shape)
  }

  /// log of the quantile whose probability is Phi(z).
  ///
  /// - Parameter tails: the normal score z with its tails.
  /// - Returns: log x with P(X < x) = Phi(z).
  public func logQuantile(_ tails: NormalTails) -> Double {
    let constant = logGamma(shape)
    return solveNormalScore(tails.score, start: start(tails, logGammaOfShape: constant)) { y in
      let x = exp(y)
      return ScorePoint(
        tails: logTails(logX: y), logDensity: shape * y - x - constant, slope: shape - x)
    }
  }

  /// Wilson and Hilferty's cube in the bulk, the first term of the series for small quantiles.
  private func start(_ tails: NormalTails, logGammaOfShape: Double) -> Double {
    let ninth = 1 / (9 * shape)
    let cubeRoot = 1 - ninth + tails.score * ninth.squareRoot()
    if cubeRoot > 0.35 { return log(shape) + 3 * log(cubeRoot) }
    return (tails.logLower + logGammaOfShape + log(shape)) / shape
  }

  /// P(X < x).
  ///
  /// - Parameter x: any number.
  /// - Returns: the probability, 0 where x is not positive.
  public func cdf(_ x: Double) -> Double { x > 0 ? exp(logTails(logX: log(x)).lower) : 0 }

  /// P(X > x).
  ///
  /// - Parameter x: any number.
  /// - Returns: the probability, 1 where x is not positive.
  public func upperTail(_ x: Double) -> Double { x > 0 ? exp(logTails(logX: log(x)).upper) : 1 }
}

/// The chi-squared upper tail, with relative accuracy.
///
/// - Parameters:
///   - x: any number.
///   - degreesOfFreedom: positive, need not be whole.
/// - Returns: P(X > x).
public func chiSquaredUpperTail(_ x: Double, degreesOfFreedom: Double) -> Double {
  GammaDistribution(shape: 0.5 * degreesOfFreedom).upperTail(0.5 * x)
}
