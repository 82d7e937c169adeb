import Comparison
import ComparisonReport
import Documents
import FitFigures
import FitPages
import Fitting
import FrequentistFits
import ReportPaper
import Requests

/// `report.html` of a run with `--by`, or of a fit with several settings: all levels side by side and
/// compared, with a link to the report of each.
///
/// - Parameter fits: levels and fits, in the order of the data; each level's own report lies in the
///   folder that `levelFolders` names.
/// - Returns: HTML in UTF-8, ended by a line feed; the same bytes for the same run.
public func reportByLevel(_ fits: [(level: String, fit: FitResult)]) -> [UInt8] {
  guard let first = fits.first?.fit else { return [] }
  let report = LevelsReport(fits: fits, contrasts: contrastLevels(fits))
  return ReportPage(
    title: "\(first.reportTitle) by \(report.column): summary sensitivity and specificity",
    header: report.header,
    sections: [
      "<div class=\"opening levels\">\n", report.answer, report.plane, "</div>\n", report.tested,
      report.trust, report.pairs.section, report.structures, report.slopes, report.forest,
      heterogeneityExplained(fits),
      fits.count == first.findings.settings ? first.criticismSection : "", report.provenance,
    ], hasSlider: false, version: programVersion
  ).bytes()
}

/// The folders of the levels below a run's directory: the level's letters and digits, or its number
/// where that would leave nothing or a name that is taken.
///
/// - Parameter levels: in the order of the data.
/// - Returns: one name a level, all different on any file system.
package func levelFolders(_ levels: [String]) -> [String] {
  var taken: Set<String> = []
  return levels.enumerated().map { index, level in
    let plain = level.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    var folder = String(plain.prefix(60))
    if folder.isEmpty || !taken.insert(folder.lowercased()).inserted {
      folder = "level-\(index + 1)"
      taken.insert(folder)
    }
    return folder
  }
}

/// The sections of that page.
private struct LevelsReport {
  let fits: [(level: String, fit: FitResult)]
  let contrasts: [LevelContrast]

  var column: String { levelsColumn(fits) }

  var pairs: ReportComparisons {
    ReportComparisons(contrasts: contrasts, level: level, column: column)
  }

  /// The comparisons under other assumptions on several rows of one study.
  var structures: HTML { ReportStructures(fits: fits, level: level).section }

  private var level: String { fits.first?.fit.reportLevel ?? "" }

  private func name(_ level: String) -> HTML {
    level.isEmpty ? "<em>no value</em>" : "<bdi>\(level)</bdi>"
  }

  private var together: HTML {
    fits.first?.fit.regression == nil ? "each fitted on its own" : "fitted together"
  }

  /// What depends on what, of a fit of all levels.
  private var formula: HTML {
    fits.first?.fit.regression.map { " (<code>\($0.design.formula.text)</code>)" } ?? ""
  }

  private var model: HTML {
    fits.first?.fit.options.model == .hsroc ? "HSROC" : "bivariate"
  }

  /// Levels with the addresses of their own reports.
  private var links: [(label: HTML, fit: FitResult)] {
    zip(fits, levelFolders(fits.map(\.level))).map { entry, folder in
      ("<a href=\"\(folder)/report.html\">\(name(entry.level))</a>", entry.fit)
    }
  }

  var header: HTML {
    """
    <p class="kicker">Diagnostic test accuracy meta-analysis, compared by <bdi>\(column)</bdi></p>
    <h1><bdi>\(fits.first?.fit.reportTitle ?? "")</bdi></h1>
    <p class="byline">\(fits.count) levels, \(together)\(formula): \(model) model, exact binomial \
    likelihood, prior \(fits.first?.fit.priorName ?? "").\(fits.first?.fit.directByline ?? "")</p>

    """
  }

  var answer: HTML {
    var table = ReportTable(
      caption:
        "Estimates with \(level) credible intervals; below them predictions for a new setting",
      columns: [
        ("<bdi>\(column)</bdi>", .text), ("Studies", .number), ("Sensitivity", .number),
        ("Specificity", .number),
      ])
    for (label, fit) in links {
      let cells = ["sensitivity", "specificity"].map { margin -> HTML in
        guard let point = fit.estimate(margin), let next = fit.estimate(margin + "_new") else {
          return "\(notEstimated)"
        }
        return """
          <strong>\(shareText(point.estimate))</strong> \
          <span class="whole">(\(ReportText.ends(point.lower, point.upper)))</span><br/><span class="next">\
          \(ReportText.ends(next.lower, next.upper))</span>
          """
      }
      table.add([label, "\(NumberText.count(fit.dataset.distinctStudies))"] + cells)
    }
    return """
      <section id="answer" aria-labelledby="answer-title">
      <h2 id="answer-title">The answer</h2>
      \(pairs.answer)\(table.html)\(remarks)\
      <p>Each level’s own report, behind its name, has the slider for the prevalence, the data and the \
      methods.</p>
      </section>

      """
  }

