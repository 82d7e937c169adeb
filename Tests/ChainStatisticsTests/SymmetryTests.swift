import Testing

@testable import ChainStatistics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct SymmetryTests {
  private let chains = ReferenceDraws.autoregression(201, 4, 0.6, 501)

  @Test func rankStatisticsIgnoreIncreasingTransformations() {
    let transformed = chains.map { $0.map { exp($0) } }
    #expect(bulkESS(transformed) == bulkESS(chains))
    for probability in [0.05, 0.5, 0.95] {
      // Interpolation between draws moves, but on the same side of every draw.
      let ess = quantileESS(chains, probability: probability)
      #expect(quantileESS(transformed, probability: probability) == ess)
    }
  }

  @Test func negationMirrorsTheTails() {
    let mirrored = chains.map { $0.map { -$0 } }
    #expect(agree(splitRHat(mirrored), splitRHat(chains), within: 1e-13))
    #expect(agree(bulkESS(mirrored), bulkESS(chains), within: 1e-12))
    #expect(basicESS(mirrored) == basicESS(chains))
    #expect(agree(tailESS(mirrored), tailESS(chains), within: 1e-12))
    let summary = summarize(chains)
    let mirror = summarize(mirrored)
    #expect(agree(mirror.quantile025, -summary.quantile975, within: 1e-13))
    #expect(mirror.median == -summary.median && mirror.mad == summary.mad)
  }

  @Test func theOrderOfChainsDoesNotMatter() {
    let reordered = [chains[2], chains[0], chains[3], chains[1]]
    #expect(agree(splitRHat(reordered), splitRHat(chains), within: 1e-13))
    #expect(agree(bulkESS(reordered), bulkESS(chains), within: 1e-12))
    #expect(agree(mcseOfMean(reordered), mcseOfMean(chains), within: 1e-12))
    #expect(tailESS(reordered) == tailESS(chains))
  }

  @Test func summarisingManyQuantitiesEqualsSummarisingEach() {
    // Odd lengths, ties, other sizes and NaN in between: nothing may be left over from the one before.
    let rounded = chains.map { $0.map { ($0 * 3).rounded() } }
    let even = chains.map { Array($0.dropLast()) }
    let spoilt = even.map { Array($0.dropLast()) + [.nan] }
    let quantities: [[[Double]]] = [
      chains, rounded, even, chains.map { Array($0.prefix(100)) }, chains.reversed(), spoilt, even,
      [], chains,
    ]
    let together = summarizeAll(quantities, level: 0.5)
    for (summary, quantity) in zip(together, quantities) {
      #expect("\(summary)" == "\(summarize(quantity, level: 0.5))")
    }
    #expect(together[0].lower == quantiles(of: chains.flatMap { $0 }, probabilities: [0.25])[0])
  }

  @Test func theDirectionOfTimeDoesNotMatter() {
    let reversed = chains.map { Array($0.reversed()) }
    #expect(agree(splitRHat(reversed), splitRHat(chains), within: 1e-13))
    #expect(agree(bulkESS(reversed), bulkESS(chains), within: 1e-12))
    #expect(agree(tailESS(reversed), tailESS(chains), within: 1e-12))
  }

  @Test func theOrderOfDrawsWithinAChainDoesMatter() {
    let sorted = chains.map { $0.sorted() }
    #expect(splitRHat(sorted) > 1.3)
    #expect(bulkESS(sorted) < 30)
  }
}
