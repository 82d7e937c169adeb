import ComparisonReport
import Documents
import FitFigures
import Fitting
import ReportPaper
import Requests

extension FitResult {
  /// PPV, NPV and results per 1,000 at several prevalences, with their figures.
  func predictiveSection(_ drawn: DrawnFigures) -> HTML {
    guard unobservedMargin == nil else {
      return """
        <section id="predictive" aria-labelledby="predictive-title">
        <h2 id="predictive-title">Predictive values and results by prevalence</h2>
        <p>PPV, NPV and results per 1,000 are \(missingText).</p>
        </section>

        """
    }
    let groups = tabulatedPrevalences.compactMap { prevalence -> (HTML, TestedGroup)? in
      testedGroup(prevalence).map { (label(prevalence), $0) }
    }
    guard !groups.isEmpty else { return "" }
    let illustrative: HTML =
      options.prevalences.isEmpty
      ? "The prevalences are illustrative; none is taken from the studies. "
      : "Prevalences that were asked for are in bold; the others are for orientation. "
    return """
      <section id="predictive" aria-labelledby="predictive-title">
      <h2 id="predictive-title">Predictive values and results by prevalence</h2>
      <p>\(illustrative)Prevalence is taken as independent of accuracy.</p>
      \(table("at the summary point", groups, inNewSetting: false))\
      \(table("in a new setting", groups, inNewSetting: true))\
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
    let text = ReportText.unbroken(prevalence.text)
    return options.prevalences.contains(prevalence) ? "<strong>\(text)</strong>" : "\(text)"
  }

  private func table(
    _ setting: HTML, _ rows: [(label: HTML, group: TestedGroup)], inNewSetting: Bool
  ) -> HTML {
    var table = ReportTable(
      caption: """
        Whole people of those tested, \(setting), with \(reportLevel) intervals
        """,
      columns: [
        ("Prevalence", .text), ("Tested", .number), ("Found", .number), ("Missed", .number),
        ("False positives", .number), ("True negatives", .number), ("PPV", .number),
        ("NPV", .number),
      ])
    for row in rows {
      let cells = row.group.cells(inNewSetting: inNewSetting)
      table.add(
        [row.label, "\(NumberText.count(row.group.frequencies.people))"]
          + cells.map { cell -> HTML in "\(cell.text)" })
    }
    return table.html
  }
}
