/// The shape of a mark, which tells groups apart where colour does not.
public enum PlotMark: Int, CaseIterable, Sendable {
  /// A disc.
  case circle
  /// A square.
  case square
  /// A triangle on its base.
  case triangle
  /// A square on its corner.
  case diamond
  /// A triangle on its tip.
  case wedge
  /// An upright cross.
  case cross
}

extension SVGCanvas {
  /// Draws a mark.
  ///
  /// - Parameters:
  ///   - mark: its shape.
  ///   - x: of its centre.
  ///   - y: of its centre.
  ///   - radius: of the disc of about the same area.
  ///   - paint: how.
  package mutating func mark(_ mark: PlotMark, x: Double, y: Double, radius: Double, _ paint: Paint)
  {
    func corners(_ units: [(Double, Double)]) -> [(x: Double, y: Double)] {
      units.map { (x + radius * $0.0, y + radius * $0.1) }
    }
    switch mark {
    case .circle: ellipse(x: x, y: y, radiusX: radius, radiusY: radius, paint)
    case .square:
      path(corners([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]), isClosed: true, paint)
    case .triangle:
      path(corners([(0, -1.25), (1.15, 0.8), (-1.15, 0.8)]), isClosed: true, paint)
    case .diamond:
      path(corners([(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)]), isClosed: true, paint)
    case .wedge:
      path(corners([(0, 1.25), (1.15, -0.8), (-1.15, -0.8)]), isClosed: true, paint)
    case .cross:
      let (a, b) = (0.42, 1.2)
      path(
        corners([
          (-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a),
          (-b, -a), (-a, -a),
        ]), isClosed: true, paint)
    }
  }
}
