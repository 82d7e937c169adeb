import AccuracyData
import DatasetWords
import Documents
import Drawing
import Figures
import Fitting
import FrequentistFits
import SpecialFunctions

extension FitResult {
  /// The paired forest plot, page by page; none without the studies' posteriors, which a fit in full
  /// detail has.
  package func forestFigures(_ options: FigureOptions) -> [Figure] {
    guard !studies.isEmpty else { return [] }
    var forest = ForestPlot(studies: forestRows, results: forestResults)
    forest.subtitle = "\(dataset.heading) · \(counts)"
    forest.description = joined(
      [
        "Paired forest plot of \(dataset.studyCount).", rangeSentence(.sensitivity),
        rangeSentence(.specificity), summarySentences, oneArmSentence,
      ])
    return forest.with(options, of: self).figures()
  }

  /// The studies as rows.
  var forestRows: [ForestPlot.Study] { studies.map(forestRow) }

  private func forestRow(_ report: StudyReport) -> ForestPlot.Study {
    func arm(
      _ report: StudyArmReport, _ arm: AccuracyArm?, _ margin: AccuracyMargin
    ) -> ForestPlot.Arm {
      let posterior = unobservedMargin == margin ? nil : report.posterior
      guard let arm, let observed = report.observed, let lower = report.lower,
        let upper = report.upper
      else { return ForestPlot.Arm(counts: nil, observed: nil, posterior: posterior) }
      return ForestPlot.Arm(
        counts: (arm.correct, arm.total),
        observed: IntervalEstimate(estimate: observed, lower: lower, upper: upper),
        posterior: posterior)
    }
    return ForestPlot.Study(
      label: SafeText.visible(report.study.label),
      sensitivity: arm(report.arms[0], report.study.diseased, .sensitivity),
      specificity: arm(report.arms[1], report.study.nondiseased, .specificity))
  }

  /// Summary and prediction as rows.
  var forestResults: [ForestPlot.Result] {
    let rows: [(ForestPlot.Result.Kind, String, String)] = [
      (.summary, "Summary", ""), (.prediction, "New setting (prediction)", "_new"),
    ]
    return rows.compactMap { kind, label, suffix in
      let values = ["sensitivity", "specificity"].map { interval($0 + suffix) }
      guard values.contains(where: { $0 != nil }) else { return nil }
      return ForestPlot.Result(
        kind: kind, label: label, sensitivity: values[0], specificity: values[1])
    }
  }

  /// Which intervals the studies have.
  var intervalNote: String {
    switch options.studyInterval {
    case .exact: "Intervals of single studies are exact (Clopper-Pearson)."
    case .wilson: "Intervals of single studies are Wilson's score intervals."
    }
  }

  private func rangeSentence(_ margin: AccuracyMargin) -> String {
    let name = margin.rawValue
    guard margins.contains(margin) else { return "" }
    guard let range = observedRange(margin) else { return "No study observed \(name)." }
    func text(_ end: (value: Double, study: String)) -> String {
      "\(shareText(end.value)) (\(SafeText.visible(end.study)))"
    }
    guard range.tables > 1 else { return "Observed \(name) \(text(range.lowest))." }
    return "Observed \(name) from \(text(range.lowest)) to \(text(range.highest)) in "
      + "\(range.tables) " + (dataset.hasDependentTables ? "tables." : "studies.")
  }
}
