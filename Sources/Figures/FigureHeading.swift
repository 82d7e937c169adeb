/// Title and subtitle of a figure, at its upper left.
///
/// A long title takes several lines; a subtitle that is too long is cut and kept as a tooltip.
struct FigureHeading: Sendable {
  /// Distance from the edges of a figure to what is in it.
  static let margin = 20.0

  /// Where the rest of the figure begins.
  let bottom: Double
  private let title: String
  private let subtitle: String
  private let lines: [String]
  private let room: Double

  init(title: String, subtitle: String, width: Double) {
    (self.title, self.subtitle) = (title, subtitle)
    room = width - 2 * Self.margin
    lines = TextMetrics.lines(title, room: room, size: 15, isBold: true)
    bottom = 26 + 19 * Double(max(lines.count, 1)) + (subtitle.isEmpty ? 0 : 19)
  }

  func draw(on canvas: inout SVGCanvas) {
    for (index, line) in lines.enumerated() {
      canvas.text(
        line, x: Self.margin, y: 26 + 19 * Double(index), size: 15, isBold: true,
        fullText: lines.count > 1 ? title : nil)
    }
    let short = TextMetrics.fitted(subtitle, room: room, size: 12)
    canvas.text(
      short, x: Self.margin, y: 26 + 19 * Double(max(lines.count, 1)), size: 12, color: .muted,
      fullText: subtitle)
  }
}
