import Comparison
import DatasetWords
import Documents
import Drawing
import Figures
import Fitting

/// The studies of all levels in one forest plot, level by level, each with its own summary.
func forestFigures(
  byLevel fits: [(level: String, fit: FitResult)], options: FigureOptions
) -> [Figure] {
  let shown = fits.filter { !$0.fit.studies.isEmpty }
  guard let first = shown.first?.fit else { return [] }
  var forest = ForestPlot(
    groups: shown.map { entry in
      (
        SafeText.visible(entry.level), entry.fit.dataset.studyCount, entry.fit.forestRows,
        entry.fit.forestResults
      )
    })
  let column = SafeText.visible(levelsColumn(fits))
  forest.title = "Sensitivity and specificity of the studies by \(column)"
  forest.subtitle = first.dataset.headingOfAllLevels
  forest.description = joined(
    ["Paired forest plot of the studies by \(column)."]
      + shown.map {
        "\(SafeText.visible($0.level)), \($0.fit.dataset.studyCount): \($0.fit.summarySentences)"
      })
  return forest.with(options, of: first).figures()
}

extension ForestPlot {
  /// The plot with what a fit says of its intervals, and what a reader asked for.
  func with(_ options: FigureOptions, of fit: FitResult) -> ForestPlot {
    var forest = self
    forest.level = fit.options.level
    if !fit.hasBothMargins { forest.absent = ("not used", fit.missingText) }
    forest.notes = [fit.intervalNote]
    if let title = options.title { forest.title = SafeText.visible(title) }
    if let range = options.xRange { forest.range = range }
    (forest.width, forest.height) = (options.width, options.height)
    return forest
  }
}
