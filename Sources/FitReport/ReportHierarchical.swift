import ComparisonReport
import Documents
import FitPages
import Fitting
import ReportPaper

extension FitResult {
  /// Whether the model has what these rest on.
  var showsHierarchical: Bool { model.parts.contains(.correlation) }

  /// HSROC parameters, areas under the curve, I2, and the parameters that Review Manager takes.
  var hierarchicalSection: HTML {
    """
    <section id="hsroc" aria-labelledby="hsroc-title">
    <h2 id="hsroc-title">HSROC, areas under the curve, Review Manager</h2>
    <div class="tables">
    \(measures)\(reviewManager)</div>
    \(areaNote)\(reviewManagerNote)</section>

    """
  }

  private var measures: HTML {
    var table = ReportTable(
      caption: """
        Derived measures: posterior medians with \(reportLevel) intervals. Λ, Θ, β and their variances \
        as Rutter and Gatsonis 2001 define them, from the bivariate parameters (Harbord et al. 2007)
        """,
      columns: [("", .text), ("Median", .number), ("Interval", .number)])
    let rows: [(HTML, String, (Double) -> String)] = [
      ("Accuracy, Λ", "lambda", ReportText.logit), ("Threshold, Θ", "theta", ReportText.logit),
      ("Shape, β", "beta", ReportText.logit),
      ("Variance of accuracy", "var_accuracy", ReportText.logit),
      ("Variance of threshold", "var_threshold", ReportText.logit),
      ("Area under the curve, whole", "auc", shareText),
      ("Partial area, normalised, over the observed range", "partial_auc", shareText),
      ("I² (Zhou and Dendukuri 2014)", "i2", { NumberText.percent($0) }),
    ]
    for (label, name, format) in rows {
      if parameter(name)?.isFromPriorOnly ?? false {
        table.add([label, "", "\(missingText)"])
        continue
      }
      if let reason = parameter(name)?.withheld {
        table.add([label, "", "\(reason)"])
        continue
      }
      guard let value = estimate(name), value.estimate.isFinite else { continue }
      table.add([
        label, "\(format(value.estimate))",
        "\(ReportText.ends(value.lower, value.upper, format: format))",
      ])
    }
    return table.html
  }

  /// Whether the table of derived measures has a row for I², with a number or with the words why not.
  var showsISquared: Bool {
    (parameter("i2").map { $0.isFromPriorOnly || $0.withheld != nil } ?? false)
      || (estimate("i2")?.estimate.isFinite ?? false)
  }

  private var areaNote: HTML {
    """
    <p class="note">The whole area extrapolates the curve beyond the studies; the partial area does \
    not. I² depends on the studies’ sizes and says little of how far their accuracies lie apart: read \
    the prediction intervals for that.</p>

    """
  }

  private var reviewManagerNote: HTML {
    """
    <p class="note">Review Manager’s parameters all follow from the medians of μ, τ and ρ, so that its \
    HSROC and its bivariate parameters draw the same summary point and curve. The medians of Λ, Θ and β \
    themselves, under “Derived measures”, are another point.</p>

    """
  }

  private var reviewManager: HTML {
    var table = ReportTable(
      caption: "For Review Manager, under its names",
      columns: [("Parameter", .text), ("Estimate", .number)])
    for (name, value) in revManRows {
      table.add(["\(name)", "\(value.map { reviewManagerNumber(name, $0) } ?? missingText)"])
    }
    return table.html
  }

  private func reviewManagerNumber(_ name: String, _ value: Double) -> String {
    ReportText.signed(NumberText.fixed(value, decimals: name == "Studies" ? 0 : 6))
  }
}
