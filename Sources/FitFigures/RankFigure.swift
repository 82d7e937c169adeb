import DatasetWords
import Documents
import Drawing
import FigureNumbers
import Figures
import Fitting

extension FitResult {
  /// Rank histograms of the parameters, chain by chain.
  ///
  /// - Parameter options: title and size.
  /// - Returns: one figure; none for a single chain, whose ranks are always even.
  func rankFigures(_ options: FigureOptions) -> [Figure] {
    // Beyond so many draws a histogram of 20 bins gains nothing.
    guard let ranks = chainRanks(bins: 20, limit: 200_000) else { return [] }
    let shown = min(chainCount, ChainFigure.chainLimit)
    let rows = ranks.names.indices.map { k in
      RankPlot.Row(
        heading: ranks.names[k], chains: Array(ranks.counts[k].prefix(shown)),
        expected: ranks.expected[k])
    }
    var plot = RankPlot(
      title: options.heading ?? "Ranks of the draws, chain by chain",
      description: chainSentences
        + " \(NumberText.percent(ranks.shareOutside)) of the bins lie outside of the range that holds 95 % of "
        + "them if all chains sample the same distribution.",
      rows: rows,
      bandLabel: "95 % of bins, if all chains sample the same distribution")
    plot.subtitle = "\(dataset.heading) · \(dataset.counts)"
    plot.notes = chainNotes(shown: shown)
    if ranks.step > 1 {
      plot.notes.append("Every \(ChainFigure.ordinal(ranks.step)) draw is ranked.")
    }
    if let width = options.width { plot.width = width }
    plot.height = options.height
    return [plot.figure()]
  }
}
