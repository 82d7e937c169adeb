import Comparison
import Documents
import FitFigures
import FitPages
import Fitting
import FrequentistFits

/// `report.html` of a run with `--by`, or of a fit with several settings: all levels side by side and compared, with a link to the report
/// of each.
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
      report.answer, report.tested, report.figures, report.trust, report.comparisons,
      report.provenance,
    ], hasSlider: false
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

  private var level: String { fits.first?.fit.reportLevel ?? "" }

  private func name(_ level: String) -> HTML {
    level.isEmpty ? "<em>no value</em>" : "<bdi>\(level)</bdi>"
  }

  private var together: HTML {
    fits.first?.fit.regression == nil ? "each fitted on its own" : "fitted together"
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
    <p class="byline">\(fits.count) levels, \(together): bivariate model, exact binomial \
    likelihood, prior \(fits.first?.fit.priorName ?? "").</p>

    """
  }

  var answer: HTML {
    var table = ReportTable(
      caption: "Posterior medians, \(level) credible and prediction intervals",
      columns: [
        ("<bdi>\(column)</bdi>", .text), ("Studies", .number), ("Median", .number),
        ("Credible", .number), ("Prediction", .number), ("Median", .number), ("Credible", .number),
        ("Prediction", .number),
      ])
    table.groups = [("", 2), ("Sensitivity", 3), ("Specificity", 3)]
    for (label, fit) in links {
      let cells = ["sensitivity", "specificity"].flatMap { margin -> [HTML] in
        guard let point = fit.estimate(margin), let next = fit.estimate(margin + "_new") else {
          return ["\(notEstimated)", "–", "–"]
        }
        return [
          "<strong>\(shareText(point.estimate))</strong>",
          "\(ReportText.ends(point.lower, point.upper))",
          "\(ReportText.ends(next.lower, next.upper))",
        ]
      }
      table.add([label, "\(NumberText.count(fit.dataset.studies.count))"] + cells)
    }
    let leads = contrasts.count <= 3 ? contrasts.map(sentence) : []
    return """
      <section id="answer" aria-labelledby="answer-title">
      <h2 id="answer-title">The answer</h2>
      \(leads)\(table.html)<p class="caution">\(levelsRemark(fits))</p>
      <p>Each level’s own report, behind its name, has the slider for the prevalence, the forest plot, \
      the data and the methods.</p>
      </section>

      """
  }

  private func sentence(_ contrast: LevelContrast) -> HTML {
    func margin(_ word: HTML, _ value: AccuracyContrast?, _ margin: AccuracyMargin) -> HTML {
      guard let value else {
        return "\(word) is <strong>\(missing(contrast, margin))</strong>"
      }
      return """
        \(word) is <strong>\(difference(value.difference.estimate))</strong> \
        (\(level) credible interval \
        \(ReportText.ends(value.difference.lower, value.difference.upper, format: difference)); \
        probability that it is higher \(simulated(value.probabilityHigher)))
        """
    }
    return """
      <p class="lead">\(name(contrast.first)) against \(name(contrast.second)): \
      <strong>\(contrast.verdict)</strong>. First less second, the difference in \
      \(margin("sensitivity", contrast.sensitivity, .sensitivity)), in \
      \(margin("specificity", contrast.specificity, .specificity)).</p>

      """
  }

  /// Why a margin has no contrast.
  private func missing(_ contrast: LevelContrast, _ margin: AccuracyMargin) -> String {
    contrast.shared.contains(margin) ? sameInModel : notEstimated
  }

  /// A difference of proportions with its sign.
  private func difference(_ value: Double) -> String {
    let text = NumberText.fixed(value, decimals: 2)
    let isPositive = value > 0 && text.contains { "123456789".contains($0) }
    return isPositive ? "+" + text : ReportText.signed(text)
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

  var figures: HTML {
    let planes = FitFigures.figures(.sroc, byLevel: fits, options: FigureOptions())
    return """
      <section id="figures" aria-labelledby="figures-title">
      <h2 id="figures-title" class="hidden">Summary plane</h2>
      <div class="pair">
      \(planes.map(figureElement))</div>
      </section>

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

  var comparisons: HTML {
    guard !contrasts.isEmpty else { return "" }
    var table = ReportTable(
      caption: "Differences and ratios at the summary points, with \(level) credible intervals",
      columns: [
        ("Levels", .text), ("Margin", .text), ("Difference", .number), ("Ratio", .number),
        ("Probability that the first is higher", .number),
      ])
    for contrast in contrasts {
      for (word, value, margin) in [
        ("Sensitivity", contrast.sensitivity, AccuracyMargin.sensitivity),
        ("Specificity", contrast.specificity, .specificity),
      ] {
        guard let value else {
          table.add([
            "\(name(contrast.first)) against \(name(contrast.second))", "\(word)",
            "\(missing(contrast, margin))", "", "",
          ])
          continue
        }
        table.add([
          "\(name(contrast.first)) against \(name(contrast.second))", "\(word)",
          "\(ReportText.withInterval(value.difference, format: difference))",
          "\(ReportText.withInterval(value.ratio) { NumberText.fixed($0, decimals: 2) })",
          "\(simulated(value.probabilityHigher))",
        ])
      }
      guard !contrast.probabilityBothHigher.isNaN else { continue }
      table.add([
        "\(name(contrast.first)) against \(name(contrast.second))", "Both", "", "",
        "\(simulated(contrast.probabilityBothHigher))",
      ])
    }
    return """
      <section id="comparisons" aria-labelledby="comparisons-title">
      <h2 id="comparisons-title">Comparison</h2>
      \(table.html)</section>

      """
  }

  var provenance: HTML { fits.first?.fit.provenance(isWholeRun: true) ?? "" }
}
