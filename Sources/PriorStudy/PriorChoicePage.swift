import Documents
import Output
import Requests

/// Reads the scores of all cells, writes them as one table with the page of the choice.
///
/// - Parameters:
///   - field: the folder of the reviews' data.
///   - work: the folder of the scores.
///   - folder: where `scores.csv` and `RESULTS.md` go.
///   - stamp: date and commit, for the page.
/// - Returns: the name of the prior that the rule chooses.
/// - Throws: errors of files; `AnalysisError` 65 where a cell is missing.
package func choosePrior(field: String, work: String, folder: String, stamp: String) throws
  -> String
{
  let cells = try fieldCells(field) + stressCells()
  var text = ""
  for cell in cells {
    let path = "\(work)/\(cell.name).csv"
    let bytes = try readRegularFile(path, megabytes: 16)
    let own = String(decoding: bytes, as: UTF8.self)
    text += text.isEmpty ? own : own.split(separator: "\n").dropFirst().map { $0 + "\n" }.joined()
  }
  let rows = try scoreRows(text, file: "scores.csv")
  let (even, odd) = (PriorChoice(rows.filter(\.isEven)), PriorChoice(rows.filter { !$0.isEven }))
  let root = try DirectoryHandle.made(folder)
  try root.replace("scores.csv", Array(text.utf8))
  let page = PriorChoicePage(rows: rows, even: even, odd: odd, stamp: stamp)
  try root.replace("RESULTS.md", Array(page.text.utf8))
  return even.chosen
}

/// The page of the choice, as Markdown.
struct PriorChoicePage {
  let rows: [ScoreRow]
  let even: PriorChoice
  let odd: PriorChoice
  let stamp: String

  private var names: [String] { CandidatePrior.all.map(\.name) }
  private var studies: [Int] { Set(rows.filter(\.isField).map(\.studies)).sorted() }

  var text: String {
    [
      heading, verdicts, field(isEven: true), field(isEven: false), stress,
      worstCells, refits,
    ].joined(separator: "\n")
  }

  private var heading: String {
    """
    # Which prior is the default
    Written by `make prior-study`, \(stamp). The rule, the data and how to read this page: [README.md](README.md).
    All numbers of a choice come from the data sets of even number; those of odd number were not used for it.

    **Chosen: `\(even.chosen)`** (\(formula(even.chosen)))\
    \(even.nonePassed ? "; no candidate passed every gate, and it misses by least." : ".")
    The odd half would have chosen `\(odd.chosen)`\(odd.nonePassed ? ", with no gate passed by all" : "").

    """
  }

  private func formula(_ name: String) -> String {
    CandidatePrior.all.first { $0.name == name }?.formula ?? name
  }

