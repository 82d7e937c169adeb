import AccuracyData
import ComparisonReport
import Documents
import FitFigures
import Fitting
import FrequentistFits
import ReportPaper

extension FitResult {
  /// Rows of the table of studies; `studies.csv` has them all.
  private static let studyRowLimit = 300

  /// The 2x2 tables with observed and shrunken values, after the warnings.
  func dataSection(_ drawn: DrawnFigures) -> HTML {
    let lines = dataRemarks
    let remarks: HTML =
      lines.isEmpty
      ? "" : "<ul>\(lines.map { line -> HTML in "<li>\(line)</li>\n" })</ul>\n"
    let left = studies.count - Self.studyRowLimit
    let rest: HTML =
      left > 0
      ? """
      <p class="note">The table ends after \(NumberText.count(Self.studyRowLimit)) studies; \
      \(NumberText.count(left)) more are in <code>studies.csv</code>.</p>

      """ : ""
    return """
      <section id="data" aria-labelledby="data-title">
      <h2 id="data-title">Data</h2>
      <p>\(reportCounts).\(citation)</p>
      \(remarks)\(table)\(rest)\(furtherForestPages(drawn.forest))</section>

      """
  }

  private var citation: HTML {
    let source: HTML = dataset.citation.map { " Source: \($0)." } ?? ""
    guard dataset.source.hasPrefix("example:"),
      let known = BuiltInDatasets.named(String(dataset.source.dropFirst("example:".count)))
    else { return source }
    return source + " \(known.note)"
  }

  private var table: HTML {
    let interval = options.studyInterval == .exact ? "Clopper-Pearson" : "Wilson"
    var table = ReportTable(
      caption: """
        Studies: observed values with \(interval) \(reportLevel) intervals, and posterior of the true \
        value
        """,
      columns: [
        ("Study", .text), ("TP", .number), ("FN", .number), ("FP", .number), ("TN", .number),
        ("Observed", .number), ("Posterior", .number), ("Observed", .number),
        ("Posterior", .number),
      ])
    table.groups = [("", 1), ("Counts", 4), ("Sensitivity", 2), ("Specificity", 2)]
    for report in studies.prefix(Self.studyRowLimit) {
      let study = report.study
      let counts = [
        study.truePositives, study.falseNegatives, study.falsePositives, study.trueNegatives,
      ].map { count -> HTML in "\(count.map(String.init) ?? "–")" }
      let values = zip(AccuracyMargin.allCases, report.arms).flatMap { margin, arm in
        [observed(arm), posterior(arm, isEstimated: margin != unobservedMargin)]
      }
      table.add(["<bdi>\(study.label)</bdi>"] + counts + values)
    }
    return table.html
  }

  private func observed(_ arm: StudyArmReport) -> HTML {
    guard let value = arm.observed, let lower = arm.lower, let upper = arm.upper else {
      return "not observed"
    }
    return "\(shareText(value)) (\(ReportText.ends(lower, upper)))"
  }

  private func posterior(_ arm: StudyArmReport, isEstimated: Bool) -> HTML {
    guard isEstimated else { return "<em>\(missingText)</em>" }
    let text = ReportText.withInterval(arm.posterior)
    return arm.fromModelOnly ? "<em>\(text), from the model</em>" : "\(text)"
  }
}
