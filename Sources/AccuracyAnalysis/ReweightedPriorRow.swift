import AccuracyModels
import ChainStatistics
import Distributions

/// Sensitivity and specificity under another prior from the draws at hand: each draw weighs the ratio
/// of the other prior's density to the chosen one's, for the likelihood is the same.
///
/// The weights are trusted where the Pareto shape of their tail is below 1/2 (their variance is finite;
/// Vehtari et al. 2024, JMLR 25:72) and their effective number is `trustedDraws` or more, which puts
/// the Monte Carlo error of an interval's end near a twentieth of a posterior SD.
///
/// - Parameters:
///   - other: the other prior with its name.
///   - chosen: the prior that the draws were made under.
///   - sample: draws of the collapsed sampler, nearly independent.
///   - level: probability of the intervals.
/// - Returns: nil where the weights are not trusted, so that the other prior needs draws of its own.
func reweightedRow(
  _ other: (name: String, prior: AccuracyPrior), chosen: AccuracyPrior, sample: PosteriorSample,
  level: Double
) -> PriorRow? {
  let points = sample.thinned(limit: 10_000).map { sample.chains[$0.chain].point($0.draw) }
  let logWeights = points.map { other.prior.logDensity(at: $0) - chosen.logDensity(at: $0) }
  guard importanceESS(logWeights: logWeights) >= trustedDraws,
    paretoK(logWeights: logWeights) < 0.5
  else { return nil }
  func estimate(_ values: [Double]) -> IntervalEstimate {
    // The logit is monotone, so its quantiles are those of the probability.
    let quantiles = weightedQuantiles(
      of: values, logWeights: logWeights,
      probabilities: [0.5, 0.5 * (1 - level), 0.5 * (1 + level)]
    ).map(inverseLogit)
    return IntervalEstimate(median: quantiles[0], lower: quantiles[1], upper: quantiles[2])
  }
  return PriorRow(
    prior: other.name, sensitivity: estimate(points.map(\.muSensitivity)),
    specificity: estimate(points.map(\.muSpecificity)), isReliable: true)
}

private let trustedDraws = 4000.0
