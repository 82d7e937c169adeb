import AccuracyAnalysis
import AccuracyMeasures
import Reports

extension FitResult {
  /// Prevalences of the table where the user gave none; only to show how the results move.
  static let illustrativePrevalences: [Prevalence] = [.fixed(0.05), .fixed(0.1), .fixed(0.3)]

  /// `sof.csv`: a summary of findings as GRADE lays it out for a test. One row a result and setting:
  /// first sensitivity and specificity, then true positives, false negatives, true negatives and false
  /// positives per 1,000 tested at each prevalence. `studies` and `participants` are those that inform
  /// the row; certainty is for the reviewers to judge and stays blank.
  var summaryOfFindingsTable: CSVTable {
    var table = CSVTable(columnNames: [
      "result", "setting", "prevalence", "prevalence_source", "estimate", "lower", "upper",
      "studies", "participants", "certainty",
    ])
    for margin in ["sensitivity", "specificity"] {
      for (setting, suffix) in Self.settings {
        guard let estimate = parameter(margin + suffix).map({ IntervalEstimate($0.summary) })
        else { continue }
        table.add(
          [.text(margin), .text(setting), .empty, .empty] + cells(estimate, margin: margin))
      }
    }
    let isGiven = !prevalences.isEmpty
    let shown = isGiven ? prevalences.map(\.prevalence) : Self.illustrativePrevalences
    for (index, prevalence) in shown.enumerated() {
      for (setting, suffix) in Self.settings {
        for (result, name, margin) in Self.results {
          guard let estimate = estimate(name, at: prevalence, index: index, suffix: suffix)
          else { continue }
          table.add(
            [
              .text(result + " per 1,000"), .text(setting), .text(prevalence.text),
              .text(isGiven ? "given" : "illustrative"),
            ] + cells(estimate, margin: margin))
        }
      }
    }
    return table
  }

  private static let settings = [("summary point", ""), ("new setting", "_new")]

  private static let results = [
    ("true positives", "true_positives_per_1000", "sensitivity"),
    ("false negatives", "false_negatives_per_1000", "sensitivity"),
    ("true negatives", "true_negatives_per_1000", "specificity"),
    ("false positives", "false_positives_per_1000", "specificity"),
  ]

  /// At a fixed prevalence counts are multiples of sensitivity and specificity, and so are their medians
  /// and intervals; over a distribution of prevalences they were worked out draw by draw.
  private func estimate(
    _ name: String, at prevalence: Prevalence, index: Int, suffix: String
  ) -> IntervalEstimate? {
    guard case .fixed(let share) = prevalence else {
      let report = prevalences[index]
      let entries = suffix.isEmpty ? report.atSummary : report.inNewSetting
      return entries.first { $0.name == name }?.estimate
    }
    guard let sensitivity = parameter("sensitivity" + suffix)?.summary,
      let specificity = parameter("specificity" + suffix)?.summary
    else { return nil }
    func counts(_ se: Double, _ sp: Double) -> ExpectedCounts {
      ExpectedCounts(sensitivity: se, specificity: sp, prevalence: share)
    }
    let middle = counts(sensitivity.median, specificity.median)
    let low = counts(sensitivity.lower, specificity.lower)
    let high = counts(sensitivity.upper, specificity.upper)
    return switch name {
    case "true_positives_per_1000":
      IntervalEstimate(
        median: middle.truePositives, lower: low.truePositives, upper: high.truePositives)
    case "false_negatives_per_1000":
      IntervalEstimate(
        median: middle.falseNegatives, lower: high.falseNegatives, upper: low.falseNegatives)
    case "true_negatives_per_1000":
      IntervalEstimate(
        median: middle.trueNegatives, lower: low.trueNegatives, upper: high.trueNegatives)
    default:
      IntervalEstimate(
        median: middle.falsePositives, lower: high.falsePositives, upper: low.falsePositives)
    }
  }

  private func cells(_ estimate: IntervalEstimate, margin: String) -> [CSVCell] {
    let arms = dataset.studies.compactMap {
      margin == "sensitivity" ? $0.diseased : $0.nondiseased
    }
    return [
      .number(estimate.median), .number(estimate.lower), .number(estimate.upper),
      .integer(arms.count), .integer(arms.reduce(0) { $0 + $1.total }), .empty,
    ]
  }
}

extension Prevalence {
  /// As the option writes it.
  fileprivate var text: String {
    switch self {
    case .fixed(let value): "\(value)"
    case .beta(let a, let b): "beta(\(NumberText.plain(a)),\(NumberText.plain(b)))"
    }
  }
}
