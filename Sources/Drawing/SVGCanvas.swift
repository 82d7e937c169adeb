/// A drawing in the making: shapes and text in the order in which they are painted.
///
/// Coordinates are CSS pixels from the upper left. Every text is escaped; a coordinate that is not
/// finite is a programmer's error and drops the shape rather than spoil the file.
public struct SVGCanvas: Sendable {
  /// How a shape is painted.
  public struct Paint: Sendable {
    /// Colour inside, if any.
    public var fill: FigureColor?
    /// Opacity of the inside.
    public var fillOpacity = 1.0
    /// Colour of the line, if any.
    public var stroke: FigureColor?
    /// Width of the line.
    public var width = 1.0
    /// Lengths of dashes and gaps; empty for a solid line.
    public var dashes: [Double] = []
    /// Opacity of the line.
    public var strokeOpacity = 1.0

    /// A line without inside.
    ///
    /// - Parameters:
    ///   - color: of the line.
    ///   - width: of the line.
    ///   - dashes: lengths of dashes and gaps.
    ///   - opacity: of the line.
    /// - Returns: the paint.
    public static func line(
      _ color: FigureColor, width: Double = 1, dashes: [Double] = [], opacity: Double = 1
    ) -> Paint {
      Paint(stroke: color, width: width, dashes: dashes, strokeOpacity: opacity)
    }

    /// An inside without line.
    ///
    /// - Parameters:
    ///   - color: of the inside.
    ///   - opacity: of the inside.
    /// - Returns: the paint.
    public static func solid(_ color: FigureColor, opacity: Double = 1) -> Paint {
      Paint(fill: color, fillOpacity: opacity)
    }

    /// Inside and line together.
    ///
    /// - Parameters:
    ///   - fill: colour of the inside.
    ///   - fillOpacity: its opacity.
    ///   - stroke: colour of the line.
    ///   - width: its width.
    ///   - dashes: its pattern.
    ///   - strokeOpacity: opacity of the line.
    public init(
      fill: FigureColor? = nil, fillOpacity: Double = 1, stroke: FigureColor? = nil,
      width: Double = 1, dashes: [Double] = [], strokeOpacity: Double = 1
    ) {
      (self.fill, self.fillOpacity, self.stroke) = (fill, fillOpacity, stroke)
      (self.width, self.dashes, self.strokeOpacity) = (width, dashes, strokeOpacity)
    }

    fileprivate var attributes: String {
      var classes: [String] = []
      var result = ""
      if let fill {
        classes.append("f-\(fill.rawValue)")
        if fillOpacity < 1 { result += " fill-opacity=\"\(fillOpacity.svg)\"" }
      } else {
        result += " fill=\"none\""
      }
      if let stroke {
        classes.append("s-\(stroke.rawValue)")
        if width != 1 { result += " stroke-width=\"\(width.svg)\"" }
        if strokeOpacity < 1 { result += " stroke-opacity=\"\(strokeOpacity.svg)\"" }
        if !dashes.isEmpty {
          result += " stroke-dasharray=\"\(dashes.map(\.svg).joined(separator: " "))\""
        }
      }
      return (classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\"") + result
    }
  }

  /// Which end of a text stands at its position.
  public enum Anchor: String, Sendable {
    /// The text begins there.
    case start
    /// It is centred there.
    case middle
    /// It ends there.
    case end
  }

  /// Width of the drawing.
  public let width: Double
  /// Height of the drawing.
  public let height: Double
  private let name: String
  private var body = ""
  private var clipCount = 0
  private var letters: Set<Unicode.Scalar> = []

  /// An empty drawing.
  ///
  /// - Parameters:
  ///   - name: name of the figure, unique among those of a page.
  ///   - width: in CSS pixels.
  ///   - height: in CSS pixels.
  public init(name: String, width: Double, height: Double) {
    (self.name, self.width, self.height) = (name, width, height)
  }

