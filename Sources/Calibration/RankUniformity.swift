import CMath
import RandomStreams
import Synchronization

/// Whether ranks of truths among draws are uniform on 0 ... L, as they are where a posterior is right
/// (Talts et al. 2018, arXiv:1804.06788).
///
/// The statistic is the largest standardised distance of the empirical distribution function,
/// `max |F(k) - p_k| / sqrt(p_k (1 - p_k) / n)` over k = 0 ... L - 1 with `p_k = (k + 1) / (L + 1)`; its
/// distribution under uniformity is simulated, so that the band `p_k +- c sqrt(p_k (1 - p_k) / n)` holds for all k
/// together with the probability asked for. docs/statistics.md, section 17.
public struct RankUniformity: Sendable, Equatable {
  /// Number of ranks.
  public let count: Int
  /// Draws that each truth was ranked among.
  public let draws: Int
  /// The empirical distribution function at 0 ... L - 1.
  public let distribution: [Double]
  /// The largest standardised distance.
  public let statistic: Double
  /// The share of simulated sets of uniform ranks with a statistic at least as large.
  public let pValue: Double
  /// The statistic that 95 % of sets of uniform ranks stay below.
  public let critical95: Double

  /// Sets of uniform ranks that are simulated: p is 0.00005 at least, also where it is one of many.
  private static let simulations = 20_000

  /// Judges ranks.
  ///
  /// - Parameters:
  ///   - ranks: from 0 to `draws`, at least one.
  ///   - draws: that each truth was ranked among.
  public init(_ ranks: [Int], draws: Int) {
    (count, self.draws) = (ranks.count, draws)
    distribution = Self.distribution(ranks, draws: draws)
    let own = Self.statistic(distribution, count: ranks.count)
    statistic = own
    let null = Self.nullStatistics(count: ranks.count, draws: draws)
    pValue = Double(1 + null.count { $0 >= own }) / Double(1 + null.count)
    critical95 = null[Int(0.95 * Double(null.count))]
  }

  /// The half width of the simultaneous 95 % band at a place of `distribution`.
  public func bandHalfWidth(_ place: Int) -> Double {
    let p = Self.expected(place, draws)
    return critical95 * (p * (1 - p) / Double(count)).squareRoot()
  }

  /// The share of truths in the central interval of draws that holds a share of them.
  ///
  /// - Parameters:
  ///   - ranks: from 0 to `draws`, at least one.
  ///   - draws: that each truth was ranked among.
  ///   - level: of the interval.
  /// - Returns: the share observed, and what it is with uniform ranks, which no whole number of draws makes the
  ///   level itself.
  public static func coverage(
    _ ranks: [Int], draws: Int, level: Double
  ) -> (observed: Double, expected: Double) {
    let tail = Int((0.5 * (1 - level) * Double(draws + 1)).rounded())
    let inside = ranks.count { $0 >= tail && $0 <= draws - tail }
    return (
      Double(inside) / Double(ranks.count), Double(draws + 1 - 2 * tail) / Double(draws + 1)
    )
  }

  /// The distribution function of uniform ranks at a place.
  public static func expected(_ place: Int, _ draws: Int) -> Double {
    Double(place + 1) / Double(draws + 1)
  }

  private static func distribution(_ ranks: [Int], draws: Int) -> [Double] {
    var counts = [Int](repeating: 0, count: draws + 1)
    for rank in ranks { counts[rank] += 1 }
    var sum = 0
    return (0..<draws).map { place in
      sum += counts[place]
      return Double(sum) / Double(ranks.count)
    }
  }

  private static func statistic(_ distribution: [Double], count: Int) -> Double {
    distribution.indices.reduce(0) { largest, place in
      let p = expected(place, distribution.count)
      let error = (p * (1 - p) / Double(count)).squareRoot()
      return max(largest, abs(distribution[place] - p) / error)
    }
  }

  /// Statistics of sets of uniform ranks, ascending: the same for every call of these sizes.
  private static func nullStatistics(count: Int, draws: Int) -> [Double] {
    let key = [count, draws]
    if let known = nulls.withLock({ $0[key] }) { return known }
    let found = simulatedStatistics(count: count, draws: draws)
    nulls.withLock { $0[key] = found }
    return found
  }

  /// Those that were simulated before, by numbers of ranks and draws.
  private static let nulls = Mutex<[[Int]: [Double]]>([:])

  private static func simulatedStatistics(count: Int, draws: Int) -> [Double] {
    var stream = RandomStream(StreamKey(seed: 1).child(.purpose(.calibration)))
    return (0..<simulations).map { _ in
      let ranks = (0..<count).map { _ in stream.index(below: draws + 1) }
      return statistic(distribution(ranks, draws: draws), count: count)
    }.sorted()
  }
}
