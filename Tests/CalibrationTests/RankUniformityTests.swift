import RandomStreams
import Testing

@testable import Calibration

@Suite("Uniform ranks, and others")
struct RankUniformityTests {
  private func ranks(
    _ count: Int, seed: UInt64, _ value: (inout RandomStream) -> Double
  ) -> [Int] {
    var stream = RandomStream(StreamKey(seed: seed).child(.purpose(.simulation)))
    return (0..<count).map { _ in min(100, max(0, Int(value(&stream) * 101))) }
  }

  /// Under uniformity p is uniform: of 300 values the mean has an error of 0.017, the share below 0.1 one of
  /// 0.017.
  @Test func pValuesOfUniformRanksAreUniform() {
    let values = (1...300).map { seed in
      RankUniformity(ranks(150, seed: UInt64(seed)) { $0.uniform() }, draws: 100).pValue
    }
    let mean = values.reduce(0, +) / 300
    let share = Double(values.count { $0 < 0.1 }) / 300
    #expect(abs(mean - 0.5) < 0.075, "\(mean)")
    #expect(abs(share - 0.1) < 0.075, "\(share)")
  }

  /// A posterior that is too narrow puts truths at its ends, one that is too wide in its middle, a shifted one to
  /// one side.
  @Test func unevenRanksAreFound() {
    func p(_ value: @escaping (inout RandomStream) -> Double) -> Double {
      RankUniformity(ranks(200, seed: 5, value), draws: 100).pValue
    }
    #expect(p { $0.beta(0.6, 0.6) } < 0.001)
    #expect(p { $0.beta(2.5, 2.5) } < 0.001)
    #expect(p { $0.beta(1.5, 1) } < 0.001)
    #expect(p { $0.uniform() } > 0.01)
  }

  @Test func theBandHoldsAllPlacesTogether() {
    var outside = 0
    for seed in 1...200 {
      let fit = RankUniformity(ranks(150, seed: UInt64(seed)) { $0.uniform() }, draws: 100)
      let leaves = fit.distribution.indices.contains { place in
        abs(fit.distribution[place] - RankUniformity.expected(place, 100))
          > fit.bandHalfWidth(place)
      }
      outside += leaves ? 1 : 0
    }
    // 10 are expected, with an SD of 3.1.
    #expect((1...24).contains(outside), "\(outside)")
  }

  @Test func coverageIsThatOfTheCentralInterval() {
    let all = Array(0...119)
    for level in [0.5, 0.8, 0.95] {
      let found = RankUniformity.coverage(all, draws: 119, level: level)
      #expect(abs(found.observed - level) < 1e-12 && abs(found.expected - level) < 1e-12)
    }
    #expect(RankUniformity.coverage([2, 117], draws: 119, level: 0.95).observed == 0)
    #expect(RankUniformity.coverage([3, 116], draws: 119, level: 0.95).observed == 1)
    #expect(
      abs(RankUniformity.coverage([0], draws: 100, level: 0.95).expected - 95.0 / 101) < 1e-12)
  }
}