  /// A straight line.
  public mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ paint: Paint)
  {
    guard [x1, y1, x2, y2].allSatisfy(\.isFinite) else { return }
    body += """
      <line x1="\(x1.svg)" y1="\(y1.svg)" x2="\(x2.svg)" y2="\(y2.svg)"\(paint.attributes)/>

      """
  }

  /// A line through points, or the area that they enclose.
  ///
  /// - Parameters:
  ///   - points: at least two; those that are not finite are left out.
  ///   - isClosed: whether the last is joined to the first.
  ///   - paint: how.
  public mutating func path(
    _ points: [(x: Double, y: Double)], isClosed: Bool = false, _ paint: Paint
  ) {
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    guard finite.count > 1 else { return }
    let text = finite.map { "\($0.x.svg),\($0.y.svg)" }.joined(separator: " ")
    body += """
      <\(isClosed ? "polygon" : "polyline") points="\(text)"\(paint.attributes) \
      stroke-linejoin="round"/>

      """
  }

  /// A rectangle.
  public mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, radius: Double = 0, _ paint: Paint
  ) {
    guard [x, y, width, height].allSatisfy(\.isFinite), width >= 0, height >= 0 else { return }
    let corner = radius > 0 ? " rx=\"\(radius.svg)\"" : ""
    body += """
      <rect x="\(x.svg)" y="\(y.svg)" width="\(width.svg)" height="\(height.svg)"\(corner)\
      \(paint.attributes)/>

      """
  }

  /// An ellipse with horizontal and vertical axes; a circle where both radii are equal.
  public mutating func ellipse(
    x: Double, y: Double, radiusX: Double, radiusY: Double, _ paint: Paint
  ) {
    guard [x, y, radiusX, radiusY].allSatisfy(\.isFinite), radiusX >= 0, radiusY >= 0 else {
      return
    }
    body += """
      <ellipse cx="\(x.svg)" cy="\(y.svg)" rx="\(radiusX.svg)" ry="\(radiusY.svg)"\
      \(paint.attributes)/>

      """
  }

  /// A text on one line.
  ///
  /// - Parameters:
  ///   - text: any text; control characters are dropped.
  ///   - x: of the anchor.
  ///   - y: of the baseline.
  ///   - size: font size.
  ///   - anchor: which end stands at `x`.
  ///   - color: of the letters.
  ///   - isBold: whether in bold.
  ///   - rotation: degrees clockwise about the anchor.
  ///   - fullText: where `text` was shortened, what it stands for; shown as a tooltip.
  public mutating func text(
    _ text: String, x: Double, y: Double, size: Double = 12, anchor: Anchor = .start,
    color: FigureColor = .ink, isBold: Bool = false, rotation: Double = 0, fullText: String? = nil
  ) {
    guard x.isFinite, y.isFinite, !text.isEmpty else { return }
    letters.formUnion(text.unicodeScalars.lazy.filter { !$0.isASCII })
    var attributes = " font-size=\"\(size.svg)\""
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if isBold { attributes += " font-weight=\"bold\"" }
    if rotation != 0 {
      attributes += " transform=\"rotate(\(rotation.svg) \(x.svg) \(y.svg))\""
    }
    var tooltip = ""
    if let fullText, fullText != text { tooltip = "<title>\(fullText.xmlEscaped)</title>" }
    body += """
      <text x="\(x.svg)" y="\(y.svg)" class="f-\(color.rawValue)"\(attributes)>\
      \(tooltip)\(text.xmlEscaped)</text>

      """
  }

  /// Draws something of which only the part in a rectangle is seen.
  ///
  /// - Parameters:
  ///   - x: left edge.
  ///   - y: upper edge.
  ///   - width: of the window.
  ///   - height: of the window.
  ///   - draw: what to draw.
  public mutating func clipped(
    x: Double, y: Double, width: Double, height: Double, _ draw: (inout SVGCanvas) -> Void
  ) {
    clipCount += 1
    let id = "\(name.xmlEscaped)-clip-\(clipCount)"
    body += """
      <clipPath id="\(id)"><rect x="\(x.svg)" y="\(y.svg)" width="\(width.svg)" \
      height="\(height.svg)"/></clipPath>
      <g clip-path="url(#\(id))">

      """
    draw(&self)
    body += "</g>\n"
  }

  /// Draws something that has a tooltip.
  ///
  /// - Parameters:
  ///   - tooltip: shown where the pointer rests on it.
  ///   - draw: what to draw.
  public mutating func explained(_ tooltip: String, _ draw: (inout SVGCanvas) -> Void) {
    body += "<g><title>\(tooltip.xmlEscaped)</title>\n"
    draw(&self)
    body += "</g>\n"
  }

  /// The finished figure.
  ///
  /// - Parameters:
  ///   - title: what it shows, in a few words.
  ///   - description: its main numbers in sentences, for readers who cannot see it.
  /// - Returns: the figure.
  public func figure(title: String, description: String) -> Figure {
    Figure(
      name: name, title: title, description: description, width: width, height: height,
      letters: letters, body: body)
  }
}
