import Comparison
import DatasetWords
import Documents
import Drawing
import Figures
import Fitting

/// All levels of `--by` in one plane.
func planeFigures(
  byLevel fits: [(level: String, fit: FitResult)], options: FigureOptions
) -> [Figure] {
  let shown = fits.filter { !$0.fit.studies.isEmpty && $0.fit.unobservedMargin == nil }
  guard let first = shown.first?.fit else { return [] }
  var options = options
  if options.regions == nil { options.regions = shown.count > 4 ? RegionChoice.none : .credible }
  var plane = SROCPlane(
    groups: shown.map { $0.fit.planeGroup(options, label: SafeText.visible($0.level)) })
  // Small regions and bands of several levels would hide each other.
  for index in plane.groups.indices {
    plane.groups[index].regions.removeAll { $0.level != first.options.level }
  }
  plane.links = links(of: shown.map(\.fit))
  let column = SafeText.visible(levelsColumn(fits))
  plane.title = "Summary ROC plane by \(column)"
  plane.subtitle = first.dataset.headingOfAllLevels
  plane.level = first.options.level
  plane.notes = byLevelNotes(shown, all: fits)
  plane.description = joined(
    ["Sensitivity against specificity for \(shown.count) levels of \(column)."]
      + shown.map {
        "\(SafeText.visible($0.level)), \($0.fit.dataset.studyCount): \($0.fit.summarySentences)"
      } + plane.notes)
  return [plane.with(options).figure()]
}

/// The tables of each study that has several with both arms, in the order of the levels.
private func links(of fits: [FitResult]) -> [[SROCPlane.Point]] {
  var places: [String: [SROCPlane.Point]] = [:]
  var order: [String] = []
  for fit in fits {
    for report in fit.studies {
      guard let point = fit.planePoint(report) else { continue }
      if places[report.study.label] == nil { order.append(report.study.label) }
      places[report.study.label, default: []].append(point)
    }
  }
  return order.compactMap { places[$0] }.filter { $0.count > 1 }
}

private func byLevelNotes(
  _ fits: [(level: String, fit: FitResult)], all: [(level: String, fit: FitResult)]
) -> [String] {
  var notes = [levelsRemark(all)]
  let half = all.filter { $0.fit.unobservedMargin != nil }.map { SafeText.visible($0.level) }
  if !half.isEmpty {
    notes.append(
      "Not shown, since no study observed one of the arms: \(half.joined(separator: ", ")).")
  }
  func named(_ matches: (FitResult) -> Bool) -> String {
    fits.filter { matches($0.fit) }.map { SafeText.visible($0.level) }.joined(separator: ", ")
  }
  let few = named(\.hasFewStudies)
  if !few.isEmpty { notes.append("No curve for fewer than 5 studies: \(few).") }
  let noTradeOff = named { $0.drawsCurve && $0.contradictsTradeOff }
  if !noTradeOff.isEmpty {
    notes.append(
      "Evidence against a trade-off of sensitivity and specificity (P(rho > 0) above 0.95): "
        + "\(noTradeOff); do not read these curves as threshold effects.")
  }
  return notes
}
