import CMath

/// The logarithms of P(X < x) and P(X > x) of a continuous distribution at one point.
///
/// Kept together and as logarithms because each loses all its digits, or underflows, where the
/// other is nearly 1.
public struct LogTails: Sendable, Equatable {
  /// log P(X < x), at most 0.
  public let lower: Double
  /// log P(X > x), at most 0.
  public let upper: Double

  /// Takes both logarithms as they are.
  ///
  /// - Parameters:
  ///   - lower: log P(X < x).
  ///   - upper: log P(X > x).
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Completes the pair from the lower tail.
  ///
  /// - Parameter lower: log P(X < x), at most 0.
  public init(lower: Double) { self.init(lower: lower, upper: logOneMinusExp(lower)) }

  /// Completes the pair from the upper tail.
  ///
  /// - Parameter upper: log P(X > x), at most 0.
  public init(upper: Double) { self.init(lower: logOneMinusExp(upper), upper: upper) }

  /// The tails of -X at -x.
  public var mirrored: LogTails { LogTails(lower: upper, upper: lower) }

  /// Phi^-1(P(X < x)), read from whichever tail is the smaller, so that neither rounds to 1.
  public var normalScore: Double {
    lower <= upper ? normalQuantile(logTail: lower) : -normalQuantile(logTail: upper)
  }
}

/// log(1 - e^a), accurate for a near 0 and for very negative a.
///
/// - Parameter a: at most 0.
/// - Returns: log(1 - e^a); `-infinity` at 0, and also for an argument that rounding has pushed
///   above 0.
public func logOneMinusExp(_ a: Double) -> Double {
  if a >= 0 { return -.infinity }
  return a > -0.693_147_180_559_945_3 ? log(-expm1(a)) : log1p(-exp(a))
}

/// log(1 + e^a) without overflow.
///
/// - Parameter a: any number.
/// - Returns: log(1 + e^a).
public func softplus(_ a: Double) -> Double { a > 0 ? a + log1p(exp(-a)) : log1p(exp(a)) }

/// log(cosh y) without overflow.
///
/// - Parameter y: any number.
/// - Returns: log(cosh y), at least 0.
public func logCosh(_ y: Double) -> Double {
  let magnitude = abs(y)
  if magnitude < 0.3 {
    let halfSinh = sinh(0.5 * magnitude)
    return log1p(2 * halfSinh * halfSinh)
  }
  return magnitude + log1p(exp(-2 * magnitude)) - 0.693_147_180_559_945_3
}

/// log(1 + t) - t, without cancellation for small t.
///
/// For |t| below 0.25 it is the series in w = t / (2 + t):
/// `log(1 + t) = 2 (w + w^3/3 + w^5/5 + ...)` and `t = 2 w / (1 - w)`, hence
/// `log(1 + t) - t = w (2 (w^2/3 + w^4/5 + ...) - t)`.
///
/// - Parameter t: greater than -1.
/// - Returns: log(1 + t) - t, at most 0.
public func logOnePlusMinusArgument(_ t: Double) -> Double {
  if abs(t) > 0.25 { return log1p(t) - t }
  let w = t / (2 + t)
  let square = w * w
  var sum = 0.0
  for k in stride(from: 19, through: 3, by: -2) { sum = sum * square + 1 / Double(k) }
  return w * (2 * square * sum - t)
}
