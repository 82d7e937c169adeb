import Documents
import Drawing

/// Draws over iterations, one panel a parameter, all chains in each.
public struct TracePlot: Sendable {
  /// One parameter.
  public struct Panel: Sendable {
    /// Name of the parameter.
    public var heading: String
    /// Values of each chain at the iterations shown.
    public var chains: [[Double]]

    /// A panel.
    ///
    /// - Parameters:
    ///   - heading: name of the parameter.
    ///   - chains: values of each chain at the iterations shown.
    public init(heading: String, chains: [[Double]]) {
      (self.heading, self.chains) = (heading, chains)
    }
  }

  /// Name of the figure.
  public var name = "trace"
  /// Title.
  public var title: String
  /// The data, below the title; may be empty.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description: String
  /// The panels, from the top.
  public var panels: [Panel]
  /// Iterations that are shown, from 1, ascending; as many as each chain of a panel has values.
  public var iterations: [Int]
  /// Number of the first chain shown, from 1.
  public var firstChain = 1
  /// Sentences below.
  public var notes: [String] = []
  /// Width in CSS pixels, at least 480.
  public var width = 760.0
  /// Height in CSS pixels; what the panels need at least. Nil for their usual height.
  public var height: Double?

  /// A figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - description: the main numbers in sentences.
  ///   - panels: one a parameter.
  ///   - iterations: which iterations the values belong to, from 1.
  public init(title: String, description: String, panels: [Panel], iterations: [Int]) {
    (self.title, self.description) = (title, description)
    (self.panels, self.iterations) = (panels, iterations)
  }

  /// Colours of the chains in turn.
  private static let colors: [FigureColor] = [
    .summary, .prediction, .curve, .prior, .frequentist, .study, .ink, .muted,
  ]
  private static let margin = FigureHeading.margin
  private static let head = 24.0
  private static let axisRoom = 44.0

  /// The drawing.
  public func figure() -> Figure {
    let width = max(width, 480)
    let heading = FigureHeading(title: title, subtitle: subtitle, width: width)
    let key = legend
    let room = width - 2 * Self.margin
    let fixed =
      heading.bottom + 60 + key.height(width: room)
      + (Self.head + 10) * Double(panels.count)
    let total = max(
      height ?? (fixed + 76 * Double(panels.count)), fixed + 40 * Double(panels.count))
    let plotHeight = (total - fixed) / Double(max(panels.count, 1))
    var canvas = SVGCanvas(name: name, width: width, height: total)
    heading.draw(on: &canvas)
    var top = heading.bottom
    for (index, panel) in panels.enumerated() {
      canvas.text(panel.heading, x: Self.margin, y: top + 13, size: 12, isBold: true)
      let frame = PlotFrame(
        left: Self.margin + Self.axisRoom, top: top + Self.head, width: room - Self.axisRoom - 8,
        height: plotHeight,
        x: (.linear, (Double(iterations.first ?? 0), Double(max(iterations.last ?? 1, 1)) + 1)),
        y: (.linear, Self.domain(of: panel)))
      draw(panel, frame, isLast: index == panels.count - 1, on: &canvas)
      top += Self.head + plotHeight + 10
    }
    key.draw(on: &canvas, x: Self.margin, y: top + 40, width: room)
    return canvas.figure(title: title, description: description)
  }

  private func draw(
    _ panel: Panel, _ frame: PlotFrame, isLast: Bool, on canvas: inout SVGCanvas
  ) {
    frame.drawVerticalAxis(on: &canvas, ticks: frame.vertical.labelledTicks(about: 3))
    if isLast {
      frame.drawHorizontalAxis(
        on: &canvas, ticks: frame.horizontal.labelledTicks(about: 5).map(Self.whole),
        label: "Draw after warm-up", hasGrid: false)
    } else {
      canvas.line(frame.left, frame.bottom, frame.right, frame.bottom, .line(.muted, width: 0.75))
    }
    for (chain, values) in panel.chains.enumerated() {
      let points = zip(iterations, values).map { iteration, value in
        let place = frame.position(Double(iteration), value)
        // A tenth of a pixel is finer than the line; it halves the file.
        return (x: (place.x * 10).rounded() / 10, y: (place.y * 10).rounded() / 10)
      }
      canvas.path(
        points, .line(Self.colors[chain % Self.colors.count], width: 0.6, opacity: 0.75))
    }
  }

  private static func whole(_ tick: AxisTick) -> AxisTick {
    AxisTick(value: tick.value, text: NumberText.count(Int(tick.value)))
  }

  private static func domain(of panel: Panel) -> (Double, Double) {
    let finite = panel.chains.flatMap { $0 }.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return (0, 1) }
    let pad = high > low ? 0.04 * (high - low) : max(abs(low), 1) * 0.1
    return (low - pad, high + pad)
  }

  private var legend: FigureLegend {
    var legend = FigureLegend()
    for chain in 0..<(panels.first?.chains.count ?? 0) {
      let color = Self.colors[chain % Self.colors.count]
      legend.add("chain \(firstChain + chain)") { canvas, x, y in
        canvas.line(x - 13, y, x + 13, y, .line(color, width: 2))
      }
    }
    legend.notes = notes
    return legend
  }
}
