import ChainStatistics
import RepeatableNumbers
import Testing

@Suite("Rank histograms")
struct RankHistogramsTests {
  private func normals(_ chains: Int, _ count: Int, seed: UInt64, shift: Double = 0) -> [[Double]] {
    var random = SplitMix64(seed: seed)
    return (0..<chains).map { chain in
      (0..<count).map { _ in random.normal() + (chain == 0 ? shift : 0) }
    }
  }

  @Test("counts add up to the draws of a chain, and over chains to the width of a bin")
  func sums() {
    let histograms = RankHistograms(normals(4, 1000, seed: 1), bins: 20)
    #expect(histograms.counts.allSatisfy { $0.reduce(0, +) == 1000 })
    for bin in 0..<20 {
      #expect(histograms.counts.reduce(0) { $0 + $1[bin] } == 200)
    }
  }

  @Test("by hand: ranks, and equal draws at their average rank")
  func byHand() {
    // Ranks 1 3 | 2 4 in two bins: 1 2 and 3 4.
    #expect(RankHistograms([[10, 30], [20, 40]], bins: 2).counts == [[1, 1], [1, 1]])
    #expect(RankHistograms([[1, 2], [3, 4]], bins: 2).counts == [[2, 0], [0, 2]])
    // 5 5 5 9: the equal ones have rank 2, in the lower half.
    #expect(RankHistograms([[5, 5], [5, 9]], bins: 2).counts == [[2, 0], [1, 1]])
    // 1 5 5 5: rank 3, in the upper half.
    #expect(RankHistograms([[1, 5], [5, 5]], bins: 2).counts == [[1, 1], [0, 2]])
    #expect(RankHistograms([[2, 2], [2, 2]], bins: 4).counts.joined().reduce(0, +) == 4)
  }

  @Test("of chains that agree, about 95 % of bins lie in the range")
  func range() {
    var (inside, all) = (0, 0)
    for seed in 1...60 {
      let histograms = RankHistograms(normals(4, 500, seed: UInt64(seed)), bins: 20)
      let expected = histograms.expected(effectiveCount: .nan)
      #expect(expected.estimate == 25)
      for count in histograms.counts.joined().map(Double.init) {
        inside += count >= expected.lower && count <= expected.upper ? 1 : 0
        all += 1
      }
    }
    // 4,800 bins: 0.95 with a standard error of 0.003, and the counts are whole numbers.
    let share = Double(inside) / Double(all)
    #expect(share > 0.93 && share < 0.97, "\(share)")
  }

  @Test("a chain half a standard deviation off leaves the range: the test before can fail")
  func shifted() {
    let histograms = RankHistograms(normals(4, 500, seed: 7, shift: 0.5), bins: 20)
    let expected = histograms.expected(effectiveCount: .nan)
    let outside = histograms.counts[0].count {
      Double($0) < expected.lower || Double($0) > expected.upper
    }
    #expect(outside >= 6)
    #expect(histograms.binsOutside(of: expected) >= outside)
    let agreeing = RankHistograms(normals(4, 500, seed: 7), bins: 20)
    #expect(agreeing.binsOutside(of: expected) < outside)
  }

  @Test("fewer effective draws widen the range by the root of their ratio")
  func effective() {
    let histograms = RankHistograms(normals(4, 500, seed: 3), bins: 20)
    let (all, quarter) = (
      histograms.expected(effectiveCount: 2000), histograms.expected(effectiveCount: 500)
    )
    #expect(abs((quarter.upper - 25) / (all.upper - 25) - 2) < 1e-12)
    // n (1/b) (1 - 1/b) (S - n) / (S - 1) with n = 500, b = 20, S = 2,000.
    let variance = 500.0 / 20 * 19 / 20 * 1500 / 1999
    #expect(abs(all.upper - 25 - 1.96 * variance.squareRoot()) < 1e-12)
  }
}
