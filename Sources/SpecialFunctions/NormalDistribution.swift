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

/// The total variation distance of N(mean, deviation^2) and N(0, 1): the largest difference of the
/// probabilities that both give to one event.
///
/// The densities cross where (s^2 - 1) x^2 + 2 m x - m^2 - 2 s^2 log s = 0, at two points or, of equal SDs, at
/// one; the event lies between them.
///
/// - Parameters:
///   - mean: any number.
///   - deviation: 0 or more.
/// - Returns: in [0, 1].
public func normalDistance(mean: Double, deviation: Double) -> Double {
  let (m, s) = (mean, deviation)
  guard s > 0 else { return s == 0 ? 1 : .nan }
  let (a, c) = (s * s - 1, -m * m - 2 * s * s * log(s))
  // m^2 - a c, as a product that is not below 0.
  let root = s * max(0, m * m + 2 * a * log(s)).squareRoot()
  let q = m < 0 ? root - m : -(root + m)
  guard q != 0 else { return 0 }
  let (x, y) = (q / a, c / q)
  let own = normalCDF((x - m) / s) - normalCDF((y - m) / s)
  return min(1, abs(own - normalCDF(x) + normalCDF(y)))
}

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
