import Testing

@testable import ChainStatistics

private func diagnostics(_ summary: DrawSummary) -> [Double] {
  [
    summary.splitRHat, summary.bulkESS, summary.tailESS, summary.mcseOfMean,
    summary.mcseOfMedian, summary.mcseOfQuantile025, summary.mcseOfQuantile975,
  ]
}

private func separateDiagnostics(_ chains: [[Double]]) -> [Double] {
  [
    splitRHat(chains), bulkESS(chains), tailESS(chains), basicESS(chains),
    quantileESS(chains, probability: 0.5),
    mcseOfMean(chains), mcseOfQuantile(chains, probability: 0.3),
  ]
}

private func allNaN(_ values: [Double]) -> Bool {
  values.allSatisfy { $0.isNaN }
}

@Suite struct DegenerateDrawsTests {
  private let chains = ReferenceDraws.autoregression(100, 4, 0.5, 401)

  private func replacing(_ draw: Double, at indices: [(Int, Int)]) -> [[Double]] {
    var copy = chains
    for (chain, index) in indices { copy[chain][index] = draw }
    return copy
  }

  @Test func aDrawThatIsNotANumberMakesEverythingNaN() {
    let spoilt = replacing(.nan, at: [(1, 7)])
    let summary = summarize(spoilt)
    #expect(allNaN(diagnostics(summary)))
    #expect(allNaN(separateDiagnostics(spoilt)))
    #expect(summary.mean.isNaN && summary.median.isNaN && summary.quantile05.isNaN)
    #expect(quantiles(of: spoilt[1], probabilities: [0.5])[0].isNaN)
  }

  @Test func aDrawInTheDroppedMiddleCounts() {
    var odd = ReferenceDraws.autoregression(101, 2, 0.5, 402)
    odd[0][50] = .nan
    #expect(allNaN(separateDiagnostics(odd)))
  }

  @Test func infiniteDrawsLeaveTheQuantilesBetweenThemFinite() {
    let spoilt = replacing(.infinity, at: [(0, 3), (2, 5), (2, 6)])
    let summary = summarize(spoilt)
    #expect(allNaN(diagnostics(summary)))
    #expect(allNaN(separateDiagnostics(spoilt)))
    let finite = chains.flatMap { $0 }.count - 3
    let sorted = spoilt.flatMap { $0 }.sorted()
    #expect(sorted[finite - 1].isFinite && sorted[finite] == .infinity)
    #expect(summary.median == (sorted[199] + sorted[200]) / 2)
    #expect(agree(summary.quantile975, sorted[389] + 0.025 * (sorted[390] - sorted[389])))
    #expect(summary.mad.isFinite && summary.mean == .infinity)
    #expect(quantile(sorted: sorted, probability: 1) == .infinity)
  }

  @Test func bothInfinitiesAreSorted() {
    let spoilt = replacing(-.infinity, at: [(0, 3)]).map { $0 + [.infinity, 0.5] }
    let summary = summarize(spoilt, level: 0.9)
    #expect(summary.median.isFinite && summary.lower == summary.quantile05)
    let ends = quantiles(of: spoilt.flatMap { $0 }, probabilities: [0, 1])
    #expect(ends == [-.infinity, .infinity])
  }

  @Test(arguments: [0.0, 0.1, -3.7e8])
  func constantDrawsHaveNoDiagnostics(value: Double) {
    let constant = [[Double]](repeating: [Double](repeating: value, count: 50), count: 4)
    let summary = summarize(constant)
    #expect(allNaN(diagnostics(summary)))
    #expect(allNaN(separateDiagnostics(constant)))
    #expect(summary.mean == value && summary.sd == 0 && summary.mad == 0)
    #expect(summary.median == value && summary.quantile025 == value && summary.upper == value)
  }

  @Test func roundingAroundAConstantIsConstant() {
    let constant = (0..<4).map { chain in
      (0..<50).map { ($0 + chain) % 3 == 0 ? 0.1 + 0.2 : 0.3 }
    }
    #expect(constant[0][0] != constant[0][1])
    #expect(allNaN(separateDiagnostics(constant)))
  }

  @Test func smallScalesAreNotConstant() {
    // A fixed tolerance on the range would lose these.
    let scale = 0x1p-80
    let small = chains.map { $0.map { $0 * scale } }
    for (ours, expected) in zip(separateDiagnostics(small).prefix(5), separateDiagnostics(chains)) {
      #expect(ours == expected)
    }
    #expect(mcseOfMean(small) == mcseOfMean(chains) * scale)
  }

  @Test func chainsThatNeverMoveButDifferHaveInfiniteRHat() {
    let stuck = [0.1, 0.7, 0.3, 0.9].map { [Double](repeating: $0, count: 40) }
    #expect(splitRHat(stuck) == .infinity)
    // All correlations are 1: one draw in a split chain's worth.
    #expect(basicESS(stuck) < 10)
  }

  @Test func tooFewDrawsGiveNaN() {
    #expect(allNaN(separateDiagnostics([])))
    #expect(allNaN(separateDiagnostics([[], []])))
    #expect(allNaN(separateDiagnostics([[1], [2]])))
    #expect(splitRHat([[1, 2, 3], [2, 5, 4]]).isNaN)
    #expect(splitRHat([[1, 2, 3, 4], [2, 5, 4, 3]]).isFinite)
    #expect(bulkESS([[1, 2, 3, 4, 6], [2, 5, 4, 3, 1]]).isNaN)
    #expect(bulkESS([[1, 2, 3, 4, 6, 5], [2, 5, 4, 3, 1, 2]]).isFinite)
    #expect(summarize([]).median.isNaN)
    let single = summarize([[3]])
    #expect(single.median == 3 && single.quantile975 == 3 && single.sd.isNaN && single.mad == 0)
  }

  @Test func quantilesOnlyOmitsTheDiagnosticsAndNothingElse() {
    let full = summarize(chains, level: 0.9)
    var short = summarize(chains, level: 0.9, detail: .quantilesOnly)
    #expect(allNaN(diagnostics(short)))
    short.splitRHat = full.splitRHat
    short.bulkESS = full.bulkESS
    short.tailESS = full.tailESS
    short.mcseOfMean = full.mcseOfMean
    short.mcseOfMedian = full.mcseOfMedian
    short.mcseOfQuantile025 = full.mcseOfQuantile025
    short.mcseOfQuantile975 = full.mcseOfQuantile975
    #expect(short == full)
    #expect(full.lower == full.quantile05 && full.upper == full.quantile95)
  }
}