  private var verdicts: String {
    var lines = [
      "## Candidates",
      "Score: mean interval score over that of `\(CandidatePrior.incumbent)` on the same data sets of the field, "
        + "averaged over numbers of studies (standard error of paired data sets). Gate: by how much the worst one "
        + "is missed; negative where all are passed.", "",
      "| prior | | score, even | odd | goes on | worst gate, even | | odd |",
      "|---|---|---:|---:|---|---|---:|---:|",
    ]
    for own in even.verdicts.sorted(by: { $0.ratio < $1.ratio }) {
      guard let other = odd.verdicts.first(where: { $0.candidate == own.candidate }) else {
        continue
      }
      let cells: [String] = [
        "`\(own.candidate)`", formula(own.candidate),
        "\(fixed(own.ratio, 3)) (\(fixed(own.ratioError, 3)))", fixed(other.ratio, 3),
        own.goesOn ? "yes" : "", own.worst, fixed(own.violation, 3), fixed(other.violation, 3),
      ]
      lines.append("| \(joined(cells)) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func field(isEven: Bool) -> String {
    var lines = [
      "## The field, \(isEven ? "even" : "odd") half",
      "Coverage of the 95 % intervals of mu_se / mu_sp, and in brackets the mean probability of a new study inside "
        + "its interval (Se / Sp), by number of studies; then the mean interval score of both.", "",
      "| prior | \(joined(studies.map { "\($0) studies" })) | score: \(studies.map(String.init).joined(separator: ", ")) |",
      "|---|" + String(repeating: "---|", count: studies.count + 1),
    ]
    for name in names + [CandidatePrior.reference] {
      let own = studies.compactMap { studies in
        rows.first {
          $0.isField && $0.isEven == isEven && $0.studies == studies && $0.candidate == name
        }
      }
      let cells: [String] = own.map(fieldCell)
      let scores: [String] = own.map { fixed($0.score, 2) }
      lines.append("| `\(name)` | \(joined(cells)) | \(scores.joined(separator: ", ")) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The chosen prior, the incumbent and the former default in the chosen cells, both halves together.
  private var stress: String {
    var shown: [String] = []
    for name in [even.chosen, CandidatePrior.incumbent, "normal1.5-hn1"] where !shown.contains(name)
    {
      shown.append(name)
    }
    var lines = [
      "## Chosen truths, both halves",
      "Coverage of mu_se / mu_sp over 1,000 data sets a cell (standard error .007 at .95); in brackets the share of "
        + "intervals of mu_sp that lie wholly below the truth.", "",
      "| cell | \(joined(shown.map { "`\($0)`" })) |",
      "|---|" + String(repeating: "---|", count: shown.count),
    ]
    var seen: Set<String> = []
    for row in rows where !row.isField && seen.insert(row.cell).inserted {
      let cells: [String] = shown.map { stressCell(row.cell, $0) }
      let label = String(row.cell.dropFirst("stress-".count))
      lines.append("| \(label) | \(joined(cells)) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func joined(_ cells: [String]) -> String { cells.joined(separator: " | ") }

  private func fieldCell(_ row: ScoreRow) -> String {
    let coverage = "\(rate(row.sensitivity.coverage)) / \(rate(row.specificity.coverage))"
    return "\(coverage) (\(rate(row.sensitivity.content)) / \(rate(row.specificity.content)))"
  }

  private func stressCell(_ cell: String, _ name: String) -> String {
    let both = rows.filter { $0.cell == cell && $0.candidate == name }
    let count = Double(max(both.count, 1))
    func mean(_ value: (ScoreRow) -> Double) -> String {
      rate(both.reduce(0) { $0 + value($1) } / count)
    }
    let (first, second) = (mean { $0.sensitivity.coverage }, mean { $0.specificity.coverage })
    return "\(first) / \(second) (\(mean { $0.specificity.below }))"
  }

  private var worstCells: String {
    var lines = [
      "## The worst cell",
      "Lowest coverage among chosen cells of 3 and more studies with tau up to 1, the other half last.",
      "",
      "| prior | even half | | same cell, odd half |", "|---|---|---:|---:|",
    ]
    for name in names {
      let own = rows.filter {
        !$0.isField && $0.candidate == name && ($0.tau ?? 0) <= 1 && $0.studies >= 3
      }
      func coverage(_ row: ScoreRow) -> Double {
        min(row.sensitivity.coverage, row.specificity.coverage)
      }
      guard let worst = own.filter(\.isEven).min(by: { coverage($0) < coverage($1) }),
        let other = own.first(where: { !$0.isEven && $0.cell == worst.cell })
      else { continue }
      let cells: [String] = [
        "`\(name)`", String(worst.cell.dropFirst("stress-".count)), rate(coverage(worst)),
        rate(coverage(other)),
      ]
      lines.append("| \(joined(cells)) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var refits: String {
    let own = rows.filter { $0.candidate != CandidatePrior.reference }
    let (all, again) = (own.reduce(0) { $0 + $1.sets }, own.reduce(0) { $0 + $1.refitted })
    return """
      ## How
      \(all) posteriors; \(again) of them by a fit of their own, the others by the weights of the draws under \
      \(CandidatePrior.common.formula).

      """
  }

  private func rate(_ value: Double) -> String {
    let text = fixed(value, 3)
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    NumberText.fixed(value, decimals: digits)
  }
}
