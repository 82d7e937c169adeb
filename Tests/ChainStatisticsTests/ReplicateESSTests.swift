import ChainStatistics
import Testing

/// The worth of replicates against series whose means have a known variance.
@Suite struct ReplicateESSTests {
  /// A linear congruential generator (Knuth's constants), so that the numbers are the same everywhere.
  private struct Numbers {
    var state: UInt64
    mutating func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
  }

  private func replicateESS(_ replicates: [[Double]]) -> ReplicateESS {
    var worth = ReplicateESS()
    for replicate in replicates { worth.add([replicate]) }
    return worth
  }

  /// 400 replicates of 100 numbers: relative standard error 7 %; independent numbers are worth 100.
  @Test func independentNumbersAreWorthTheirNumber() {
    var numbers = Numbers(state: 5)
    let worth = replicateESS((0..<400).map { _ in (0..<100).map { _ in numbers.uniform() } })
    #expect(
      abs(worth.mean - 100) < 30 && abs(worth.tail - 100) < 30, "\(worth.mean), \(worth.tail)")
  }

  /// One number in each of 100 equal cells: the mean has variance 1 / (12 100^3), so the worth is 1e6;
  /// the share below a cell's edge is exact.
  @Test func stratifiedNumbersAreWorthMuchMore() {
    var numbers = Numbers(state: 6)
    let worth = replicateESS(
      (0..<400).map { _ in (0..<100).map { (Double($0) + numbers.uniform()) / 100 } })
    #expect(abs(worth.mean / 1e6 - 1) < 0.3, "\(worth.mean), \(worth.tail)")
    #expect(worth.tail > 300)
  }

  /// Every number twice: worth half.
  @Test func repeatedNumbersAreWorthHalf() {
    var numbers = Numbers(state: 7)
    let worth = replicateESS(
      (0..<400).map { _ in
        (0..<50).flatMap { _ in
          let value = numbers.uniform()
          return [value, value]
        }
      })
    #expect(abs(worth.mean - 50) < 15 && abs(worth.tail - 50) < 15, "\(worth.mean), \(worth.tail)")
  }

  @Test func nothingThatVariesIsNoNumber() {
    let worth = replicateESS([[1, 1, 1], [1, 1, 1]])
    #expect(worth.mean.isNaN && worth.tail.isNaN)
  }

  /// 6 % of the draws at the upper end: the share below the 95 % quantile is always 1, and no smaller
  /// worth of the other tail may hide it.
  @Test func aTailThatDoesNotVaryIsNoNumber() {
    var numbers = Numbers(state: 8)
    let worth = replicateESS(
      (0..<16).map { _ in (0..<100).map { $0 < 94 ? 0.5 * numbers.uniform() : 1 } })
    #expect(worth.mean > 50 && worth.tail.isNaN, "\(worth.mean), \(worth.tail)")
  }

  /// Chains of a replicate count together.
  @Test func chainsAreParts() {
    var numbers = Numbers(state: 9)
    let replicates = (0..<20).map { _ in (0..<60).map { _ in numbers.uniform() } }
    var parts = ReplicateESS()
    for replicate in replicates { parts.add([Array(replicate[..<25]), Array(replicate[25...])]) }
    let whole = replicateESS(replicates)
    #expect(abs(parts.mean / whole.mean - 1) < 1e-9 && abs(parts.tail / whole.tail - 1) < 1e-9)
  }
}
