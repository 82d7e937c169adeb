import AccuracyMeasures
import Concurrency
import DatasetWords
import Documents
import ModelInterface

/// Works out the SROC curves and the regions of a fit that has its draws.
///
/// Every type of curve is counted, and drawn unless it is withheld: all of them as `showsCurves` says,
/// one alone as `SummaryLineDirections` says. There are no regions where no study observed one of the
/// arms. All regions come at the run's level and at 50 %, as calibrated ellipses and as regions of highest density.
/// What does not exist, as a curve without any false positive rate, is left out. The rules in words:
/// docs/statistics.md, section 6.
///
/// - Parameters:
///   - result: the fit; its curves and regions are replaced.
///   - context: observed false positive rates.
///   - threads: curves at work at once; never changes the numbers.
func addCurveAndRegions(
  _ result: inout FitResult, context: MeasureContext, threads: Int
) {
  let columns = result.population
  let options = result.options
  result.curveReports = SummaryLineKind.allCases.map {
    SummaryLineDirections($0, draws: columns)
  }
  if result.showsCurves, let range = context.observedRange {
    let shown = result.curveReports.filter { !$0.isWithheld }.map(\.kind)
    var ranges = [range]
    if options.extrapolates, let whole = ObservedFalsePositiveRange(lower: 0, upper: 1) {
      ranges.append(whole)
    }
    let tasks = ranges.flatMap { range in shown.map { (kind: $0, range: range) } }
    let curves = inPieces(tasks.count, threads: threads) { index in
      try? summaryCurve(
        tasks[index].kind, draws: columns, observedRange: tasks[index].range,
        level: options.level, pointCount: tasks[index].kind == .rutterGatsonis ? 101 : 51)
    }
    result.curves = curves.prefix(shown.count).compactMap { $0 }
    result.extrapolatedCurves = curves.dropFirst(shown.count).compactMap { $0 }
    result.curve = result.curves.first { $0.kind == .rutterGatsonis }
  }
  guard result.unobservedMargin == nil else { return }
  let levels = Set([options.level, 0.5]).sorted(by: >)
  let clouds: [(kind: String, logits: (sensitivity: [Double], specificity: [Double]))] = [
    ("credible", (columns.muSensitivity, columns.muSpecificity)),
    ("prediction", result.newStudyLogits),
  ].filter { $0.0 == "credible" || result.model.parts.contains(.deviations) }
  result.regions = levels.flatMap { level in
    clouds.compactMap { kind, logits in
      let region = try? empiricalRegion(
        logitSensitivities: logits.sensitivity, logitSpecificities: logits.specificity, level: level
      )
      return region.map { (kind, $0) }
    }
  }
  result.densityRegions = clouds.flatMap { kind, logits in
    let regions = try? highestDensityRegions(
      logitSensitivities: logits.sensitivity, logitSpecificities: logits.specificity, levels: levels
    )
    return (regions ?? []).map { (kind, $0) }
  }
}

extension FitResult {
  /// Fewer than five studies, which say next to nothing of heterogeneity and correlation.
  /// Without variation between studies there is nothing to say.
  package var hasFewStudies: Bool { dataset.hasFewStudies && model.parts.contains(.deviations) }

  /// Whether there are SROC curves, in figures, files and sentences alike: with fewer than five studies
  /// their slopes are the prior's, and without one of the arms they are the prior's altogether.
  public var showsCurves: Bool {
    !hasFewStudies && unobservedMargin == nil && model.parts.contains(.correlation)
  }

  /// Why there are no SROC curves, one sentence; nil where there are.
  package var withheldCurvesText: String? {
    if !model.parts.contains(.correlation) {
      return "There are no SROC curves: the model \(model.name) has no correlation."
    }
    if unobservedMargin != nil {
      return "The SROC curves are withheld: no study observed one of the two arms."
    }
    guard hasFewStudies else { return nil }
    return
      "The SROC curves are withheld: with \(dataset.studyCount) their slopes would come from the "
      + "prior."
  }

  /// One sentence where all curves are withheld; else one for every curve that is withheld or made of
  /// lines that do not all rise.
  public var curveNotes: [String] {
    if curveReports.isEmpty { return [] }
    if let withheldCurvesText { return [withheldCurvesText] }
    return curveReports.compactMap { report in
      let name = "The SROC curve \"\(report.kind.name)\" (\(report.kind.label))"
      if report.usableDraws < 3 { return "\(name) does not exist for these draws." }
      guard report.shareOfFallingLines > 0 else { return nil }
      let share = NumberText.percent(report.shareOfFallingLines, decimals: 1)
      let limit = NumberText.percent(SummaryLineDirections.mostFallingLines)
      return report.isWithheld
        ? "\(name) is withheld: its line falls instead of rising in \(share) of the draws "
          + "(limit \(limit))."
        : "\(name) falls instead of rising in \(share) of the draws."
    }
  }
}