  var tested: HTML {
    guard let first = fits.first?.fit.firstPrevalence else { return "" }
    var table = ReportTable(
      caption: """
        Whole people of those tested, at the summary point, with \(level) intervals
        """,
      columns: [
        ("<bdi>\(column)</bdi>", .text), ("Tested", .number), ("Found", .number),
        ("Missed", .number), ("False positives", .number), ("True negatives", .number),
        ("PPV", .number), ("NPV", .number),
      ])
    for (label, fit) in links {
      guard let group = fit.testedGroup(first.prevalence) else {
        table.add([label, "\(notEstimated)"] + [HTML](repeating: "–", count: 6))
        continue
      }
      table.add(
        [label, "\(NumberText.count(group.frequencies.people))"]
          + group.cells(inNewSetting: false).map { cell -> HTML in "\(cell.text)" })
    }
    let article: HTML = first.isIllustrative ? "an illustrative" : "a"
    var mean: HTML = ""
    if case .beta = first.prevalence {
      mean = ", on average \(ReportText.unbroken(first.prevalence.meanText))"
    }
    return """
      <section id="tested" aria-labelledby="tested-title">
      <h2 id="tested-title">Results in people tested</h2>
      <p>At \(article) prevalence \(ReportText.unbroken(first.prevalence.phrase))\(mean).</p>
      \(table.html)</section>

      """
  }

  /// What has to be known beside the comparison.
  private var remarks: HTML {
    let regression = fits.first?.fit.regression
    let cautions = [
      regression == nil ? separateFitsRemark : regression?.pairedRowsRemark, acrossText,
    ]
    return
      "\(cautions.compactMap { $0 }.map { line -> HTML in "<p class=\"caution\">\(line)</p>\n" })"
  }

  /// That studies with one level say nothing of a difference by themselves.
  private var acrossText: String? {
    var levels: [String: Set<Int>] = [:]
    for (place, entry) in fits.enumerated() {
      for study in entry.fit.dataset.studies { levels[study.label, default: []].insert(place) }
    }
    let alone = levels.values.count { $0.count == 1 }
    guard fits.count > 1, alone > 0 else { return nil }
    return
      "\(NumberText.count(alone)) of \(NumberText.count(levels.count)) studies have one level only: "
      + "what else differs between studies may explain a part of the difference."
  }

  var plane: HTML {
    var options = FigureOptions()
    options.width = 520
    return """
      <section id="figures" aria-labelledby="figures-title">
      <h2 id="figures-title" class="hidden">Summary plane</h2>
      \(FitFigures.figures(.sroc, byLevel: fits, options: options).map(figureElement))</section>

      """
  }

  var slopes: HTML {
    slopesSection(
      fits,
      figures:
        "\(FitFigures.figures(.covariates, byLevel: fits, options: FigureOptions()).map(figureElement))"
    )
  }

  /// The studies level by level.
  var forest: HTML {
    let pages = FitFigures.figures(.forest, byLevel: fits, options: FigureOptions())
    guard fits.count > 1, !pages.isEmpty else { return "" }
    let shown = pages.prefix(5)
    let rest: HTML =
      pages.count > shown.count
      ? """
      <p class="note">\(pages.count - shown.count) further pages are left out here; the folder \
      <code>figures</code> of the run has them all.</p>

      """ : ""
    return """
      <section id="forest" aria-labelledby="forest-title">
      <h2 id="forest-title">The studies</h2>
      \(shown.map(figureElement))\(rest)</section>

      """
  }

  var trust: HTML {
    let rows = links.map { label, fit -> HTML in
      let cautions = fit.trustItems.filter(\.isCaution)
      let words: HTML =
        cautions.isEmpty
        ? "Nothing calls for caution."
        : "\(cautions.map { item -> HTML in "<p><strong>\(item.topic).</strong> \(item.words)</p>" })"
      return """
        <div class="\(cautions.isEmpty ? "fine" : "caution")"><dt><span class="mark">\
        \(cautions.isEmpty ? "Good" : "Caution")</span> \(label)</dt>
        <dd>\(words)</dd></div>

        """
    }
    return """
      <section id="trust" aria-labelledby="trust-title">
      <h2 id="trust-title">How far to trust it</h2>
      <dl class="trust">
      \(rows)</dl>
      </section>

      """
  }

  var provenance: HTML { fits.first?.fit.provenance(isWholeRun: true) ?? "" }
}
