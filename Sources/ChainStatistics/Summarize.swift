/// Summarises the draws of one quantity, sorting them once.
///
/// Infinite draws are sorted to the ends, so that medians and quantiles stay finite where they are
/// determined by finite draws; mean and sd then are not. If a draw is NaN, everything is NaN. The
/// diagnostics are NaN under the conditions of `splitRHat(_:)` and `bulkESS(_:)`.
///
/// - Parameters:
///   - chains: the draws, one array a chain, equally long; at most 2^32 - 1 in all.
///   - level: probability of the equal-tailed interval `lower` to `upper`, in 0 ... 1.
///   - detail: whether R-hat, ESS and MCSE are wanted.
/// - Returns: the summary.
/// - Complexity: O(S) for S draws whose values spread over their range, and S times a few lags for
///   the diagnostics; O(S log S) at worst.
public func summarize(
  _ chains: [[Double]], level: Double = 0.95, detail: SummaryDetail = .full
) -> DrawSummary {
  var workspace = Workspace()
  return summarize(chains, level: level, detail: detail, using: &workspace)
}

/// Summarises many quantities with the same numbers of chains and draws.
///
/// Equal to `summarize(_:level:detail:)` of each, but memory and the normal scores of the ranks, which
/// depend on the number of draws only, serve all of them: about twice as fast.
///
/// - Parameters:
///   - quantities: for each quantity its chains, equally long.
///   - level: probability of the equal-tailed interval `lower` to `upper`, in 0 ... 1.
///   - detail: whether R-hat, ESS and MCSE are wanted.
/// - Returns: one summary a quantity, in their order.
public func summarizeAll(
  _ quantities: [[[Double]]], level: Double = 0.95, detail: SummaryDetail = .full
) -> [DrawSummary] {
  var workspace = Workspace()
  return quantities.map { summarize($0, level: level, detail: detail, using: &workspace) }
}

func summarize(
  _ chains: [[Double]], level: Double, detail: SummaryDetail, using workspace: inout Workspace
) -> DrawSummary {
  precondition(level >= 0 && level <= 1, "a probability")
  let draws = RankedDraws(chains, using: &workspace)
  defer { draws.release(to: &workspace) }
  var summary = describe(draws.sorted, level: level)
  guard detail == .full, draws.isInformative else { return summary }
  let bulk = ChainMoments(draws.bulkScores(using: &workspace))
  summary.splitRHat = draws.splitRHat(bulk: bulk, using: &workspace)
  var sequence = SeriesAutocovariance(bulk)
  summary.bulkESS = effectiveSampleSize(&sequence)
  workspace.giveBack(bulk.centered)
  summary.tailESS = smallerOrNaN(
    draws.quantileESS(probability: 0.05), draws.quantileESS(probability: 0.95))
  summary.mcseOfMean = summary.sd / draws.basicESS(using: &workspace).squareRoot()
  let errors = [0.5, 0.025, 0.975].map { probability in
    draws.mcseOfQuantile(
      probability: probability, ess: draws.quantileESS(probability: probability))
  }
  summary.mcseOfMedian = errors[0]
  summary.mcseOfQuantile025 = errors[1]
  summary.mcseOfQuantile975 = errors[2]
  return summary
}

/// Everything but the diagnostics; all NaN if there are no draws.
private func describe(_ sorted: [Double], level: Double) -> DrawSummary {
  func at(_ probability: Double) -> Double {
    quantile(sorted: sorted, probability: probability)
  }
  return DrawSummary(
    mean: sampleMean(sorted), sd: sampleVariance(sorted).squareRoot(),
    median: median(sorted: sorted), mad: medianAbsoluteDeviation(sorted: sorted),
    quantile025: at(0.025), quantile05: at(0.05), quantile95: at(0.95), quantile975: at(0.975),
    lower: at((1 - level) / 2), upper: at((1 + level) / 2),
    splitRHat: .nan, bulkESS: .nan, tailESS: .nan,
    mcseOfMean: .nan, mcseOfMedian: .nan, mcseOfQuantile025: .nan, mcseOfQuantile975: .nan)
}
