/// The split R-hat of one set of split chains, without ranks.
///
/// `sqrt((B / W + n - 1) / n)` with `n` draws a split chain, `W` the mean of their variances and
/// `B = n` times the variance of their means (Vehtari et al. 2021, equations 1 to 4). Infinite if
/// every split chain is constant and they differ; NaN with fewer than two draws a split chain.
func potentialScaleReduction(_ moments: ChainMoments) -> Double {
  let length = Double(moments.length)
  guard moments.length > 1 else { return .nan }
  let between = length * moments.varianceOfMeans
  return ((between / moments.varianceWithin + length - 1) / length).squareRoot()
}
