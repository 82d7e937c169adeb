import ComparisonReport
import Documents
import FitFigures
import FitPages
import Fitting
import ReportPaper

extension FitResult {
  /// How much studies differ, and what the data say of it.
  func heterogeneitySection(_ drawn: DrawnFigures) -> HTML {
    """
    <section id="heterogeneity" aria-labelledby="heterogeneity-title">
    <h2 id="heterogeneity-title">Heterogeneity between studies</h2>
    \(table)<p>“Differs from prior by” is the largest difference of the probabilities that posterior and \
    prior give to one statement (total variation of normal distributions): 0 % where the posterior is the \
    prior, near 100 % where the data decide. \(correlationWords)</p>
    \(drawn.elements(.parameters))</section>
    \(findings.settings == 1 ? heterogeneityExplained([("", self)]) : "")

    """
  }

  private var table: HTML {
    var table = ReportTable(
      caption: """
        Parameters on the logit scale: posterior medians, \(reportLevel) intervals, and prior
        """,
      columns: [
        ("", .text), ("Median", .number), ("Interval", .number), ("Prior", .text),
        ("Prior interval", .number), ("Differs from prior by", .number),
      ])
    for report in parametersWithPrior {
      let value = report.summary
      let own = ReportText.logitFormat(value.lower, value.upper)
      let interval = report.priorInterval.map {
        ReportText.ends($0.lower, $0.upper, format: ReportText.logit)
      }
      table.add([
        report.longHeading, "\(report.isFromPriorOnly ? "" : own(value.median))",
        report.isFromPriorOnly
          ? "\(missingText)"
          : "\(ReportText.ends(value.lower, value.upper, format: own))",
        "\(report.priorText ?? "")", "\(interval ?? "implied")",
        "\(report.priorDistance.map(priorDistanceText) ?? "")",
      ])
    }
    return table.html
  }

  private var correlationWords: HTML {
    guard model.parts.contains(.correlation) else { return "" }
    guard unobservedMargin == nil else {
      return "How sensitivity and specificity go together is \(missingText)."
    }
    return switch tradeOff {
    case .shown:
      """
      Sensitivity and specificity trade off between studies: a negative correlation has a probability of \
      \(simulated(1 - probabilityRhoPositive)), as a varying threshold leaves it.
      """
    case .contradicted: "\(contradictedTradeOffText)"
    case .open, nil: "\(openTradeOffText)"
    }
  }
}

/// How studies differ with and without the covariates, side by side.
///
/// - Parameter fits: the settings of one fit.
/// - Returns: a section; empty without covariates.
func heterogeneityExplained(_ fits: [(level: String, fit: FitResult)]) -> HTML {
  guard let first = fits.first?.fit, let without = first.findings.withoutCovariates else {
    return ""
  }
  var table = ReportTable(
    caption: "SDs between studies on the logit scale, with \(first.reportLevel) credible intervals",
    columns: [("", .text), ("With the covariates", .number), ("Without them", .number)])
  for report in first.findings.standardDeviations {
    let isSensitivity = report.variable.base == "tau_se"
    let rest = report.variable.index.map { ", \($0.text)" }.joined()
    let other = isSensitivity ? without.tauSensitivity : without.tauSpecificity
    table.add([
      "\(isSensitivity ? "Sensitivity" : "Specificity")<bdi>\(rest)</bdi>",
      "\(ReportText.logitWithInterval(report.summary.interval))",
      "\(ReportText.logitWithInterval(other))",
    ])
  }
  let doubt: HTML =
    without.isReliable
    ? "" : " The sampling without them is <strong>not reliable</strong>: take more draws."
  return """
    <section id="explained" aria-labelledby="explained-title">
    <h2 id="explained-title">How much heterogeneity the covariates explain</h2>
    \(table.html)<p>The same data and prior, fitted with the covariates and without. Where the first is \
    smaller the covariates explain a part of how studies differ; what remains is the first.\(doubt)</p>
    </section>

    """
}
