extension RankedDraws {
  /// Rank-normalised split R-hat, the larger of bulk and folded.
  func splitRHat(_ scores: NormalScores, bulk: ChainMoments) -> Double {
    guard isInformative, split.length > 1 else { return .nan }
    let folded = potentialScaleReduction(ChainMoments(foldedScores(scores)))
    let location = potentialScaleReduction(bulk)
    // A comparison with NaN would pass the other value on.
    return location.isNaN || folded.isNaN ? .nan : max(location, folded)
  }

  func basicESS(_ method: AutocovarianceMethod = .automatic) -> Double {
    guard isInformative else { return .nan }
    var sequence = SeriesAutocovariance(ChainMoments(split), method: method)
    return effectiveSampleSize(&sequence)
  }

  func quantileESS(
    probability: Double, method: AutocovarianceMethod = .automatic
  ) -> Double {
    guard isInformative else { return .nan }
    // At p = 1 every draw is below the quantile; half a draw less leaves the largest one out.
    let inside = probability == 1 ? (Double(count) - 0.5) / Double(count) : probability
    let threshold = quantile(sorted: sorted, probability: inside)
    var sequence = IndicatorAutocovariance(split, threshold: threshold, method: method)
    return sequence.isConstant ? .nan : effectiveSampleSize(&sequence)
  }
}
