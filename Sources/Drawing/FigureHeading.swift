/// Title and subtitle of a figure, at its upper left.
///
/// A long title and a long subtitle take several lines.
package struct FigureHeading: Sendable {
  /// Distance from the edges of a figure to what is in it.
  package static let margin = 20.0

  /// Where the rest of the figure begins.
  package let bottom: Double
  private let title: String
  private let lines: [String]
  private let subtitleLines: [String]

  package init(title: String, subtitle: String, width: Double) {
    self.title = title
    let room = width - 2 * Self.margin
    lines = TextMetrics.lines(title, room: room, size: 15, isBold: true)
    subtitleLines = TextMetrics.lines(subtitle, room: room, size: 12)
    let below = subtitle.isEmpty ? 0 : 19 + 15 * Double(max(subtitleLines.count - 1, 0))
    bottom = 26 + 19 * Double(max(lines.count, 1)) + below
  }

  package func draw(on canvas: inout SVGCanvas) {
    for (index, line) in lines.enumerated() {
      canvas.text(
        line, x: Self.margin, y: 26 + 19 * Double(index), size: 15, isBold: true,
        fullText: lines.count > 1 ? title : nil)
    }
    for (index, line) in subtitleLines.enumerated() {
      canvas.text(
        line, x: Self.margin, y: 26 + 19 * Double(max(lines.count, 1)) + 15 * Double(index),
        size: 12, color: .muted)
    }
  }
}
