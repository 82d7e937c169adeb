import SpecialFunctions
import Testing

@testable import ChainStatistics

/// Draws that bring out each branch of the sort.
private let awkward: [String: [Double]] = {
  let plain = ReferenceDraws.autoregression(5_000, 1, 0, 601)[0]
  let coarse = plain.map { ($0 * 4).rounded() / 4 }
  var spikes = plain
  for index in stride(from: 0, to: spikes.count, by: 97) { spikes[index] = 1e300 * plain[index] }
  var infinite = plain
  infinite[17] = .infinity
  infinite[18] = -.infinity
  return [
    "plain": plain, "coarse": coarse, "spikes": spikes, "infinite": infinite,
    "powers": plain.map { draw in (0..<60).reduce(draw) { power, _ in power * draw } },
    "signed zeros": [0.0] + plain.map { $0 < 0 ? -0.0 : ($0 < 1 ? 0.0 : 1e-300 * 1e-20) },
    "one outlier": plain.dropLast() + [1e9], "subnormal": plain.map { $0 * 1e-300 * 1e-10 },
    "whole range": plain.map { $0 < 0 ? -1.7e308 : 1.7e308 + $0 }, "empty": [], "single": [2],
    "ascending": plain.sorted(), "descending": plain.sorted(by: >), "equal": [3, 3, 3, 3],
  ]
}()

private func sort(_ draws: [Double]) -> SortedDraws {
  var workspace = Workspace()
  return SortedDraws(draws, using: &workspace)
}

private func fold(_ sorted: SortedDraws, center: Double) -> FoldedDraws {
  var workspace = Workspace()
  return FoldedDraws(sorted, center: center, using: &workspace)
}

@Suite struct OrderTests {
  @Test(arguments: awkward.keys.sorted())
  func theSortEqualsTheLibrarys(name: String) throws {
    let draws = try #require(awkward[name])
    let sorted = sort(draws)
    #expect(sorted.values == draws.sorted())
    #expect(sorted.positions.map { draws[Int($0)] } == sorted.values)
    #expect(sorted.positions.sorted() == Array(0..<UInt32(draws.count)))
  }

  @Test(arguments: ["plain", "coarse", "spikes", "one outlier", "ascending", "equal"])
  func foldingEqualsSortingTheDistances(name: String) throws {
    for count in [4, 4_999, 5_000] {
      let draws = Array(try #require(awkward[name]).prefix(count))
      let sorted = sort(draws)
      let center = median(sorted: sorted.values)
      let folded = fold(sorted, center: center)
      let expected = draws.map { abs($0 - center) }.sorted()
      #expect(folded.distances == expected)
      #expect(folded.positions.map { abs(draws[Int($0)] - center) } == folded.distances)
      let deviation = medianAbsoluteDeviation(sorted: sorted.values)
      #expect(agree(deviation, 1.4826 * median(sorted: expected), within: 1e-15))
    }
  }

  @Test func foldingMayBeCenteredOutsideTheDraws() {
    let sorted = sort([3, 1, 2])
    #expect(fold(sorted, center: 5).distances == [2, 3, 4])
    #expect(fold(sorted, center: 0).positions == [1, 2, 0])
  }

  @Test func normalScoresAreMirrored() {
    for count in [1, 2, 7, 400] {
      let scores = NormalScores(count: count)
      #expect(scores.table.count == count)
      for rank in 1...count {
        let position = (Double(rank) - 0.375) / (Double(count) + 0.25)
        #expect(scores.table[rank - 1] == -scores.table[count - rank])
        #expect(abs(scores.table[rank - 1] - normalQuantile(position)) < 1e-14)
        #expect(abs(scores.score(ofRank: Double(rank)) - scores.table[rank - 1]) < 1e-14)
      }
    }
    // Phi^-1((1 - 3/8) / (4 + 1/4)) by R's qnorm.
    #expect(agree(NormalScores(count: 4).table[0], -1.0491313979639711, within: 1e-14))
  }

  @Test func quantilesInterpolateOrderStatistics() {
    let values = [1.0, 2, 4, 8]
    #expect(quantile(sorted: values, probability: 0) == 1)
    #expect(quantile(sorted: values, probability: 1) == 8)
    #expect(quantile(sorted: values, probability: 0.5) == 3)
    #expect(quantile(sorted: values, probability: 0.75) == 5)
    #expect(quantiles(of: [8, 1, 4, 2], probabilities: [0.5, 1 / 3.0]) == [3, 2])
    #expect(quantile(sorted: [], probability: 0.5).isNaN)
  }
}
