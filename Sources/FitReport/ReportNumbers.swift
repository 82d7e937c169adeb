import ComparisonReport
import Documents
import FitPages
import Fitting
import ReportPaper

extension FitResult {
  private var bothAboveText: String {
    unobservedMargin == nil
      ? "\(simulated(bothAbove.summary)) at the summary point, "
        + "\(simulated(bothAbove.newSetting)) in a new setting"
      : missingText
  }

  /// Every summary of accuracy in one table.
  var numbersSection: HTML {
    var table = ReportTable(
      caption: "Posterior medians with \(reportLevel) intervals",
      columns: [
        ("", .text), ("Median", .number), ("Credible interval", .number),
        ("Prediction interval, new setting", .number),
      ])
    for (label, name, new) in [
      ("Sensitivity, at the median study", "sensitivity", "sensitivity_new"),
      ("Specificity, at the median study", "specificity", "specificity_new"),
      ("Sensitivity, averaged over studies", "sensitivity_averaged", ""),
      ("Specificity, averaged over studies", "specificity_averaged", ""),
    ] {
      if parameter(name)?.isFromPriorOnly ?? false {
        table.add(["\(label)", "", "\(missingText)", ""])
        continue
      }
      guard let point = estimate(name) else { continue }
      let next = estimate(new).map { ReportText.ends($0.lower, $0.upper) } ?? ""
      table.add([
        "\(label)", "\(NumberText.proportion(point.estimate, decimals: 3))",
        "\(ReportText.ends(point.lower, point.upper))", "\(next)",
      ])
    }
    for (label, name) in [
      ("Positive likelihood ratio (LR+)", "lr_positive"),
      ("Negative likelihood ratio (LR−)", "lr_negative"), ("Diagnostic odds ratio", "dor"),
    ] {
      if parameter(name)?.isFromPriorOnly ?? false {
        table.add(["\(label)", "", "\(missingText)", ""])
        continue
      }
      guard let ratio = estimate(name) else { continue }
      let next = estimate(name + "_new")
      table.add([
        "\(label)", "\(ReportText.ratio(ratio.estimate))",
        "\(ReportText.ends(ratio.lower, ratio.upper, format: ReportText.ratio))",
        "\(next.map { ReportText.ends($0.lower, $0.upper, format: ReportText.ratio) } ?? "")",
      ])
    }
    let targets: HTML =
      hasBothMargins ? "<p>Probability of \(bothAbove.targets.text): \(bothAboveText).</p>\n" : ""
    return """
      <section id="numbers" aria-labelledby="numbers-title">
      <h2 id="numbers-title">Summary accuracy</h2>
      \(table.html)\(targets)</section>

      """
  }
}
