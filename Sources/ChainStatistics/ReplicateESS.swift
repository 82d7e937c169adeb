/// The effective sample size of each of several independent replicates of a sample.
///
/// For a quantity with pooled variance v whose means over replicates have variance u, the effective
/// sample size of a replicate is v / u: the number of independent draws that would have left the same
/// error. Unlike statistics of the draws themselves it sees the gain of draws that complement each
/// other (stratified, antithetic, quasi-random).
///
/// With R replicates of normal means, v / u is too large by a factor (R - 1) / (R - 3) on average, with
/// a standard deviation of sqrt(2 / (R - 5)) times that: for 16 replicates 1.15 and 0.49. The smallest of
/// several such numbers is too small: for 15 quantities of independent draws it averages 0.6.
public struct ReplicateESS: Sendable {
  /// Sums of one quantity: over the replicates' means, their squares, and the values' squares.
  private struct Sums {
    var means = 0.0
    var squaredMeans = 0.0
    var squares = 0.0

    /// v / u; NaN where nothing varies.
    func effectiveSize(replicates: Double) -> Double {
      let mean = means / replicates
      let between = (squaredMeans - replicates * mean * mean) / (replicates - 1)
      return (squares / replicates - mean * mean) / between
    }
  }

  private var count = 0
  /// Median, 5 % and 95 % quantile of the first replicate: the middle that values are taken from, and
  /// what the tails lie beyond.
  private var landmarks = (centre: 0.0, lower: 0.0, upper: 0.0)
  private var sums = (values: Sums(), lower: Sums(), upper: Sums())

  /// Without replicates.
  public init() {}

  /// Adds a replicate.
  ///
  /// - Parameter chains: its draws, in one part or several; as many in all as in every other replicate.
  public mutating func add(_ chains: [[Double]]) {
    if count == 0 { landmarks = Self.landmarks(chains) }
    count += 1
    let n = Double(chains.reduce(0) { $0 + $1.count })
    let landmarks = landmarks
    func add(_ sums: inout Sums, _ value: (Double) -> Double) {
      var (sum, squares) = (0.0, 0.0)
      for chain in chains {
        for draw in chain {
          let x = value(draw)
          sum += x
          squares += x * x
        }
      }
      sums.means += sum / n
      sums.squaredMeans += (sum / n) * (sum / n)
      sums.squares += squares / n
    }
    add(&sums.values) { $0 - landmarks.centre }
    add(&sums.lower) { $0 <= landmarks.lower ? 1 : 0 }
    add(&sums.upper) { $0 <= landmarks.upper ? 1 : 0 }
  }

  private static func landmarks(
    _ chains: [[Double]]
  ) -> (centre: Double, lower: Double, upper: Double) {
    let sorted = chains.flatMap { $0 }.sorted()
    func at(_ share: Double) -> Double { quantile(sorted: sorted, probability: share) }
    return (at(0.5), at(0.05), at(0.95))
  }

  /// The effective sample size of one replicate for the mean; NaN with fewer than two replicates, or
  /// where nothing varies.
  public var mean: Double {
    count < 2 ? .nan : sums.values.effectiveSize(replicates: Double(count))
  }

  /// The smaller effective sample size of one replicate for the shares below the 5 % and the 95 %
  /// quantile; NaN where one of them does not vary.
  public var tail: Double {
    guard count >= 2 else { return .nan }
    let lower = sums.lower.effectiveSize(replicates: Double(count))
    let upper = sums.upper.effectiveSize(replicates: Double(count))
    return lower.isNaN || upper.isNaN ? .nan : min(lower, upper)
  }
}
