import Comparison
import Documents
import Fitting

/// The section below the pages of all levels.
///
/// - Parameters:
///   - fits: levels and fits, in order.
///   - width: columns of the terminal; nil for a file or a pipe.
/// - Returns: the text, ended by a line feed; empty for one level.
public func contrastsPage(
  _ fits: [(level: String, fit: FitResult)], width: Int? = nil
) -> String {
  let contrasts = contrastLevels(fits)
  guard !contrasts.isEmpty, let first = fits.first?.fit else { return "" }
  let interval = "\(first.levelText) credible interval"
  var table = TextTable(
    columns: [.left, .decimal, .interval, .decimal, .interval, .right], gap: 3)
  table.setHeader(["", "difference", interval, "ratio", interval, "P(higher)"])
  for contrast in contrasts {
    table.add(
      text: "\(SafeText.visible(contrast.first)) against \(SafeText.visible(contrast.second))")
    for (label, margin) in [
      ("  Sensitivity", contrast.sensitivity), ("  Specificity", contrast.specificity),
    ] {
      guard let margin else {
        table.add(row: [label, "", notEstimated])
        continue
      }
      table.add(row: [
        label, signed(margin.difference.estimate),
        NumberText.interval(
          margin.difference.lower, margin.difference.upper, format: signed),
        plainRatio(margin.ratio.estimate),
        NumberText.interval(margin.ratio.lower, margin.ratio.upper, format: plainRatio),
        simulated(margin.probabilityHigher),
      ])
    }
    if !contrast.probabilityBothHigher.isNaN {
      table.add(row: ["  both higher", "", "", "", "", simulated(contrast.probabilityBothHigher)])
    }
  }
  let column = first.dataset.level.map { SafeText.visible($0.column) } ?? "levels"
  let doubts = fits.filter { !$0.fit.diagnostics.ok }.map {
    "! Sampling NOT reliable for \(SafeText.visible($0.level)); do not read its comparisons.\n"
  }
  return "Comparison by \(column), at the summary points\n" + table.render(width: width)
    + netBenefitText(contrasts.map { ("\($0.first) vs \($0.second)", $0.netBenefits) })
    + unadjustedRemark(pairs: contrasts.count) + doubts.joined() + "! \(separateFitsRemark)\n"
}

/// `comparisons.csv`: one row a pair and margin.
///
/// - Parameter contrasts: of `contrastLevels`.
/// - Returns: the table; `probability_both_higher` is that of the pair. Net benefits are rows of their own,
///   in true positives a person tested.
public func contrastsTable(_ contrasts: [LevelContrast]) -> CSVTable {
  let columns = [
    "first", "second", "measure", "difference", "difference_lower", "difference_upper", "ratio",
    "ratio_lower", "ratio_upper", "probability_first_higher", "probability_both_higher",
    "note",
  ]
  let hasBenefits = contrasts.contains { !$0.netBenefits.isEmpty }
  let further: [CSVCell] = hasBenefits ? [.empty, .empty] : []
  var table = CSVTable(columnNames: columns + (hasBenefits ? ["prevalence", "exchange_rate"] : []))
  for contrast in contrasts {
    for (name, margin) in [
      ("sensitivity", contrast.sensitivity), ("specificity", contrast.specificity),
    ] {
      let names: [CSVCell] = [.text(contrast.first), .text(contrast.second), .text(name)]
      guard let margin else {
        table.add(names + [CSVCell](repeating: .empty, count: 8) + [.text(notEstimated)] + further)
        continue
      }
      table.add(
        names + [
          .number(margin.difference.estimate), .number(margin.difference.lower),
          .number(margin.difference.upper), .number(margin.ratio.estimate),
          .number(margin.ratio.lower), .number(margin.ratio.upper),
          .number(margin.probabilityHigher), .number(contrast.probabilityBothHigher), .empty,
        ] + further)
    }
    for benefit in contrast.netBenefits {
      let d = benefit.difference
      table.add([
        .text(contrast.first), .text(contrast.second), .text("net_benefit"),
        CSVCell(d.estimate), CSVCell(d.lower), CSVCell(d.upper), .empty, .empty, .empty,
        CSVCell(benefit.probabilityHigher), .empty,
        benefit.isKnown ? .empty : .text(notEstimated),
        .text(benefit.prevalence.optionText), .number(benefit.exchangeRate),
      ])
    }
  }
  return table
}

extension LevelContrast {
  package var json: JSONValue {
    .object(
      [
        ("first", .string(first)), ("second", .string(second)),
        ("sensitivity", sensitivity?.json ?? .null),
        ("specificity", specificity?.json ?? .null),
        ("probability_both_higher", .number(probabilityBothHigher)),
      ] + netBenefits.members
        + (sensitivity == nil || specificity == nil ? [("from_prior_only", true)] : []))
  }
}

extension AccuracyContrast {
  fileprivate var json: JSONValue {
    .object([
      ("difference", difference.json), ("ratio", ratio.json),
      ("probability_first_higher", .number(probabilityHigher)),
    ])
  }
}

/// A difference of proportions with its sign.
func signed(_ value: Double) -> String {
  let text = NumberText.fixed(value, decimals: 2)
  return value > 0 && text.contains(where: { "123456789".contains($0) }) ? "+" + text : text
}

/// Two decimals, in which ratios near 1 differ.
func plainRatio(_ value: Double) -> String {
  value < 10 ? NumberText.fixed(value, decimals: 2) : NumberText.ratio(value)
}

/// That P(higher) takes no account of other pairs; empty for one pair.
///
/// - Parameter pairs: how many are compared.
/// - Returns: a line.
func unadjustedRemark(pairs: Int) -> String {
  pairs > 1
    ? "! P(higher) is that of each pair by itself, not adjusted for the \(pairs) pairs: some are high by "
      + "chance.\n" : ""
}
