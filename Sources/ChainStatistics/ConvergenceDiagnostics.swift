/// Rank-normalised split R-hat (Vehtari et al. 2021, Bayesian Analysis 16:667); docs/statistics.md,
/// section 5.
///
/// Chains are cut into halves, draws replaced by the normal scores of their ranks, and
/// `sqrt((B / W + n - 1) / n)` is taken of these scores (location) and of the scores of the
/// distances from the median (scale); the larger of both is returned. At most 1.01 is the usual
/// demand.
///
/// - Parameter chains: the draws of one quantity, one array a chain, equally long.
/// - Returns: R-hat; infinite if split chains are constant but differ. NaN if a draw is NaN or
///   infinite, if all draws are equal up to rounding, or with fewer than four draws a chain.
public func splitRHat(_ chains: [[Double]]) -> Double {
  var workspace = Workspace()
  let draws = RankedDraws(chains, using: &workspace)
  guard draws.isInformative else { return .nan }
  let bulk = ChainMoments(draws.bulkScores(using: &workspace))
  return draws.splitRHat(bulk: bulk, using: &workspace)
}

/// Effective sample size of the normal scores of the draws' ranks, over split chains.
///
/// The efficiency of estimates of location, defined also where the mean does not exist (Vehtari et
/// al. 2021, section 4.1). At least 400 is the usual demand with four chains.
///
/// - Parameter chains: the draws of one quantity, one array a chain, equally long.
/// - Returns: the bulk ESS; NaN in the cases of `splitRHat(_:)`, and with fewer than six draws a
///   chain.
public func bulkESS(_ chains: [[Double]]) -> Double {
  var workspace = Workspace()
  let draws = RankedDraws(chains, using: &workspace)
  guard draws.isInformative else { return .nan }
  var sequence = SeriesAutocovariance(ChainMoments(draws.bulkScores(using: &workspace)))
  return effectiveSampleSize(&sequence)
}

/// The smaller of the effective sample sizes of the 5 % and the 95 % quantile.
///
/// - Parameter chains: the draws of one quantity, one array a chain, equally long.
/// - Returns: the tail ESS; NaN in the cases of `quantileESS(_:probability:)`.
public func tailESS(_ chains: [[Double]]) -> Double {
  var workspace = Workspace()
  let draws = RankedDraws(chains, using: &workspace)
  return smallerOrNaN(
    draws.quantileESS(probability: 0.05), draws.quantileESS(probability: 0.95))
}

/// Effective sample size of the mean of the draws as they are, over split chains.
///
/// Meaningful only where the quantity has a finite variance; `bulkESS(_:)` always is.
///
/// - Parameter chains: the draws of one quantity, one array a chain, equally long.
/// - Returns: the ESS; NaN in the cases of `bulkESS(_:)`.
public func basicESS(_ chains: [[Double]]) -> Double {
  var workspace = Workspace()
  return RankedDraws(chains, using: &workspace).basicESS(using: &workspace)
}

/// Effective sample size of the estimate of a quantile.
///
/// The ESS of the mean of the indicator `draw <= quantile`, over split chains (Vehtari et al.
/// 2021, section 4.3).
///
/// - Parameters:
///   - chains: the draws of one quantity, one array a chain, equally long.
///   - probability: of the quantile, in 0 ... 1.
/// - Returns: the ESS; NaN in the cases of `bulkESS(_:)`, and if ties put all draws on one side.
public func quantileESS(_ chains: [[Double]], probability: Double) -> Double {
  var workspace = Workspace()
  return RankedDraws(chains, using: &workspace).quantileESS(probability: probability)
}

/// The smaller of two values, NaN if one of them is.
func smallerOrNaN(_ first: Double, _ second: Double) -> Double {
  first.isNaN || second.isNaN ? .nan : min(first, second)
}
