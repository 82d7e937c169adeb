import Drawing
import SpecialFunctions

extension ForestPlot {
  /// The key: what each mark stands for.
  package var legend: FigureLegend {
    var legend = FigureLegend()
    let arms = studies.flatMap { [$0.sensitivity, $0.specificity] }
    let whole = IntervalEstimate(estimate: 0.5, lower: 0, upper: 1)
    if arms.contains(where: { $0.observed != nil }) {
      legend.add("Observed, \(percent) interval of the study alone") {
        Self.drawObserved(whole, y: $2, scale: Self.sampleScale($1), on: &$0)
      }
    }
    if arms.contains(where: { $0.observed != nil && $0.posterior != nil }) {
      legend.add("With the other studies (posterior)") {
        Self.drawPosterior(whole, y: $2, scale: Self.sampleScale($1), isDashed: false, on: &$0)
      }
    }
    if arms.contains(where: { $0.observed == nil && $0.posterior != nil }) {
      legend.add("Not observed: from the model") {
        Self.drawPosterior(whole, y: $2, scale: Self.sampleScale($1), isDashed: true, on: &$0)
      }
    }
    let names: [(Result.Kind, String)] = [
      (.summary, "Summary, \(percent) credible interval"),
      (.prediction, "New setting, \(percent) prediction interval"),
    ]
    for (kind, name) in names where allResults.contains(where: { $0.kind == kind }) {
      legend.add(name) { Self.draw(kind, whole, y: $2, scale: Self.sampleScale($1), on: &$0) }
    }
    legend.notes = notes
    return legend
  }

  /// Room for a sample centred on `x`.
  private static func sampleScale(_ x: Double) -> FigureScale {
    FigureScale(domain: (0, 1), range: (x - 13, x + 13))
  }
}
