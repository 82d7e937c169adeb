import CMath
import ComparisonReport
import Documents
import FitFigures
import FitPages
import Fitting
import ReportPaper
import SpecialFunctions

/// What continuous covariates do: slopes, accuracy at some values, and the picture.
///
/// - Parameters:
///   - fits: the settings of one fit, in order.
///   - figures: the pictures of the covariates.
/// - Returns: a section; empty without continuous covariates.
func slopesSection(_ fits: [(level: String, fit: FitResult)], figures: HTML) -> HTML {
  guard let first = fits.first?.fit, !first.findings.slopes.isEmpty else { return "" }
  return """
    <section id="slopes" aria-labelledby="slopes-title">
    <h2 id="slopes-title">What changes with \(ReportText.list(first.slopeColumns))</h2>
    \(figures)\(first.slopeTable)\(first.pointTable(fits.map(\.level)))<p>Lines and bands are the median \
    study’s, over the values that the studies have and no further. These are differences between \
    studies, which other differences may explain.</p>
    </section>

    """
}

extension FitResult {
  fileprivate var slopeColumns: [String] {
    var known: Set<String> = []
    return findings.slopes.map(\.perUnit.column).filter { known.insert($0).inserted }
  }

  /// Odds ratios per SD and per unit.
  fileprivate var slopeTable: HTML {
    var table = ReportTable(
      caption: "How the odds of a right result change, with \(reportLevel) credible intervals",
      columns: [
        ("", .text), ("One SD more", .number), ("One unit more", .number),
      ])
    for (perDeviation, slope) in findings.slopes {
      let isSensitivity = perDeviation.variable.base == "mu_se"
      let rest = perDeviation.variable.index.dropFirst().map { ", \($0.text)" }.joined()
      func odds(_ report: ParameterReport) -> HTML {
        guard !slope.perUnit.isFromPriorOnly else { return "\(notEstimated)" }
        let value = report.summary.interval.mapped { exp($0) }
        return "times \(ReportText.withInterval(value) { NumberText.fixed($0, decimals: 2) })"
      }
      table.add([
        "\(isSensitivity ? "Sensitivity" : "Specificity"), <bdi>\(slope.column)\(rest)</bdi>",
        odds(perDeviation), odds(slope.perUnit),
      ])
    }
    return table.html
  }

  /// Accuracy at quartiles and at what was asked for.
  fileprivate func pointTable(_ levels: [String]) -> HTML {
    var table = ReportTable(
      caption: "Accuracy of the median study, with \(reportLevel) credible intervals",
      columns: [("", .text), ("Sensitivity", .number), ("Specificity", .number)])
    for report in findings.points {
      let point = report.point
      let level = levels.count > 1 ? ", \(levels[point.population])" : ""
      let words = point.words.isEmpty ? "" : " (\(point.words))"
      let cells = [report.sensitivity, report.specificity].map { own -> HTML in
        own.isFromPriorOnly
          ? "\(notEstimated)" : "\(ReportText.withInterval(own.summary.interval))"
      }
      table.add(
        ["<bdi>\(point.column) \(NumberText.plain(point.value))\(words)\(level)</bdi>"] + cells)
    }
    return table.html
  }
}
