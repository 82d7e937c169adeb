import AccuracyData
import DatasetWords
import Documents
import Drawing
import Figures
import Fitting
import FrequentistFits
import RegressionModels
import SpecialFunctions
import StudyDesigns

/// Accuracy along each continuous covariate, all levels in one figure; none without any.
///
/// - Parameters:
///   - fits: the settings of one fit, in order.
///   - options: size and title.
/// - Returns: one figure a covariate (`covariates`, `covariates-2`, ...).
func covariateFigures(
  byLevel fits: [(level: String, fit: FitResult)], options: FigureOptions
) -> [Figure] {
  guard let first = fits.first?.fit, !first.studies.isEmpty else { return [] }
  let ribbons = first.findings.ribbons
  var columns: [String] = []
  for ribbon in ribbons where !columns.contains(ribbon.column) { columns.append(ribbon.column) }
  return columns.enumerated().map { number, column in
    let own = ribbons.filter { $0.column == column && fits.indices.contains($0.setting) }
    func series(_ margin: AccuracyMargin) -> [CovariatePlot.Series] {
      own.map { ribbon in
        let entry = fits[ribbon.setting]
        return CovariatePlot.Series(
          label: SafeText.visible(entry.level), place: ribbon.setting, values: ribbon.values,
          band: (margin == .sensitivity ? ribbon.sensitivity : ribbon.specificity) ?? [],
          studies: entry.fit.places(margin, along: column))
      }
    }
    let name = SafeText.visible(column)
    var plot = CovariatePlot(
      title: "Sensitivity and specificity along \(name)", covariate: name,
      panels: [
        ("Sensitivity", series(.sensitivity)), ("Specificity", series(.specificity)),
      ], levelText: first.levelText)
    if number > 0 { plot.name += "-\(number + 1)" }
    plot.subtitle = first.dataset.headingOfAllLevels
    plot.description = own.map { description(of: $0, level: fits[$0.setting].level) }.joined(
      separator: " ")
    if let title = options.title { plot.title = SafeText.visible(title) }
    if let width = options.width { plot.width = width }
    plot.height = options.height
    return plot.figure()
  }
}

/// Both ends of a ribbon in a sentence.
private func description(of ribbon: CovariateRibbon, level: String) -> String {
  func ends(_ band: [IntervalEstimate]?) -> String {
    guard let first = band?.first, let last = band?.last else { return notEstimated }
    return "\(shareText(first.estimate)) to \(shareText(last.estimate))"
  }
  let (low, high) = (ribbon.values.first ?? .nan, ribbon.values.last ?? .nan)
  let opening = level.isEmpty ? "" : "\(SafeText.visible(level)): "
  return opening + "From \(SafeText.visible(ribbon.column)) \(NumberText.plain(low)) to "
    + "\(NumberText.plain(high)), sensitivity goes from \(ends(ribbon.sensitivity)), specificity "
    + "from \(ends(ribbon.specificity))."
}

extension FitResult {
  /// The studies that observed a margin, with their value of a covariate.
  fileprivate func places(
    _ margin: AccuracyMargin, along column: String
  ) -> [CovariatePlot.Study] {
    guard
      case .numbers(let numbers, _, _)? = regression?.design.covariates.first(where: {
        $0.column == column
      })?.values
    else { return [] }
    return zip(studies, setting.studies).compactMap { report, place in
      let arm = margin == .sensitivity ? report.study.diseased : report.study.nondiseased
      guard let arm, arm.total > 0 else { return nil }
      return CovariatePlot.Study(
        label: SafeText.visible(report.study.label), value: numbers[place],
        observed: Double(arm.correct) / Double(arm.total), participants: arm.total)
    }
  }
}
