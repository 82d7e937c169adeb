extension RankedDraws {
  /// Rank-normalised split R-hat, the larger of bulk and folded; `bulk` are the bulk scores' moments.
  func splitRHat(bulk: ChainMoments, using workspace: inout Workspace) -> Double {
    guard isInformative, split.length > 1 else { return .nan }
    let moments = ChainMoments(foldedScores(using: &workspace))
    let folded = potentialScaleReduction(moments)
    workspace.giveBack(moments.centered)
    let location = potentialScaleReduction(bulk)
    // A comparison with NaN would pass the other value on.
    return location.isNaN || folded.isNaN ? .nan : max(location, folded)
  }

  /// ESS of the mean of the draws as they are.
  func basicESS(
    using workspace: inout Workspace, method: AutocovarianceMethod = .automatic
  ) -> Double {
    guard isInformative else { return .nan }
    let moments = ChainMoments(split.copy(using: &workspace))
    var sequence = SeriesAutocovariance(moments, method: method)
    let size = effectiveSampleSize(&sequence)
    workspace.giveBack(moments.centered)
    return size
  }

  /// ESS of the share of draws that are not above a quantile.
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
