import ComparisonReport
import Criticism
import Documents
import FitPages
import Fitting
import ReportPaper
import SpecialFunctions

extension FitResult {
  /// What the data say against the model: a screening of the studies, and replications.
  var criticismSection: HTML {
    guard !findings.checks.isEmpty else { return "" }
    let failed = findings.checks.count(where: \.hasFailed)
    let lines = remarks.map { spelled($0) }
    var found: HTML
    if lines.isEmpty {
      found = "<p>No study and no check stands out in a quick screening.</p>\n"
    } else {
      found = "<ul>\(lines.map { line -> HTML in "<li>\(line)</li>\n" })</ul>\n"
    }
    var table = ReportTable(
      caption: "The data beside replications by the model",
      columns: [
        ("", .text), ("Data", .number), ("Replications", .number), ("95\u{A0}%", .number),
        ("p", .number),
      ])
    for check in findings.checks {
      let replicated = check.replicated
      func text(_ value: Double) -> String {
        check.statistic == .zeroCells
          ? NumberText.fixed(value, decimals: 0)
          : ReportText.signed(NumberText.fixed(value, decimals: 2))
      }
      table.add(
        [
          "\(ReportText.capitalized(check.statistic.words))", "\(text(check.observed))",
          "\(text(replicated.estimate))",
          "\(ReportText.ends(replicated.lower, replicated.upper, format: text))",
          "\(simulated(check.pValue))",
        ], isEmphasised: check.hasFailed)
    }
    return """
      <section id="criticism" aria-labelledby="criticism-title">
      <h2 id="criticism-title">Does the model fit these data?</h2>
      \(found)\(table.html)<p>Studies like these were simulated from the posterior, with accuracies of \
      their own. \(failed == 0 ? "No row" : failed == 1 ? "One row" : "\(failed) rows" as HTML) \
      \(failed > 1 ? "fail" : "fails") at 0.05 over all of them. A small p speaks against the model; a \
      large one says little for it. <code>\(options.spelling.request(.influence, []))</code> leaves out \
      one study at a time, <code>\(options.spelling.request(.sensitivity, []))</code> changes the \
      prior.</p>
      </section>

      """
  }
}
