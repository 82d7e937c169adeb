/// What independent replicates of a sample are worth, in independent draws each.
///
/// For a quantity with pooled variance v whose means over replicates have variance u, the effective
/// sample size of a replicate is v / u: the number of independent draws that would have left the same
/// error. Unlike statistics of the draws themselves it sees the gain of draws that complement each
/// other (stratified, antithetic, quasi-random).
///
/// With R replicates of normal means the result has a relative standard error of about sqrt(2 / (R - 1)),
/// and is above its true value by a factor (R - 1) / (R - 3) on average.
///
/// - Parameter replicates: the draws of one quantity, one array a replicate, equally long, at least two.
/// - Returns: the effective sample size of one replicate: `mean` of the mean, `tail` the smaller of
///   those of the shares below the pooled 5 % and 95 % quantiles; NaN where nothing varies.
public func replicateESS(_ replicates: [[Double]]) -> (mean: Double, tail: Double) {
  precondition(replicates.count >= 2 && replicates.allSatisfy { $0.count == replicates[0].count })
  let sorted = replicates.flatMap { $0 }.sorted()
  guard let first = sorted.first, let last = sorted.last, first < last else { return (.nan, .nan) }
  func worth(_ value: (Double) -> Double) -> Double {
    let n = Double(replicates[0].count)
    var (means, squares): ([Double], Double) = ([], 0)
    for replicate in replicates {
      let values = replicate.map(value)
      means.append(values.reduce(0, +) / n)
      squares += values.reduce(0) { $0 + $1 * $1 }
    }
    let count = Double(means.count)
    let mean = means.reduce(0, +) / count
    let variance = squares / (n * count) - mean * mean
    let between = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return variance / between
  }
  let centre = sorted[sorted.count / 2]
  let tails = [0.05, 0.95].map { share in
    let quantile = sorted[Int(share * Double(sorted.count - 1))]
    return worth { $0 <= quantile ? 1 : 0 }
  }
  return (worth { $0 - centre }, min(tails[0], tails[1]))
}
