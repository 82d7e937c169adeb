import DatasetWords
import Fitting

/// Why a fit has no figure of a kind, for the message of `sroc plot`.
///
/// - Parameters:
///   - kind: of which there is none.
///   - fits: levels and fits; the level of a single fit is empty.
/// - Returns: words after the option's name.
public func noFigureText(_ kind: FigureKind, of fits: [(level: String, fit: FitResult)]) -> String {
  let needsBothArms: Set<FigureKind> = [
    .sroc, .predictiveValues, .nomogram, .naturalFrequencies,
  ]
  if needsBothArms.contains(kind), let text = fits.compactMap(\.fit.unobservedMarginText).first {
    return "withheld. \(text)"
  }
  if needsBothArms.contains(kind), let fit = fits.first?.fit, !fit.hasBothMargins {
    return "withheld. \(fit.model.words.remark)"
  }
  if kind == .covariates {
    return
      "this fit has no continuous covariate, whose line it shows; the levels of a column stand in "
      + "the figures sroc and forest"
  }
  return "this fit has no such figure"
}
