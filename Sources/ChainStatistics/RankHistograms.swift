import SpecialFunctions

/// How each chain's draws are spread over the ranks of all draws together.
///
/// Equal draws share their average rank. Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021),
/// Bayesian Analysis 16(2), 667-718, section 4.
public struct RankHistograms: Sendable {
  /// Counts of each chain, one a bin; they add up to the draws of the chain.
  public let counts: [[Int]]
  private let chainLength: Int

  /// Ranks and counts.
  ///
  /// - Parameters:
  ///   - chains: draws without NaN, one array a chain, equally long.
  ///   - bins: number of bins.
  public init(_ chains: [[Double]], bins: Int) {
    chainLength = chains.first?.count ?? 0
    let sorted = chains.flatMap { $0 }.sorted()
    let total = sorted.count
    func bin(ofRank rank: Double) -> Int {
      min(bins - 1, Int((rank - 0.5) * Double(bins) / Double(max(total, 1))))
    }
    // Draws between two of these bounds need no search for their equals.
    var binOfRun: [(value: Double, bin: Int)] = []
    var first = 0
    while first < total {
      var next = first + 1
      while next < total, sorted[next] == sorted[first] { next += 1 }
      let place = bin(ofRank: Double(first + 1 + next) / 2)
      if binOfRun.last?.bin != place { binOfRun.append((sorted[first], place)) }
      first = next
    }
    counts = chains.map { chain in
      var result = [Int](repeating: 0, count: bins)
      for draw in chain {
        var (low, high) = (0, binOfRun.count)
        while high - low > 1 {
          let middle = (low + high) / 2
          if binOfRun[middle].value <= draw { low = middle } else { high = middle }
        }
        result[binOfRun[low].bin] += 1
      }
      return result
    }
  }

  /// The expected count of a bin with the range that 95 % of bins keep to if all chains sample the same
  /// distribution.
  ///
  /// The count of independent draws is hypergeometric: of all `S` ranks a chain has `n` and a bin `S / b`,
  /// so that its variance is `n (1/b) (1 - 1/b) (S - n) / (S - 1)`. It grows with the autocorrelation by
  /// about `S / ESS`.
  ///
  /// - Parameter effectiveCount: effective sample size of all chains; NaN counts every draw.
  /// - Returns: expectation with both ends.
  public func expected(effectiveCount: Double) -> IntervalEstimate {
    let bins = Double(counts.first?.count ?? 1)
    let n = Double(chainLength)
    let total = n * Double(counts.count)
    let inflation = effectiveCount > 0 ? max(1, total / effectiveCount) : 1
    let variance = n / bins * (1 - 1 / bins) * (total - n) / max(total - 1, 1) * inflation
    let half = 1.96 * variance.squareRoot()
    return IntervalEstimate(
      estimate: n / bins, lower: max(0, n / bins - half), upper: n / bins + half)
  }

  /// How many bins of all chains lie outside of a range.
  ///
  /// - Parameter range: as `expected(effectiveCount:)` gives it.
  /// - Returns: a number of bins.
  public func binsOutside(of range: IntervalEstimate) -> Int {
    counts.joined().count { Double($0) < range.lower || Double($0) > range.upper }
  }
}
