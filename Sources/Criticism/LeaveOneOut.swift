import CMath
import ChainStatistics

/// How well the other studies predict one, and the weights of the posterior without it.
package struct LeftOutStudy: Sendable {
  /// log p(y_i | y_-i), with its Monte Carlo error.
  package var logPredictive: MonteCarloEstimate
  /// log p(y_i | y): as above, with the study among those that predict it.
  package var logPredictiveWithin: Double
  /// Shape of the Pareto tail of the weights; below 0.7 they are reliable.
  package var paretoK: Double
  /// The effective number of draws behind the posterior without the study.
  package var effectiveDraws: Double
  /// Whether a proposal of its own was fitted to the posterior without the study.
  package var isRefitted: Bool

  /// Whether the numbers can be trusted.
  package var isReliable: Bool { paretoK <= LeftOutStudy.largestK }

  /// Whether the common draws do not do: weights that are not reliable, or a Monte Carlo error of
  /// log p(y_i | y_-i) that is not far below 0.05.
  var needsRefit: Bool { !isReliable || !(logPredictive.error <= 0.03) }

  /// Above it a study gets a proposal of its own.
  package static let largestK = 0.7
}

extension CriticismDraws {
  /// Leaves one study out by its weights.
  ///
  ///     p(y_i | y_-i) = sum_k v_k L_ik / sum_k v_k,   v_k = w_k / L_ik
  ///
  /// The error is that of a ratio of means of independent draws.
  ///
  /// - Parameter unit: which study.
  /// - Returns: the numbers.
  package func leaveOut(_ unit: Int) -> LeftOutStudy {
    let (full, without) = (logWeights, leftOutLogWeights[unit])
    let (a, b) = (relativeWeights(full), relativeWeights(without))
    let variance = zip(a.shares, b.shares).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let own = logLikelihoods[unit]
    var within = 0.0
    let top = own.max() ?? 0
    for j in own.indices { within += a.shares[j] * exp(own[j] - top) }
    return LeftOutStudy(
      logPredictive: MonteCarloEstimate(
        value: a.logSum - b.logSum, error: variance.squareRoot()),
      logPredictiveWithin: log(within) + top,
      paretoK: ChainStatistics.paretoK(logWeights: without),
      effectiveDraws: importanceESS(logWeights: without), isRefitted: false)
  }
}

/// Weights as shares of their sum, and the logarithm of the sum.
func relativeWeights(_ logWeights: [Double]) -> (shares: [Double], logSum: Double) {
  let top = logWeights.max() ?? -.infinity
  guard top > -.infinity else { return (logWeights.map { _ in .nan }, -.infinity) }
  let weights = logWeights.map { exp($0 - top) }
  let sum = weights.reduce(0, +)
  return (weights.map { $0 / sum }, top + log(sum))
}

/// Weights as shares of their sum.
///
/// - Parameter logWeights: up to a constant.
/// - Returns: one share a weight, adding up to 1; NaN where all weights are 0.
package func shares(_ logWeights: [Double]) -> [Double] { relativeWeights(logWeights).shares }
