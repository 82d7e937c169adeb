import Drawing
import Foundation

/// The room that one text of a drawing takes, as `TextMetrics` reckons it with its safety.
public struct TextBox: Sendable {
  /// The text.
  public var text: String
  /// The four corners, in order around the box.
  public var corners: [SIMD2<Double>]

  /// The box of a `text` element.
  init(_ element: DrawnElement) throws {
    // A tooltip is an element of its own inside the text and takes no room.
    text = element.text
    let (x, y, size) = (element.number("x"), element.number("y"), element.number("font-size"))
    guard x.isFinite, y.isFinite, size > 0 else {
      throw FigureProblem("a text without place or size: \(text)")
    }
    let isBold = element.attributes["font-weight"] == "bold"
    let width = TextMetrics.width(text, size: size, isBold: isBold)
    let left: Double
    switch element.attributes["text-anchor"] {
    case "middle": left = x - width / 2
    case "end": left = x - width
    default: left = x
    }
    // Helvetica's capitals reach 0.72 em above the line and its tails 0.21 em below.
    let (top, bottom) = (y - 0.74 * size, y + 0.21 * size)
    corners = [
      SIMD2(left, top), SIMD2(left + width, top), SIMD2(left + width, bottom), SIMD2(left, bottom),
    ]
    if let transform = element.attributes["transform"] {
      let numbers = transform.dropFirst("rotate(".count).dropLast().split(separator: " ")
        .compactMap { Double($0) }
      guard transform.hasPrefix("rotate("), numbers.count == 3 else {
        throw FigureProblem("a transform that is no rotation: \(transform)")
      }
      let angle = numbers[0] * .pi / 180
      let center = SIMD2(numbers[1], numbers[2])
      corners = corners.map { corner in
        let arm = corner - center
        return center
          + SIMD2(arm.x * cos(angle) - arm.y * sin(angle), arm.x * sin(angle) + arm.y * cos(angle))
      }
    }
  }

  /// Whether two boxes share more than an edge: no side of either separates them.
  public func overlaps(_ other: TextBox) -> Bool {
    for box in [self, other] {
      for k in 0..<4 {
        let side = box.corners[(k + 1) % 4] - box.corners[k]
        let normal = SIMD2(-side.y, side.x)
        func extent(_ box: TextBox) -> (Double, Double) {
          let values = box.corners.map { ($0 * normal).sum() }
          return (values.min() ?? 0, values.max() ?? 0)
        }
        let (a, b) = (extent(self), extent(other))
        if a.1 <= b.0 || b.1 <= a.0 { return false }
      }
    }
    return true
  }

  /// Whether the box lies in a rectangle from the origin.
  public func isInside(width: Double, height: Double) -> Bool {
    corners.allSatisfy { $0.x >= 0 && $0.y >= 0 && $0.x <= width && $0.y <= height }
  }

  /// Whether the box shares more than an edge with an upright rectangle.
  public func overlaps(left: Double, top: Double, right: Double, bottom: Double) -> Bool {
    var rectangle = self
    rectangle.corners = [
      SIMD2(left, top), SIMD2(right, top), SIMD2(right, bottom), SIMD2(left, bottom),
    ]
    return overlaps(rectangle)
  }
}
