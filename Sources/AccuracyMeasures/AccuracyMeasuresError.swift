/// What can be wrong with draws or options handed to this room.
public enum AccuracyMeasuresError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Fewer than three draws do not make an ellipse.
  case tooFewDraws(count: Int)
  /// A draw is NaN or infinite; the index is that of the first such draw.
  case nonFiniteDraw(index: Int)
  /// The draws lie on a line or a point, so an ellipse has no area.
  case degenerateCovariance
  /// The level of a region or band is not strictly between 0 and 1.
  case levelOutOfRange(level: Double)

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .tooFewDraws(let count): "a region needs at least 3 draws, got \(count)"
    case .nonFiniteDraw(let index): "draw \(index + 1) is not a finite number"
    case .degenerateCovariance: "the draws lie on a line, so a region has no area"
    case .levelOutOfRange(let level): "a level must lie between 0 and 1, got \(level)"
    }
  }
}
