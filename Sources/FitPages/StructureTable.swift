import Documents
import Fitting
import FrequentistFits
import RowStructures
import SpecialFunctions
import StudyDesigns

extension ModelFit {
  /// Comparisons under all assumptions on several rows of one study, and what to think of them.
  func structureTable(width: Int?) -> String {
    var table = TextTable(columns: [.left, .interval, .interval, .right], gap: 3)
    table.setHeader(["Several rows a study", "Se ratio", "Sp ratio", "elpd"])
    let pairs = structures.first?.pairs.count ?? 0
    for pair in 0..<pairs {
      table.add(text: SafeText.visible(structures[0].pairs[pair].label))
      for row in structures where row.pairs.count == pairs {
        func cell(_ estimate: IntervalEstimate, _ margin: AccuracyMargin) -> String {
          if isShared(pair, margin) { return sameInModel }
          return NumberText.withInterval(
            estimate.estimate, estimate.lower, estimate.upper,
            format: { NumberText.fixed($0, decimals: 2) })
        }
        let own = row.pairs[pair]
        table.add(row: [
          "  " + row.label + (row.isReliable ? "" : " (sampling NOT reliable)"),
          cell(own.relativeSensitivity, .sensitivity),
          cell(own.relativeSpecificity, .specificity),
          pair == 0 ? predictiveText(row) : "",
        ])
      }
    }
    return table.render(width: width) + structureNotes.joined(separator: "\n") + "\n"
  }

  /// Whether the model gives both levels of a pair the same proportion.
  private func isShared(_ pair: Int, _ margin: AccuracyMargin) -> Bool {
    let label = structures.first?.pairs[pair].label
    return comparisons.first { $0.label == label }?.shared.contains(margin) ?? false
  }

  /// How much better studies are predicted than under the fit itself.
  private func predictiveText(_ row: StructureRow) -> String {
    guard !row.isDirect else { return "" }
    if row.isHeadline { return "0" }
    guard let headline = structures.first(where: \.isHeadline),
      let difference = row.predictive.difference(from: headline.predictive)
    else { return "" }
    return (difference.value > 0 ? "+" : "") + NumberText.fixed(difference.value, decimals: 1)
      + " (\(NumberText.fixed(difference.error, decimals: 1)))"
  }

  /// What the table does not say of itself.
  private var structureNotes: [String] {
    guard let headline = structures.first(where: \.isHeadline) else { return [] }
    var notes = [
      "  The structure above is \(headline.structure.rawValue), chosen before the data were seen; the "
        + "others do not replace it.",
      "  elpd: log predictive density of studies left out one by one, less that of the fit above "
        + "(standard error).",
    ]
    if headline.studies < 20 {
      notes.append(
        headline.studies == 1
          ? "  With 1 study there is none to leave out: no verdict."
          : "  With \(headline.studies) studies its standard error is unreliable: no verdict.")
    }
    return notes
  }
}

extension StructureRow {
  /// What a table calls it.
  package var label: String {
    if isDirect { return "direct, \(studies) studies with all" }
    return structure.rawValue + (isHeadline ? ", as above" : "")
  }
}
