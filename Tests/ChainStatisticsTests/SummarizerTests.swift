import ChainStatistics
import Concurrency
import Testing

/// Summaries do not depend on what the same summarizer had before, nor on the thread.
@Suite struct SummarizerTests {
  @Test func summariesAreThoseOfASingleCall() {
    let summarizer = Summarizer()
    let names = ReferenceDraws.all.keys.sorted()
    let twice = names + names.reversed()
    let found = inPieces(twice.count, threads: 4) { index in
      (twice[index], summarizer.summarize(ReferenceDraws.all[twice[index]] ?? [], level: 0.9))
    }
    #expect(found.count == 2 * names.count)
    for (name, summary) in found {
      let single = summarize(ReferenceDraws.all[name] ?? [], level: 0.9)
      #expect("\(summary)" == "\(single)", "\(name)")
    }
  }

  @Test func quantilesOnlyLeavesTheDiagnosticsOut() {
    let summarizer = Summarizer()
    let draws = ReferenceDraws.all["independent"] ?? []
    let full = summarizer.summarize(draws)
    let short = summarizer.summarize(draws, detail: .quantilesOnly)
    #expect(short.median == full.median && short.quantile975 == full.quantile975)
    #expect(short.bulkESS.isNaN && full.bulkESS > 0)
  }
}
