import DatasetWords
import Documents
import Drawing
import FigureNumbers
import Figures
import Fitting

extension FitResult {
  /// Draws of the parameters over iterations.
  ///
  /// - Parameter options: title and size.
  /// - Returns: one figure; none without draws.
  func traceFigures(_ options: FigureOptions) -> [Figure] {
    guard drawsPerChain > 1 else { return [] }
    let shown = min(chainCount, ChainFigure.chainLimit)
    // Twenty lines of about 500 points keep the file below 150 kB.
    let traces = chainTraces(chains: shown, points: max(50, min(1000, 2200 / shown)))
    let panels = zip(traces.names, traces.values).map {
      TracePlot.Panel(heading: $0, chains: $1)
    }
    var plot = TracePlot(
      title: options.heading ?? "Trace of the chains", description: chainSentences, panels: panels,
      iterations: traces.iterations)
    plot.subtitle = "\(dataset.heading) · \(dataset.counts)"
    plot.notes = chainNotes(shown: shown)
    if traces.step > 1 {
      plot.notes.append("Every \(ChainFigure.ordinal(traces.step)) draw is shown; all are used.")
    }
    if let width = options.width { plot.width = width }
    plot.height = options.height
    return [plot.figure()]
  }

  /// Whether the chains can be trusted, in sentences.
  var chainSentences: String {
    var text =
      "\(NumberText.count(chainCount)) chains of "
      + "\(NumberText.count(drawsPerChain)) draws."
    if diagnostics.maxRHat.isFinite {
      text +=
        " Largest R-hat over the \(parameterCount) "
        + "\(NumberText.fixedUp(diagnostics.maxRHat, decimals: 3)), smallest effective sample size "
        + "\(NumberText.countDown(diagnostics.minESS))."
    }
    return text
  }

  /// As "five parameters".
  package var parameterCount: String {
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    let count = ownParameters.count
    let word = words.indices.contains(count - 1) ? words[count - 1] : NumberText.count(count)
    return "\(word) parameter\(count == 1 ? "" : "s")"
  }

  /// Says so where not all chains are drawn.
  func chainNotes(shown: Int) -> [String] {
    shown == chainCount
      ? []
      : ["The first \(shown) of \(NumberText.count(chainCount)) chains are shown."]
  }
}

/// What the figures of the chains share.
enum ChainFigure {
  /// More chains than these would be too many lines to tell apart.
  static let chainLimit = 8
  /// As `2nd`, `10th`.
  static func ordinal(_ number: Int) -> String {
    let ending =
      switch (number % 100, number % 10) {
      case (11, _), (12, _), (13, _): "th"
      case (_, 1): "st"
      case (_, 2): "nd"
      case (_, 3): "rd"
      default: "th"
      }
    return NumberText.count(number) + ending
  }
}
