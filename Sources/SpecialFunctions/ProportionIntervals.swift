/// Clopper and Pearson's exact interval of a proportion.
///
/// The lower limit is the alpha/2 quantile of Beta(k, n - k + 1), the upper one the 1 - alpha/2
/// quantile of Beta(k + 1, n - k). Source: Clopper and Pearson (1934), Biometrika 26, 404-413.
///
/// - Parameters:
///   - successes: k, from 0 to trials.
///   - trials: n, at least 0.
///   - level: interval probability in (0, 1).
/// - Returns: the limits; 0 and 1 where there is no trial.
public func clopperPearsonInterval(
  successes: Int, trials: Int, level: Double
) -> (lower: Double, upper: Double) {
  precondition(successes >= 0 && successes <= trials, "successes are between 0 and trials")
  precondition(level > 0 && level < 1, "the level of an interval is between 0 and 1")
  let tail = 0.5 * (1 - level)
  let k = Double(successes)
  let rest = Double(trials - successes)
  let lower = successes == 0 ? 0 : BetaDistribution(k, rest + 1).quantile(tail)
  // The mirrored quantile keeps the accuracy of an upper limit near 1.
  let upper = successes == trials ? 1 : 1 - BetaDistribution(rest, k + 1).quantile(tail)
  return (lower, upper)
}

/// Wilson's score interval of a proportion.
///
/// `(k + z^2/2 +- z sqrt(k (n - k) / n + z^2/4)) / (n + z^2)`.
/// Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.
///
/// - Parameters:
///   - successes: k, from 0 to trials.
///   - trials: n, at least 0.
///   - level: interval probability in (0, 1).
/// - Returns: the limits; 0 and 1 where there is no trial.
public func wilsonInterval(
  successes: Int, trials: Int, level: Double
) -> (lower: Double, upper: Double) {
  precondition(successes >= 0 && successes <= trials, "successes are between 0 and trials")
  precondition(level > 0 && level < 1, "the level of an interval is between 0 and 1")
  if trials == 0 { return (0, 1) }
  let z = -normalQuantile(0.5 * (1 - level))
  let k = Double(successes)
  let n = Double(trials)
  let center = k + 0.5 * z * z
  let reach = z * (k * (n - k) / n + 0.25 * z * z).squareRoot()
  let lower = successes == 0 ? 0 : (center - reach) / (n + z * z)
  let upper = successes == trials ? 1 : (center + reach) / (n + z * z)
  return (lower, upper)
}
