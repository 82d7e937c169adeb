import AccuracyContrasts
import Comparison
import Documents
import FitPages
import Fitting
import FrequentistFits
import ReportPaper
import Requests
import SpecialFunctions

/// What a report says of pairs of levels.
package struct ReportComparisons {
  private let contrasts: [LevelContrast]
  private let level: String
  private let column: String

  /// What a report says.
  ///
  /// - Parameters:
  ///   - contrasts: pairs of levels.
  ///   - level: of the intervals.
  ///   - column: what the levels are of, as a heading has it.
  package init(contrasts: [LevelContrast], level: String, column: String) {
    (self.contrasts, self.level, self.column) = (contrasts, level, column)
  }

  private func name(_ level: String) -> HTML {
    level.isEmpty ? "<em>no value</em>" : "<bdi>\(level)</bdi>"
  }

  private func pair(_ contrast: LevelContrast) -> HTML {
    "\(name(contrast.first)) against \(name(contrast.second))"
  }

  // MARK: The answer

  /// The answer in words: of up to three pairs each with its numbers, of more those that clearly differ.
  package var answer: HTML {
    if contrasts.count <= 3 { return "\(contrasts.map(sentence))" }
    let clear = contrasts.filter(\.differs)
    let most = 6
    let items = clear.prefix(most).map { contrast -> HTML in "<li>\(claim(contrast))</li>\n" }
    let more = clear.count - most
    let rest: HTML =
      more > 0 ? "<p><a href=\"#comparisons\">\(more) more</a> below.</p>\n" : ""
    let lead: HTML =
      clear.isEmpty
      ? "<strong>No two of the levels clearly differ</strong>: no interval of a difference excludes 0."
      : """
      Of \(contrasts.count) pairs <strong>\(clear.count) clearly \
      \(clear.count == 1 ? "differs" : "differ")</strong>: an interval of a difference excludes 0. With \
      so many pairs, some may differ by chance.
      """
    return """
      <p class="lead">\(lead)</p>
      \(items.isEmpty ? "" : "<ul>\n\(items)</ul>\n" as HTML)\(rest)
      """
  }

  /// As "CT is more sensitive and more specific than MRI": both directions said so that "more" comes first.
  private func claim(_ contrast: LevelContrast) -> HTML {
    let (sensitive, specific) = (contrast.directions.sensitivity, contrast.directions.specificity)
    let (a, b) = (name(contrast.first), name(contrast.second))
    switch (sensitive, specific) {
    case (0, 0):
      return "The data show <strong>no clear difference</strong> between \(a) and \(b)."
    case (_, 0):
      let (more, less) = sensitive > 0 ? (a, b) : (b, a)
      return
        "\(more) is <strong>more sensitive</strong> than \(less)\(rest(contrast, .specificity))."
    case (0, _):
      let (more, less) = specific > 0 ? (a, b) : (b, a)
      return
        "\(more) is <strong>more specific</strong> than \(less)\(rest(contrast, .sensitivity))."
    case _ where sensitive == specific:
      let (more, less) = sensitive > 0 ? (a, b) : (b, a)
      return "\(more) is <strong>more sensitive and more specific</strong> than \(less)."
    default:
      let (more, less) = sensitive > 0 ? (a, b) : (b, a)
      return """
        \(more) is <strong>more sensitive</strong>, \(less) is <strong>more specific</strong>: a \
        trade-off; which matters depends on consequences.
        """
    }
  }

  /// What is said of a margin that does not clearly differ.
  private func rest(_ contrast: LevelContrast, _ margin: AccuracyMargin) -> HTML {
    let value = margin == .sensitivity ? contrast.sensitivity : contrast.specificity
    if value == nil { return "; \(margin.rawValue) is \(missing(contrast, margin))" }
    return "; \(margin.rawValue) does not clearly differ"
  }

  private func sentence(_ contrast: LevelContrast) -> HTML {
    func margin(_ word: HTML, _ value: AccuracyContrast?, _ margin: AccuracyMargin) -> HTML {
      guard let value else { return "\(word) is \(missing(contrast, margin))" }
      return """
        \(word) changes by <strong>\(Self.difference(value.difference.estimate))</strong> \
        (\(level) credible interval \
        \(ReportText.ends(value.difference.lower, value.difference.upper, format: Self.difference)); \
        probability that it is higher \(simulated(value.probabilityHigher)))
        """
    }
    return """
      <p class="lead">\(claim(contrast))</p>
      <p>With \(name(contrast.first)) instead of \(name(contrast.second)), \
      \(margin("sensitivity", contrast.sensitivity, .sensitivity)), \
      \(margin("specificity", contrast.specificity, .specificity)).</p>

      """
  }

  /// Why a margin has no contrast.
  private func missing(_ contrast: LevelContrast, _ margin: AccuracyMargin) -> String {
    contrast.shared.contains(margin) ? sameInModel : notEstimated
  }

  /// A difference of proportions with its sign.
  static func difference(_ value: Double) -> String {
    let text = NumberText.fixed(value, decimals: 2)
    let isPositive = value > 0 && text.contains { "123456789".contains($0) }
    return isPositive ? "+" + text : ReportText.signed(text)
  }

  // MARK: Tables

  /// All pairs, and their net benefits.
  package var section: HTML {
    guard !contrasts.isEmpty else { return "" }
    let chance: HTML =
      contrasts.count > 1
      ? """
      <p>Each probability is that of its pair by itself, not adjusted for the number of pairs: of \
      \(contrasts.count), some are high by chance.</p>

      """ : ""
    return """
      <section id="comparisons" aria-labelledby="comparisons-title">
      <h2 id="comparisons-title">Comparison</h2>
      \(table)\(chance)\(benefits)</section>

      """
  }

  private var table: HTML {
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
          table.add([pair(contrast), "\(word)", "\(missing(contrast, margin))", "", ""])
          continue
        }
        table.add([
          pair(contrast), "\(word)",
          "\(ReportText.withInterval(value.difference, format: Self.difference))",
          "\(ReportText.withInterval(value.ratio) { NumberText.fixed($0, decimals: 2) })",
          "\(simulated(value.probabilityHigher))",
        ])
      }
      guard !contrast.probabilityBothHigher.isNaN else { continue }
      table.add([
        pair(contrast), "Both", "", "", "\(simulated(contrast.probabilityBothHigher))",
      ])
    }
    return table.html
  }

  private var benefits: HTML {
    guard contrasts.contains(where: { !$0.netBenefits.isEmpty }) else { return "" }
    var table = ReportTable(
      caption: """
        Net benefit of the first less that of the second, in true positives per 1,000 people tested, \
        with \(level) credible intervals
        """,
      columns: [
        ("Levels", .text), ("Prevalence", .number), ("Exchange rate", .number),
        ("Net benefit", .number), ("P(> 0)", .number),
      ])
    for contrast in contrasts {
      for benefit in contrast.netBenefits {
        let value =
          benefit.isKnown
          ? ReportText.withInterval(benefit.difference) { ReportText.signed(perThousand($0)) }
          : notEstimated
        table.add([
          pair(contrast), "\(ReportText.unbroken(benefit.prevalence.text))",
          "\(NumberText.plain(benefit.exchangeRate))", "\(value)",
          "\(benefit.isKnown ? simulated(benefit.probabilityHigher) : "")",
        ])
      }
    }
    return """
      \(table.html)<p>At an exchange rate of w, one false positive weighs as much as w true positives: \
      net benefit is the more true positives, less w times the more false positives. The rate is the \
      reader’s to choose.</p>

      """
  }
}
