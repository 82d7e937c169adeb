import Documents
import Drawing
import Figures
import Fitting

extension FitResult {
  /// Rank histograms of the five basic parameters, chain by chain.
  ///
  /// - Parameter options: title and size.
  /// - Returns: one figure; none for a single chain, whose ranks are always even.
  func rankFigures(_ options: FigureOptions) -> [Figure] {
    guard sample.chains.count > 1, sample.drawsPerChain > 1 else { return [] }
    let shown = min(sample.chains.count, ChainFigure.chainLimit)
    // Beyond so many draws a histogram of 20 bins gains nothing.
    let step = max(1, sample.totalDraws / 200_000)
    var outside = 0
    var rows: [RankPlot.Row] = []
    for (name, chains) in zip(ChainFigure.parameterNames, sample.basicColumns) {
      let histograms = RankHistograms(
        step == 1
          ? chains
          : chains.map { chain in stride(from: 0, to: chain.count, by: step).map { chain[$0] } },
        bins: Self.rankBins)
      let ess = parameter(name).map { $0.summary.bulkESS } ?? .nan
      let expected = histograms.expected(effectiveCount: ess)
      outside += histograms.counts.joined().count {
        Double($0) < expected.lower || Double($0) > expected.upper
      }
      rows.append(
        RankPlot.Row(
          heading: name, chains: Array(histograms.counts.prefix(shown)),
          expected: FigureInterval(expected.count, expected.lower, expected.upper)))
    }
    let share = Double(outside) / Double(rows.count * Self.rankBins * sample.chains.count)
    var plot = RankPlot(
      title: options.heading ?? "Ranks of the draws, chain by chain",
      description: chainSentences
        + " \(NumberText.percent(share)) of the bins lie outside of the range that holds 95 % of "
        + "them if all chains sample the same distribution.",
      rows: rows,
      bandLabel: "95 % of bins, if all chains sample the same distribution")
    plot.subtitle = "\(dataset.heading) · \(dataset.counts)"
    plot.notes = chainNotes(shown: shown)
    if step > 1 { plot.notes.append("Every \(ChainFigure.ordinal(step)) draw is ranked.") }
    if let width = options.width { plot.width = width }
    plot.height = options.height
    return [plot.figure()]
  }

  private static var rankBins: Int { 20 }
}
