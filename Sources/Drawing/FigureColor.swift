/// The colours of all figures, by what they stand for.
///
/// The hues are those of Okabe and Ito (2008), "Color universal design", which colour-blind readers can
/// tell apart; where two meet in one figure they also differ in line pattern or shape. In a file each is
/// a rule of a style sheet, so that a page that holds the figure can restyle it for a dark screen.
public enum FigureColor: String, CaseIterable, Sendable {
  /// Text, axes.
  case ink
  /// Secondary text, ticks.
  case muted
  /// Grid lines.
  case grid
  /// The background.
  case paper
  /// Single studies.
  case study
  /// The summary point, its credible region, posterior densities.
  case summary
  /// The prediction region and everything about a new setting.
  case prediction
  /// The summary ROC curve and its band.
  case curve
  /// Prior densities.
  case prior
  /// Frequentist fits and published values.
  case frequentist
  /// Wrong results of the test, in the picture of 1,000 people.
  case falseResult

  /// The colour on white paper, as `#rrggbb`.
  public var onPaper: String {
    switch self {
    case .ink: "#1f2328"
    case .muted: "#57606a"
    case .grid: "#dfe3e8"
    case .paper: "#ffffff"
    case .study: "#6a737d"
    case .summary: "#0072b2"
    // Darker than the hue of Okabe and Ito, which is too pale for numbers on white.
    case .prediction: "#b85000"
    case .curve: "#00795a"
    case .prior: "#a8467f"
    case .frequentist: "#8a6100"
    case .falseResult: "#d55e00"
    }
  }

  /// The colour on a dark screen, as `#rrggbb`.
  public var onDark: String {
    switch self {
    case .ink: "#e6edf3"
    case .muted: "#9aa5b1"
    case .grid: "#30363d"
    case .paper: "#12161c"
    case .study: "#a3adb8"
    case .summary: "#56b4e9"
    case .prediction: "#f28e3c"
    case .curve: "#3ec79c"
    case .prior: "#e08fbf"
    case .frequentist: "#e6b84c"
    case .falseResult: "#f28e3c"
    }
  }

  /// The rules `.f-NAME` (fill) and `.s-NAME` (stroke) of all colours.
  ///
  /// - Parameters:
  ///   - scope: a selector before each rule, as `.figure `; empty for a file of its own.
  ///   - color: which of the two palettes.
  /// - Returns: CSS.
  public static func rules(scope: String = "", _ color: (FigureColor) -> String) -> String {
    allCases.map {
      "\(scope).f-\($0.rawValue){fill:\(color($0))}\(scope).s-\($0.rawValue){stroke:\(color($0))}"
    }.joined()
  }
}
