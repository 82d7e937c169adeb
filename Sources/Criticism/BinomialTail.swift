import CMath
import SpecialFunctions

/// log of the binomial probability of a count.
///
/// - Parameters:
///   - count: of successes.
///   - trials: all.
///   - logit: of the probability of a success.
/// - Returns: the coefficient included.
func binomialLogProbability(_ count: Int, of trials: Int, logit: Double) -> Double {
  let (k, n) = (Double(count), Double(trials))
  let coefficient = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
  return coefficient - k * softplus(-logit) - (n - k) * softplus(logit)
}

/// P(X < count) + P(X = count) / 2 for a binomial X, so that the mean over X is one half.
///
/// - Parameters:
///   - count: of successes.
///   - trials: all.
///   - logit: of the probability of a success.
/// - Returns: in [0, 1].
func binomialMidProbability(_ count: Int, of trials: Int, logit: Double) -> Double {
  let own = exp(binomialLogProbability(count, of: trials, logit: logit))
  // P(X < k) = P(B > p), B ~ Beta(k, n - k + 1).
  guard count > 0 else { return 0.5 * own }
  let below = BetaDistribution(Double(count), Double(trials - count + 1)).logTails(logit: logit)
  return exp(below.upper) + 0.5 * own
}

/// log(1 + e^x).
private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
