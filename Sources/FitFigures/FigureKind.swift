import Drawing
import Figures
import Fitting
import Requests

/// The figures of a fit. The raw value is the name of the file and of `sroc plot --figure NAME`.
public enum FigureKind: String, CaseIterable, Sendable {
  /// Sensitivity against specificity: studies, summary point, regions, curve.
  case sroc
  /// Paired forest plot of sensitivity and specificity.
  case forest
  /// Sensitivity and specificity along each continuous covariate.
  case covariates
  /// Posterior over prior densities of the parameters.
  case parameters
  /// Predictive values over prevalence.
  case predictiveValues = "predictive-values"
  /// Fagan's nomogram.
  case nomogram
  /// What becomes of 1,000 people tested.
  case naturalFrequencies = "natural-frequencies"
  /// Draws over iterations.
  case trace
  /// Rank histograms of the chains.
  case ranks
}

/// Which regions the SROC plane shows.
public enum RegionChoice: String, CaseIterable, Sendable {
  /// None.
  case none
  /// Where the summary point lies.
  case credible
  /// Where a new setting lies.
  case prediction
  /// Both.
  case both

  /// Whether a kind of region is shown.
  func shows(_ kind: String) -> Bool { self == .both || rawValue == kind }
}

/// What a reader may change about a figure.
public struct FigureOptions: Sendable {
  /// Title instead of the figure's own.
  public var title: String?
  /// Width in CSS pixels.
  public var width: Double?
  /// Height in CSS pixels.
  public var height: Double?
  /// Range of the horizontal axis in its own units; in the SROC plane the specificity.
  public var xRange: ClosedRange<Double>?
  /// Range of the vertical axis in its own units.
  public var yRange: ClosedRange<Double>?
  /// Whether the SROC plane shows what the prior alone would say.
  public var showsPrior = false
  /// Whether the SROC plane shows exact maximum likelihood beside the posterior.
  public var showsFrequentist = false
  /// Whether the SROC curve is continued beyond the studies' range, dashed.
  public var showsExtrapolation = false
  /// Which regions the SROC plane has; nil for both of a single fit, and of several levels for the credible
  /// ones of up to four.
  public var regions: RegionChoice?
  /// Whether the regions of the SROC plane are those of highest density instead of ellipses.
  public var usesHighestDensity = false
  /// How the SROC plane draws studies; nil chooses by their number.
  public var studyMarks: SROCPlane.StudyMarks?
  /// Published values to set beside the posterior in the SROC plane.
  public var published: [PublishedValue] = []

  /// The figure as it is by default.
  public init() {}
}

extension FitResult {
  /// The figures of one kind.
  ///
  /// - Parameters:
  ///   - kind: which.
  ///   - options: size, title, axes and overlays.
  /// - Returns: usually one figure; several where the forest plot has more rows than a page (`forest`,
  ///   `forest-2`, ...); none where the kind does not apply to this fit.
  public func figures(_ kind: FigureKind, options: FigureOptions = .init()) -> [Figure] {
    switch kind {
    case .sroc: planeFigures(options)
    case .forest: forestFigures(options)
    // Of several settings it stands beside the forest plot of all.
    case .covariates:
      findings.settings == 1 ? covariateFigures(byLevel: [("", self)], options: options) : []
    case .parameters: parameterFigures(options)
    case .predictiveValues: predictiveValueFigures(options)
    case .nomogram: nomogramFigures(options)
    case .naturalFrequencies: naturalFrequencyFigures(options)
    case .trace: traceFigures(options)
    case .ranks: rankFigures(options)
    }
  }
}

/// The figures of one kind for the fits of `--by`, one per level.
///
/// - Parameters:
///   - kind: which.
///   - fits: the levels in the order of the data, with their fits.
///   - options: size, title, axes and overlays.
/// - Returns: one figure with all levels for `sroc`, the pages of one for `forest`; for the other kinds each
///   level's own figures.
public func figures(
  _ kind: FigureKind, byLevel fits: [(level: String, fit: FitResult)], options: FigureOptions
) -> [Figure] {
  if fits.count > 1, kind == .sroc { return planeFigures(byLevel: fits, options: options) }
  if fits.count > 1, kind == .forest { return forestFigures(byLevel: fits, options: options) }
  if kind == .covariates, fits.count == fits.first?.fit.findings.settings, fits.count > 1 {
    return covariateFigures(byLevel: fits, options: options)
  }
  return fits.flatMap { $0.fit.figures(kind, options: options) }
}
