import CMath

/// Quantiles of weighted draws.
///
/// The draw of rank i holds the probability from W_(i-1) to W_i, the cumulative shares of the weights;
/// its value stands at the middle, and between two middles the quantile is interpolated. With equal
/// weights this is Hazen's definition (type 5 of Hyndman and Fan 1996).
///
/// - Parameters:
///   - values: the draws, none NaN.
///   - logWeights: one a draw, up to a constant; minus infinity is weight 0.
///   - probabilities: each in [0, 1].
/// - Returns: one quantile a probability; NaN where there is no draw of positive weight.
/// - Complexity: O(n log n).
public func weightedQuantiles(
  of values: [Double], logWeights: [Double], probabilities: [Double]
) -> [Double] {
  precondition(values.count == logWeights.count, "one weight a draw")
  let largest = logWeights.max() ?? -.infinity
  guard largest > -.infinity else { return probabilities.map { _ in .nan } }
  var workspace = Workspace()
  let sorted = SortedDraws(values, using: &workspace)
  var draws: [(value: Double, weight: Double)] = []
  draws.reserveCapacity(values.count)
  for (value, position) in zip(sorted.values, sorted.positions) {
    let logWeight = logWeights[Int(position)]
    if logWeight > -.infinity { draws.append((value, exp(logWeight - largest))) }
  }
  let total = draws.reduce(0) { $0 + $1.weight }
  var middles: [Double] = []
  middles.reserveCapacity(draws.count)
  var below = 0.0
  for draw in draws {
    middles.append((below + 0.5 * draw.weight) / total)
    below += draw.weight
  }
  return probabilities.map { probability in
    var (low, high) = (0, middles.count)
    while low < high {
      let middle = (low + high) / 2
      if middles[middle] < probability { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return draws[0].value }
    if low == middles.count { return draws[low - 1].value }
    let (x0, x1) = (draws[low - 1].value, draws[low].value)
    let share = (probability - middles[low - 1]) / (middles[low] - middles[low - 1])
    return x0 + share * (x1 - x0)
  }
}
