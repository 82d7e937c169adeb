import Testing

@testable import ChainStatistics

@Suite struct ParetoTailTests {
  private let logWeights = ReferenceDraws.logWeights(shape: 0.6, count: 500)

  @Test func aConstantFactorChangesNothing() {
    let shifted = logWeights.map { $0 + 900 }
    #expect(agree(paretoK(logWeights: shifted), paretoK(logWeights: logWeights), within: 1e-9))
    let ess = importanceESS(logWeights: logWeights)
    #expect(agree(importanceESS(logWeights: shifted), ess, within: 1e-10))
  }

  @Test func aLargeTailFindsTheShape() {
    // Exact Pareto weights: the standard error of k is about (1 + k) / sqrt(M), M = 949 of 100,000.
    let k = paretoK(logWeights: ReferenceDraws.logWeights(shape: 0.6, count: 100_000))
    #expect(abs(k - 0.6) < 4 * 1.6 / 949.0.squareRoot())
  }

  @Test func zeroWeightsAreWeights() {
    let withZeros = logWeights + [Double](repeating: -.infinity, count: 100)
    #expect(paretoK(logWeights: withZeros).isFinite)
    #expect(importanceESS(logWeights: withZeros) == importanceESS(logWeights: logWeights))
  }

  @Test func degenerateWeights() {
    #expect(paretoK(logWeights: Array(logWeights.prefix(20))).isNaN)
    #expect(paretoK(logWeights: []).isNaN)
    #expect(paretoK(logWeights: logWeights + [.nan]).isNaN)
    #expect(paretoK(logWeights: logWeights + [.infinity]).isNaN)
    #expect(paretoK(logWeights: [Double](repeating: -.infinity, count: 100)).isNaN)
    #expect(paretoK(logWeights: [Double](repeating: 0.3, count: 100)) == -.infinity)
    let plateau = (0..<100).map { $0 < 60 ? -1.0 - Double($0) : 0 }
    #expect(paretoK(logWeights: plateau) == .infinity)
    #expect(importanceESS(logWeights: []).isNaN)
    #expect(importanceESS(logWeights: [0, .nan]).isNaN)
    #expect(importanceESS(logWeights: [-.infinity]).isNaN)
  }

  @Test func equalWeightsCountInFull() {
    #expect(importanceESS(logWeights: [Double](repeating: -700, count: 37)) == 37)
    #expect(importanceESS(logWeights: [0, -800, -900]) == 1)
  }
}
