#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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
  let order = values.indices.filter { logWeights[$0] > -.infinity }
    .sorted { values[$0] < values[$1] }
  let weights = order.map { exp(logWeights[$0] - largest) }
  let total = weights.reduce(0, +)
  var middles: [Double] = []
  middles.reserveCapacity(weights.count)
  var below = 0.0
  for weight in weights {
    middles.append((below + 0.5 * weight) / total)
    below += weight
  }
  return probabilities.map { probability in
    var (low, high) = (0, middles.count)
    while low < high {
      let middle = (low + high) / 2
      if middles[middle] < probability { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return values[order[0]] }
    if low == middles.count { return values[order[low - 1]] }
    let (x0, x1) = (values[order[low - 1]], values[order[low]])
    let share = (probability - middles[low - 1]) / (middles[low] - middles[low - 1])
    return x0 + share * (x1 - x0)
  }
}
