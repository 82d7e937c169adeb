import ChainStatistics
import SpecialFunctions
import Testing

@Suite("Weighted quantiles")
struct WeightedQuantilesTests {
  @Test("equal weights: rank i stands at (i - 1/2) / n")
  func equalWeights() {
    let values = [3.0, 1, 4, 2]
    let quantiles = weightedQuantiles(
      of: values, logWeights: [7, 7, 7, 7], probabilities: [0, 0.125, 0.5, 0.625, 1])
    #expect(quantiles == [1, 1, 2.5, 3, 4])
  }

  @Test("a draw of weight zero does not count, wherever it is")
  func zeroWeights() {
    let quantiles = weightedQuantiles(
      of: [-50, 1, 2, 3, 50], logWeights: [-.infinity, 0, 0, 0, -.infinity],
      probabilities: [0, 0.5, 1])
    #expect(quantiles == [1, 2, 3])
    let none = weightedQuantiles(of: [1], logWeights: [-.infinity], probabilities: [0.5])
    #expect(none[0].isNaN)
  }

  /// The mutant that ignores the weights gives the quantiles of N(0, 1), which are 0.6 away.
  @Test("quantiles of N(0, 1) reweighted to N(0.6, 0.8^2) are those of the latter")
  func normalShift() {
    let count = 20_000
    let values = (0..<count).map { normalQuantile((Double($0) + 0.5) / Double(count)) }
    let logWeights = values.map { x in
      -0.5 * ((x - 0.6) / 0.8) * ((x - 0.6) / 0.8) + 0.5 * x * x + 1000
    }
    let quantiles = weightedQuantiles(
      of: values, logWeights: logWeights, probabilities: [0.025, 0.5, 0.975])
    for (quantile, score) in zip(quantiles, [-1.959964, 0, 1.959964]) {
      #expect(abs(quantile - (0.6 + 0.8 * score)) < 2e-3)
    }
  }
}
