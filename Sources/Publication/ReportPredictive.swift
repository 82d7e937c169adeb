import AccuracyAnalysis
import Figures
import Reports

extension FitResult {
  /// PPV, NPV and results per 1,000 at several prevalences, with their figures.
  func predictiveSection(_ drawn: DrawnFigures) -> HTML {
    guard let quantiles = accuracyQuantiles() else { return "" }
    let groups = tabulatedPrevalences.compactMap { prevalence -> (HTML, TestedGroup)? in
      testedGroup(prevalence, quantiles: quantiles).map { (label(prevalence), $0) }
    }
    let illustrative: HTML =
      options.prevalences.isEmpty
      ? "The prevalences are illustrative; none is taken from the studies. "
      : "Prevalences that were asked for are in bold; the others are for orientation. "
    return """
      <section id="predictive" aria-labelledby="predictive-title">
      <h2 id="predictive-title">Predictive values and results per 1,000 by prevalence</h2>
      <p>\(illustrative)Prevalence is taken as independent of accuracy.</p>
      \(table("at the summary point", groups.map { ($0.0, $0.1.atSummary) }))\
      \(table("in a new setting", groups.map { ($0.0, $0.1.inNewSetting) }))\
      <div class="pair">
      \(drawn.elements(.naturalFrequencies))\(drawn.elements(.predictiveValues))\
      \(drawn.elements(.nomogram))</div>
      </section>

      """
  }

  /// Those asked for and some for orientation, in ascending order; distributions last.
  private var tabulatedPrevalences: [Prevalence] {
    var fixed: [Double] = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5]
    var distributions: [Prevalence] = []
    for prevalence in options.prevalences {
      switch prevalence {
      case .fixed(let value): if !fixed.contains(value) { fixed.append(value) }
      case .beta: distributions.append(prevalence)
      }
    }
    return fixed.sorted().map { .fixed($0) } + distributions
  }

  private func label(_ prevalence: Prevalence) -> HTML {
    let text: HTML =
      switch prevalence {
      case .fixed(let value): "\(ReportText.prevalence(value))"
      case .beta(let a, let b): "beta(\(NumberText.ratio(a)), \(NumberText.ratio(b)))"
      }
    return options.prevalences.contains(prevalence) ? "<strong>\(text)</strong>" : text
  }

  private func table(_ setting: HTML, _ rows: [(label: HTML, values: [IntervalEstimate])]) -> HTML {
    var table = ReportTable(
      caption: "Per 1,000 tested, \(setting): posterior median and \(reportLevel) interval",
      columns: [
        ("Prevalence", .text), ("PPV", .number), ("NPV", .number), ("Found", .number),
        ("Missed", .number), ("False positives", .number), ("True negatives", .number),
      ])
    for row in rows {
      table.add(
        [row.label]
          + row.values.enumerated().map { index, value -> HTML in
            "\(ReportText.withInterval(value, format: index < 2 ? shareText : ReportText.people))"
          })
    }
    return table.html
  }
}
