import CMath

/// The logarithm of sqrt(2 pi).
let logRootTwoPi = 0.918_938_533_204_672_741_780_329_736_406

/// The log density of the standard normal distribution, `-x^2 / 2 - log sqrt(2 pi)`.
///
/// - Parameter x: any number.
/// - Returns: the log density; `-infinity` at +-infinity.
public func normalLogDensity(_ x: Double) -> Double { -0.5 * x * x - logRootTwoPi }

/// The standard normal distribution function Phi(x) = erfc(-x / sqrt 2) / 2.
///
/// Relative accuracy holds down the lower tail to the smallest number (x near -38).
///
/// - Parameter x: any number.
/// - Returns: the probability of a value below x.
public func normalCDF(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }

/// The standard normal upper tail 1 - Phi(x), with relative accuracy for large x.
///
/// - Parameter x: any number.
/// - Returns: the probability of a value above x.
public func normalUpperTail(_ x: Double) -> Double { 0.5 * erfc(x * 0.5.squareRoot()) }

/// The logarithm of Phi(x), accurate also where Phi(x) itself underflows.
///
/// Below -37 it is the asymptotic series of Mills' ratio,
/// `log Phi(x) = log phi(x) - log(-x) + log(1 - 1/x^2 + 3/x^4 - 15/x^6 + ...)`,
/// whose sixth term is below 1e-15 there. Source: Abramowitz and Stegun (1964), 26.2.12.
///
/// - Parameter x: any number.
/// - Returns: log Phi(x), at most 0.
public func normalLogCDF(_ x: Double) -> Double {
  if x > 0 { return log1p(-normalUpperTail(x)) }
  if x > -37 { return log(normalCDF(x)) }
  let u = 1 / (x * x)
  let series = -u * (1 - u * (3 - u * (15 - u * (105 - u * 945))))
  return normalLogDensity(x) - log(-x) + log1p(series)
}

/// Both tails of a standard normal score, as a quantile function needs them.
public struct NormalTails: Sendable, Equatable {
  /// The score z itself.
  public let score: Double
  /// Phi(z), with relative accuracy.
  public let lower: Double
  /// 1 - Phi(z), with relative accuracy.
  public let upper: Double

  /// Evaluates both tails.
  ///
  /// - Parameter score: the standard normal score z.
  public init(score: Double) {
    self.score = score
    lower = normalCDF(score)
    upper = normalUpperTail(score)
  }

  /// log Phi(z), finite for every finite z below 1e150.
  public var logLower: Double { score > -37 && score <= 0 ? log(lower) : normalLogCDF(score) }

  /// log(1 - Phi(z)), finite for every finite z above -1e150.
  public var logUpper: Double { score < 37 && score >= 0 ? log(upper) : normalLogCDF(-score) }

  /// Both logarithms at once.
  public var logTails: LogTails { LogTails(lower: logLower, upper: logUpper) }

  /// The tails of the score -z.
  public var mirrored: NormalTails { NormalTails(score: -score, lower: upper, upper: lower) }

  private init(score: Double, lower: Double, upper: Double) {
    self.score = score
    self.lower = lower
    self.upper = upper
  }
}
