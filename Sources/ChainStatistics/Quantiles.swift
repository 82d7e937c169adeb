/// The quantile of sorted values by linear interpolation of order statistics.
///
/// With `h = (n - 1) p` counted from 0, `(1 - f) x_(floor h) + f x_(ceil h)`, `f` the fraction of
/// `h`: type 7 of Hyndman and Fan 1996, the default of R. Infinite values are legal and may be
/// returned.
///
/// - Parameters:
///   - sorted: the values, ascending, none of them NaN.
///   - probability: `p` in 0 ... 1.
/// - Returns: the quantile, NaN if there are no values.
public func quantile(sorted: [Double], probability: Double) -> Double {
  precondition(probability >= 0 && probability <= 1, "a probability")
  guard sorted.count > 0 else { return .nan }
  let place = Double(sorted.count - 1) * probability
  let low = min(Int(place), sorted.count - 1)
  let fraction = place - Double(low)
  let lower = sorted[low]
  guard fraction > 0, low + 1 < sorted.count, sorted[low + 1] != lower else { return lower }
  return (1 - fraction) * lower + fraction * sorted[low + 1]
}

/// Quantiles of unsorted values, each as `quantile(sorted:probability:)` defines it.
///
/// - Parameters:
///   - values: in any order.
///   - probabilities: each in 0 ... 1.
/// - Returns: one quantile a probability; all NaN if a value is NaN or there are none.
public func quantiles(of values: [Double], probabilities: [Double]) -> [Double] {
  guard !values.contains(where: \.isNaN) else {
    return [Double](repeating: .nan, count: probabilities.count)
  }
  var workspace = Workspace()
  let sorted = SortedDraws(values, using: &workspace).values
  return probabilities.map { quantile(sorted: sorted, probability: $0) }
}

/// The middle value, or the mean of the two middle values; NaN if there are none.
func median(sorted: [Double]) -> Double {
  guard sorted.count > 0 else { return .nan }
  let upper = sorted[sorted.count / 2]
  guard sorted.count % 2 == 0 else { return upper }
  return (sorted[sorted.count / 2 - 1] + upper) / 2
}
