import ComparisonReport
import Documents
import Fitting
import ReportPaper

extension FitResult {
  /// The items of PRISMA-DTA (McInnes et al. 2018) that a run can fill; the others are the review's.
  var checklistSection: HTML {
    var table = ReportTable(
      caption: "PRISMA-DTA items that this run can fill",
      columns: [
        ("Item", .text), ("Topic", .text), ("What this run supplies", .text), ("Where", .text),
      ])
    for item in methodsItems + resultsItems {
      table.add(["\(item.number)", "\(item.topic)", item.words, item.place])
    }
    return """
      <section id="prisma" aria-labelledby="prisma-title">
      <h2 id="prisma-title">PRISMA-DTA</h2>
      <p>The other items of the statement (McInnes et al. 2018), among them eligibility, search, and risk of bias, are the review’s own.</p>
      \(table.html)</section>

      """
  }

  private typealias Item = (number: String, topic: String, words: HTML, place: HTML)

  /// How the data were handled and the analyses made.
  private var methodsItems: [Item] {
    let oneArm: HTML =
      !hasBothMargins
      ? "\(margins[0].rawValue) alone"
      : dataset.oneArmStudies == 0
        ? "no study lacks an arm"
        : options.selection.oneArm == .drop
          ? "studies with one arm were left out" : "studies with one arm were used"
    let threshold: HTML =
      switch options.threshold {
      case .common: "one shared threshold"
      case .varies: "thresholds that vary, summarised by a curve"
      case .unknown:
        model.parts.contains(.correlation)
          ? "thresholds not stated: point and curve are both shown" : "thresholds not stated"
      }
    let correction: HTML =
      options.model == .normalApproximation
      ? "a continuity correction where a cell is 0" : "no continuity correction"
    let filters = dataset.filters + [dataset.level].compactMap { $0 }
    let subset: HTML =
      filters.isEmpty
      ? ""
      : " Rows analysed: \(ReportText.list(filters.map { ReportText.listed($0.spacedText) }))."
    let direct: HTML = dataset.directSentence.map { " \($0)" } ?? ""
    return [
      (
        "13", "Diagnostic accuracy measures",
        "Sensitivity and specificity; likelihood ratios, predictive values. The unit of assessment is "
          + "for the review to state.", "<a href=\"#numbers\">Summary accuracy</a>"
      ),
      (
        "14", "Synthesis of results, methods",
        "Handling of data: \(threshold); \(oneArm); \(correction).\(subset)\(direct)",
        "<a href=\"#methods\">Methods</a>"
      ),
      (
        "D2", "Meta-analysis",
        "Model, priors, estimation, software with version and seed.",
        "<a href=\"#methods\">Methods</a>"
      ),
      (
        "16", "Additional analyses, methods",
        maximumLikelihoodRow.status == .failed
          ? "Sensitivity to the prior. Whether it was planned is for the review to state."
          : "Sensitivity to the prior; maximum likelihood. Whether it was planned is for the review to "
            + "state.", "<a href=\"#priors\">Other priors</a>"
      ),
    ]
  }

  /// What was found, and what limits it.
  private var resultsItems: [Item] {
    [
      (
        "20", "Results of individual studies",
        "2×2 table, sensitivity and specificity with intervals of each study, forest and ROC plot.",
        "<a href=\"#data\">Data</a>, <a href=\"#figures\">figures</a>"
      ),
      (
        "21", "Synthesis of results",
        "Summary accuracy with credible and prediction intervals, heterogeneity.",
        "<a href=\"#answer\">The answer</a>, <a href=\"#heterogeneity\">heterogeneity</a>"
      ),
      (
        "23", "Additional analyses, results",
        maximumLikelihoodRow.status == .failed
          ? "Results under other priors." : "Results under other priors and without a prior.",
        "<a href=\"#priors\">Other priors</a>"
      ),
      (
        "25", "Limitations", "What speaks against trusting the result, as far as the data show it.",
        "<a href=\"#trust\">How far to trust it</a>"
      ),
    ]
  }
}
