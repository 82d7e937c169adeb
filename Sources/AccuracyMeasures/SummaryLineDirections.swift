import ModelInterface

/// How many draws have a line of one kind, and which way these lines go.
///
/// A curve made of rising and falling lines is the summary of neither, so a curve is withheld once more
/// than `SummaryLineDirections.mostFallingLines` of its lines fall.
public struct SummaryLineDirections: Sendable, Equatable {
  /// Which line.
  public let kind: SummaryLineKind
  /// Number of draws for which the line exists.
  public let usableDraws: Int
  /// Share of the usable draws whose line falls instead of rising; NaN for no draws.
  public let shareOfFallingLines: Double

  /// The largest share of falling lines with which a curve is shown.
  public static let mostFallingLines = 0.05

  /// Counts the lines of a set of draws.
  ///
  /// - Parameters:
  ///   - kind: which line.
  ///   - columns: posterior draws.
  /// - Complexity: O(draws), no allocation.
  public init(_ kind: SummaryLineKind, draws columns: PopulationColumns) {
    var (usable, falling) = (0, 0)
    for index in 0..<columns.count {
      let line = kind.line(columns[index])
      guard line.intercept.isFinite && line.slope.isFinite else { continue }
      usable += 1
      if line.slope < 0 { falling += 1 }
    }
    self.kind = kind
    usableDraws = usable
    shareOfFallingLines = Double(falling) / Double(usable)
  }

  /// Whether the curve is withheld: too many falling lines, or fewer than three lines at all.
  public var isWithheld: Bool {
    usableDraws < 3 || shareOfFallingLines > Self.mostFallingLines
  }
}
