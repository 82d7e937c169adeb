import Documents
import FitFigures
import FitPages
import Fitting

extension FitResult {
  /// How much studies differ, and what the data say of it.
  func heterogeneitySection(_ drawn: DrawnFigures) -> HTML {
    """
    <section id="heterogeneity" aria-labelledby="heterogeneity-title">
    <h2 id="heterogeneity-title">Heterogeneity between studies</h2>
    \(table)<p>“Learnt from data” is 1 − Var(Φ⁻¹(F<sub>prior</sub>(x)) | data): 0 % where the \
    posterior is the prior, near 100 % where the data decide. \(correlationWords)</p>
    \(drawn.elements(.parameters))</section>

    """
  }

  private var table: HTML {
    var table = ReportTable(
      caption: """
        Parameters on the logit scale: posterior medians, \(reportLevel) intervals, and prior
        """,
      columns: [
        ("", .text), ("Median", .number), ("Interval", .number), ("Prior", .text),
        ("Prior interval", .number), ("Learnt from data", .number),
      ])
    for report in ownParameters {
      let value = report.summary
      let interval = report.priorInterval.map {
        ReportText.ends($0.lower, $0.upper, format: ReportText.logit)
      }
      table.add([
        report.longHeading, "\(report.isFromPriorOnly ? "" : ReportText.logit(value.median))",
        report.isFromPriorOnly
          ? "\(notEstimated)"
          : "\(ReportText.ends(value.lower, value.upper, format: ReportText.logit))",
        "\(report.priorText ?? "")", "\(interval ?? "implied")",
        "\(report.learnt.map { NumberText.percent(max($0, 0)) } ?? "")",
      ])
    }
    return table.html
  }

  private var correlationWords: HTML {
    guard unobservedMargin == nil else {
      return "How sensitivity and specificity go together is \(notEstimated)."
    }
    let share = simulated(probabilityRhoPositive)
    return showsTradeOff
      ? """
      Sensitivity and specificity are positively correlated between studies with probability \
      \(share); a negative correlation is what a varying threshold leaves.
      """
      : """
      These data do not show that sensitivity and specificity trade off (probability of a positive \
      correlation \(share)); do not read the curve as a threshold effect.
      """
  }
}
