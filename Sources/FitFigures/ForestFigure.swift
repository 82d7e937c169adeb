import AccuracyData
import Documents
import Drawing
import Figures
import Fitting
import FrequentistFits

extension FitResult {
  /// The paired forest plot, page by page; none without the studies' posteriors, which a fit in full
  /// detail has.
  package func forestFigures(_ options: FigureOptions) -> [Figure] {
    guard !studies.isEmpty else { return [] }
    var forest = ForestPlot(studies: studies.map(forestRow), results: forestResults)
    forest.subtitle = "\(dataset.heading) · \(dataset.counts)"
    forest.level = self.options.level
    forest.notes = [intervalNote]
    forest.description = joined(
      [
        "Paired forest plot of \(dataset.studyCount).", rangeSentence("sensitivity", arm: 0),
        rangeSentence("specificity", arm: 1), summarySentences, oneArmSentence,
      ])
    if let title = options.title { forest.title = SafeText.visible(title) }
    if let range = options.xRange { forest.range = range }
    (forest.width, forest.height) = (options.width, options.height)
    return forest.figures()
  }

  private func forestRow(_ report: StudyReport) -> ForestPlot.Study {
    func arm(
      _ report: StudyArmReport, _ arm: AccuracyArm?, _ margin: AccuracyMargin
    ) -> ForestPlot.Arm {
      let posterior = unobservedMargin == margin ? nil : FigureInterval(report.posterior)
      guard let arm, let observed = report.observed, let lower = report.lower,
        let upper = report.upper
      else { return ForestPlot.Arm(counts: nil, observed: nil, posterior: posterior) }
      return ForestPlot.Arm(
        counts: (arm.correct, arm.total), observed: FigureInterval(observed, lower, upper),
        posterior: posterior)
    }
    return ForestPlot.Study(
      label: SafeText.visible(report.study.label),
      sensitivity: arm(report.arms[0], report.study.diseased, .sensitivity),
      specificity: arm(report.arms[1], report.study.nondiseased, .specificity))
  }

  private var forestResults: [ForestPlot.Result] {
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

  private var intervalNote: String {
    switch options.studyInterval {
    case .exact: "Intervals of single studies are exact (Clopper-Pearson)."
    case .wilson: "Intervals of single studies are Wilson's score intervals."
    }
  }

  private func rangeSentence(_ name: String, arm: Int) -> String {
    let observed = studies.compactMap { report in
      report.arms[arm].observed.map { (value: $0, label: SafeText.visible(report.study.label)) }
    }
    guard let lowest = observed.min(by: { $0.value < $1.value }),
      let highest = observed.max(by: { $0.value < $1.value })
    else { return "No study observed \(name)." }
    guard observed.count > 1 else {
      return "Observed \(name) \(shareText(lowest.value)) (\(lowest.label))."
    }
    return "Observed \(name) from \(shareText(lowest.value)) (\(lowest.label)) to "
      + "\(shareText(highest.value)) (\(highest.label)) in \(observed.count) "
      + (dataset.hasDependentTables ? "tables." : "studies.")
  }
}
