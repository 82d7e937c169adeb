import Documents
import Drawing
import FitFigures
import Fitting

extension FitResult {
  /// Forest pages that the report holds; the files of the run have them all.
  private static let forestPageLimit = 5

  /// The SROC plane beside the first page of the forest plot.
  func figuresSection(_ drawn: DrawnFigures) -> HTML {
    let forest = drawn.forest
    guard !drawn.plane.isEmpty || !forest.isEmpty else { return "" }
    let withheld: HTML =
      unobservedMargin == nil
      ? ""
      : """
      <p class="note">The SROC plane is withheld: \
      \(hasBothMargins ? "no study observed one of its two axes" : "the model has one of its two axes").</p>

      """
    let more: HTML =
      forest.count > 1
      ? """
      <p class="note">The forest plot has \(NumberText.count(forest.count)) pages; the others are \
      <a href="#data">with the data</a>.</p>

      """ : ""
    return """
      <section id="figures" aria-labelledby="figures-title">
      <h2 id="figures-title" class="hidden">Summary plane and forest plot</h2>
      \(drawn.plane.isEmpty ? "<div>" : "<div class=\"beside\">" as HTML)
      \(drawn.plane.map(figureElement))\(forest.prefix(1).map(figureElement))</div>
      \(withheld)\(more)</section>

      """
  }

  /// The forest plot from its second page on.
  func furtherForestPages(_ forest: [Figure]) -> HTML {
    guard forest.count > 1 else { return "" }
    let shown = forest.dropFirst().prefix(Self.forestPageLimit - 1)
    let rest = forest.count - 1 - shown.count
    let note: HTML =
      rest > 0
      ? """
      <p class="note">\(NumberText.count(rest)) further pages of the forest plot are left out here; \
      the folder <code>figures</code> of the run has them all.</p>

      """ : ""
    return "\(shown.map(figureElement))\(note)"
  }
}

extension DrawnFigures {
  /// All figures of a kind as elements of the page.
  package func elements(_ kind: FigureKind) -> HTML { "\(self[kind].map(figureElement))" }
}

/// A figure as an element of the page, styled by the page for light and dark screens. A wide one
/// scrolls in its frame where the screen is narrow.
func figureElement(_ figure: Figure) -> HTML {
  let frame: HTML =
    figure.width > 560 ? "<figure class=\"plot wide\" tabindex=\"0\">" : "<figure class=\"plot\">"
  return """
    \(frame)
    \(HTML.trusted(figure.inline()))</figure>

    """
}
