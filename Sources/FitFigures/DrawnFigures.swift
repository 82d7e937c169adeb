import Concurrency
import Drawing
import Fitting

/// The figures of a fit, drawn once for the files and for the report.
package struct DrawnFigures: Sendable {
  /// As `figures/*.svg` has them, in the order of `FigureKind`.
  package let files: [Figure]
  private let byKind: [FigureKind: [Figure]]
  /// The SROC plane in the size that stands beside the forest plot.
  package let plane: [Figure]
  /// The pages of the forest plot in the report.
  package let forest: [Figure]

  /// Draws all figures.
  ///
  /// - Parameter fit: with everything worked out.
  package init(_ fit: FitResult) {
    let kinds = FigureKind.allCases
    let drawn = inPieces(kinds.count + 2, threads: fit.options.threads) { index in
      // Both together are as wide as the page, so that their text has the size of the page's own.
      var options = FigureOptions()
      if index == kinds.count {
        options.width = 420
        return fit.figures(.sroc, options: options)
      }
      if index > kinds.count {
        options.width = 760
        return fit.figures(.forest, options: options)
      }
      return fit.figures(kinds[index])
    }
    files = drawn.prefix(kinds.count).flatMap { $0 }
    byKind = Dictionary(uniqueKeysWithValues: zip(kinds, drawn))
    plane = drawn[kinds.count]
    forest = drawn[kinds.count + 1]
  }

  /// The figures of a kind in their own size.
  package subscript(kind: FigureKind) -> [Figure] { byKind[kind] ?? [] }
}
