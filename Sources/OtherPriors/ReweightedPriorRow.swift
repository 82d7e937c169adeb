import CMath
import ChainStatistics
import Distributions
import ModelInterface
import PosteriorSampling
import SpecialFunctions

/// Sensitivity and specificity under another prior from the draws at hand: each draw weighs the ratio
/// of the other prior's density to the chosen one's, for the likelihood is the same.
///
/// The weights are trusted where the chosen prior has density wherever the other has (what its draws
/// cannot reach no weight shows), where the Pareto shape of the weights' tail is below 1/2 (their
/// variance is finite; Vehtari et al. 2024, JMLR 25:72) and where their effective number is
/// `trustedDraws` or more, for all draws and, as `trustedEndDraws`, for each quantile: there
/// `p (1 - p) / variance` of the weighted share of draws below it. 4,000 put the Monte Carlo error of an
/// interval's end near a twentieth of a posterior SD, 2,000 near a fifteenth. Of a short run half of its own
/// effective draws are enough, a quarter for each quantile: a row need not be known better than the fit that it
/// stands beside. What the draws lack in independence is taken off: with acceptance a, of the draws of independence Metropolis-Hastings
/// about a share of `a / (2 - a)` is effective, of resampled blocks what the proposal's weights leave.
///
/// - Parameters:
///   - other: the other prior with its name.
///   - model: with the prior that the draws were made under.
///   - sample: draws of the collapsed sampler.
///   - level: probability of the intervals.
/// - Returns: one row a setting; nil where the weights are not trusted, so that the other prior needs
///   draws of its own.
func reweightedRows(
  _ other: (name: String, prior: AccuracyPrior), model: some AccuracyModel,
  sample: PosteriorSample, level: Double
) -> [PriorRow]? {
  // Draws of NUTS may be far from independent, which the weights do not see.
  guard sample.kernel != .noUTurn, model.prior.reaches(other.prior) else { return nil }
  let places = sample.draws.thinned(limit: 10_000)
  let logWeights = model.logPriorRatios(of: other.prior, at: places, of: sample.draws)
  let effectiveShare =
    sample.kernel == .quasiRandom
    ? sample.quality?.efficiency ?? 0 : sample.acceptanceRate / (2 - sample.acceptanceRate)
  let independence = min(
    1, effectiveShare * Double(sample.totalDraws) / Double(max(places.count, 1)))
  let own = effectiveShare * Double(sample.totalDraws)
  let (needed, neededAtEnds) = (min(trustedDraws, 0.5 * own), min(trustedEndDraws, 0.25 * own))
  let effective = independence * importanceESS(logWeights: logWeights)
  guard effective >= needed, paretoK(logWeights: logWeights) < 0.5 else { return nil }
  let weights = NormalizedWeights(logWeights)
  func estimate(_ values: [Double]) -> (own: IntervalEstimate, wide: IntervalEstimate)? {
    let probabilities = [0.5, 0.5 * (1 - level), 0.5 * (1 + level), 0.025, 0.975]
    let logits = weightedQuantiles(
      of: values, logWeights: logWeights, probabilities: probabilities)
    // Only what is shown has to be trusted.
    let areTrusted = zip(probabilities, logits).prefix(3).allSatisfy { probability, logit in
      independence * weights.effectiveCount(of: values, below: logit, probability)
        >= neededAtEnds
    }
    guard areTrusted else { return nil }
    // The logit is monotone, so its quantiles are those of the probability.
    let quantiles = logits.map(inverseLogit)
    return (
      IntervalEstimate(estimate: quantiles[0], lower: quantiles[1], upper: quantiles[2]),
      IntervalEstimate(estimate: quantiles[0], lower: quantiles[3], upper: quantiles[4])
    )
  }
  var rows: [PriorRow] = []
  for setting in model.settings {
    let population = model.populationColumns(
      of: setting, from: sample.draws, rows: .places(places))
    // What the model has not needs no draws.
    func own(
      _ part: PopulationParts, _ values: [Double]
    ) -> (own: IntervalEstimate, wide: IntervalEstimate)? {
      model.parts.contains(part) ? estimate(values) : (.none, .none)
    }
    guard let sensitivity = own(.sensitivity, population.muSensitivity),
      let specificity = own(.specificity, population.muSpecificity)
    else { return nil }
    rows.append(
      PriorRow(
        prior: other.name, sensitivity: sensitivity.own, specificity: specificity.own,
        sensitivity95: sensitivity.wide, specificity95: specificity.wide,
        isReliable: effective >= fewestEffectiveDraws))
  }
  return rows
}

private let trustedDraws = 4000.0
private let trustedEndDraws = 2000.0

/// Importance weights that add up to 1.
private struct NormalizedWeights {
  private let weights: [Double]

  init(_ logWeights: [Double]) {
    let largest = logWeights.max() ?? 0
    let relative = logWeights.map { exp($0 - largest) }
    let total = relative.reduce(0, +)
    weights = relative.map { $0 / total }
  }

  /// How many independent draws would know the probability below a value as well: `p (1 - p)` over the
  /// variance `sum w^2 (1[x <= value] - p)^2` of the weighted share.
  func effectiveCount(of values: [Double], below value: Double, _ probability: Double) -> Double {
    var variance = 0.0
    for (draw, weight) in zip(values, weights) {
      let deviation = (draw <= value ? 1 : 0) - probability
      variance += weight * weight * deviation * deviation
    }
    return probability * (1 - probability) / variance
  }
}
