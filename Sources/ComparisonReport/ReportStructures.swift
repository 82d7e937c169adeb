import Documents
import FitPages
import Fitting
import FrequentistFits
import ReportPaper
import RowStructures
import SpecialFunctions
import StudyDesigns

/// What a report says of comparisons under other assumptions on several rows of one study.
package struct ReportStructures {
  private let fits: [(level: String, fit: FitResult)]
  private let level: String

  /// What a report says.
  ///
  /// - Parameters:
  ///   - fits: the settings of one fit.
  ///   - level: of the intervals.
  package init(fits: [(level: String, fit: FitResult)], level: String) {
    (self.fits, self.level) = (fits, level)
  }

  /// So many pairs have a sentence each.
  private static let mostSentences = 3
  /// So many pairs stand in the table.
  private static let mostPairs = 6

  private var findings: SharedFindings? { fits.first?.fit.findings }
  /// Those that compare all pairs: direct comparisons of several covariates may lack some.
  private var rows: [StructureRow] {
    let all = findings?.structures ?? []
    let pairs = all.first(where: \.isHeadline)?.pairs.count ?? 0
    return all.filter { $0.pairs.count == pairs }
  }

  /// The section; empty where no study has several rows.
  package var section: HTML {
    guard let headline = rows.first(where: \.isHeadline), fits.count == headline.pairs.count + 1
    else { return "" }
    let few: HTML =
      headline.studies < 20
      ? " With \(headline.studies) studies its standard error is unreliable: no verdict." : ""
    return """
      <section id="rows" aria-labelledby="rows-title">
      <h2 id="rows-title">What if rows of one study share their effects?</h2>
      <p>Results of one study come from one place and often from the same patients, and may be alike. How \
      much is an assumption that was made before the data were seen: above, that rows of one study \
      \(headline.structure.words). The other lines do not replace that answer; they show what depends \
      on the assumption.</p>
      \(conclusions)\(table(headline))<p class="note">Prediction: log predictive density of studies \
      that are left out one by one, less that of the answer above, with its standard error; below 0 the \
      assumption predicts worse.\(few)</p>
      \(newStudy)</section>

      """
  }

  // MARK: Sentences

  private func name(_ place: Int) -> HTML { "<bdi>\(fits[place].level)</bdi>" }

  /// What holds under all assumptions and what under some, of up to three pairs.
  private var conclusions: HTML {
    guard let count = rows.first?.pairs.count, count <= Self.mostSentences else { return "" }
    return "\((0..<count).map(conclusion))"
  }

  private func conclusion(_ pair: Int) -> HTML {
    let sentences = [
      sentence(pair, "sensitive", "sensitivity", \.relativeSensitivity),
      sentence(pair, "specific", "specificity", \.relativeSpecificity),
    ]
    return "<p>\(sentences[0]) \(sentences[1])</p>\n"
  }

  private func sentence(
    _ pair: Int, _ adjective: HTML, _ margin: HTML,
    _ value: KeyPath<StructurePair, IntervalEstimate>
  ) -> HTML {
    let directions = rows.map { row -> Int in
      let ratio = row.pairs[pair][keyPath: value]
      return ratio.lower > 1 ? 1 : ratio.upper < 1 ? -1 : 0
    }
    let (up, down) = (directions.count { $0 > 0 }, directions.count { $0 < 0 })
    guard up > 0 || down > 0 else {
      return """
        Under no assumption does \(margin) clearly differ between \(name(pair + 1)) and \(name(0)).
        """
    }
    if up > 0, down > 0 {
      return """
        Which of \(name(pair + 1)) and \(name(0)) is more \(adjective) depends on the assumption.
        """
    }
    let (more, less) = up > 0 ? (pair + 1, 0) : (0, pair + 1)
    let claim: HTML = "\(name(more)) is <strong>more \(adjective)</strong> than \(name(less))"
    guard directions.contains(0) else { return "Under every assumption \(claim)." }
    func named(_ isClear: Bool) -> String {
      ReportText.list(
        zip(rows, directions).filter { ($1 != 0) == isClear }.map { row, _ in
          row.isDirect ? "direct comparisons" : row.structure.rawValue
        })
    }
    return """
      That \(claim) depends on the assumption: clear under \(named(true)), not under \(named(false)).
      """
  }

  // MARK: Table

  private func table(_ headline: StructureRow) -> HTML {
    let pairs = min(headline.pairs.count, Self.mostPairs)
    let versus: HTML =
      headline.pairs.count == 1 ? "\(name(1)) against \(name(0))" : "Levels against \(name(0))"
    var table = ReportTable(
      caption: """
        \(versus): ratios at the summary points under each assumption, with \(level) credible intervals
        """,
      columns: [
        ("Rows of one study", .text), ("Studies", .number), ("Relative sensitivity", .number),
        ("Relative specificity", .number), ("Prediction", .number),
      ])
    for pair in 0..<pairs {
      for row in rows {
        let own = row.pairs[pair]
        func cell(_ ratio: IntervalEstimate) -> HTML {
          "\(ReportText.withInterval(ratio) { NumberText.fixed($0, decimals: 2) })"
        }
        let level: HTML = pairs == 1 ? "" : "\(name(pair + 1)): "
        let doubt: HTML = row.isReliable ? "" : " (sampling <strong>not reliable</strong>)"
        table.add(
          [
            "\(level)\(words(row))\(doubt)", "\(NumberText.count(row.studies))",
            cell(own.relativeSensitivity), cell(own.relativeSpecificity),
            pair == 0 ? "\(prediction(row, headline))" : "",
          ], isEmphasised: row.isHeadline)
      }
    }
    let rest = headline.pairs.count - pairs
    return rest > 0
      ? "\(table.html)<p class=\"note\">\(rest) further levels stand in <code>fit.json</code>.</p>\n"
      : table.html
  }

  private func words(_ row: StructureRow) -> HTML {
    if row.isDirect { return "direct comparisons: studies with every level alone" }
    let words: HTML =
      switch row.structure {
      case .exchangeable: "alike to a degree that is estimated"
      case .independent: "no more alike than rows of other studies"
      case .shared: "alike but for the tests’ means"
      case .sharedAndWithin: "alike, each with a deviation of its own"
      }
    return "<code>\(row.structure.rawValue)</code>: \(words)"
  }

  private func prediction(_ row: StructureRow, _ headline: StructureRow) -> String {
    if row.isHeadline { return "0" }
    guard !row.isDirect, let found = row.predictive.difference(from: headline.predictive) else {
      return ""
    }
    return (found.value > 0 ? "+" : "")
      + ReportText.signed(NumberText.fixed(found.value, decimals: 1))
      + " (\(NumberText.fixed(found.error, decimals: 1)))"
  }

  // MARK: A new study

  /// What two tests would do in one new study, of up to three pairs.
  private var newStudy: HTML {
    let pairs = findings?.comparisons.filter(\.hasNewStudy) ?? []
    guard pairs.count <= Self.mostSentences else { return "" }
    return "\(pairs.map(newStudySentence))"
  }

  private func newStudySentence(_ pair: SettingComparison) -> HTML {
    let parts = [("sensitivity", AccuracyMargin.sensitivity), ("specificity", .specificity)]
      .compactMap { word, margin -> HTML? in
        guard let found = pair.inNewStudy(margin) else { return nil }
        let d = found.difference
        return """
          \(word) would change by \(ReportComparisons.difference(d.estimate)) (\(level) prediction interval \
          \(ReportText.ends(d.lower, d.upper, format: ReportComparisons.difference)); probability that it is \
          higher \(simulated(found.probabilityHigher)))
          """
      }
    guard let first = parts.first else { return "" }
    let rest = parts.dropFirst().map { part -> HTML in ", \(part)" }
    return """
      <p>In one new study that uses both, with \(name(pair.first)) instead of \(name(pair.second)) \
      \(first)\(rest).</p>

      """
  }
}
