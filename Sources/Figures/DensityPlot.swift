import Drawing
import SpecialFunctions

/// Posterior densities over prior densities, one panel a parameter.
///
/// The posterior is a filled curve, the prior a dashed line on the same scale, the interval a bar below
/// with the median as a dot. A prior density that is higher than the panel leaves it at the top.
public struct DensityPlot: Sendable {
  /// One parameter.
  public struct Panel: Sendable {
    /// Name in words, for the head of the panel.
    public var heading: String
    /// Numbers below the heading, a line each.
    public var lines: [String] = []
    /// Range of the parameter that is shown; the ends differ.
    public var domain: ClosedRange<Double>
    /// The posterior density, by ascending parameter.
    public var posterior: [(x: Double, density: Double)]
    /// The prior density; empty where it is not known.
    public var prior: [(x: Double, density: Double)] = []
    /// Posterior median and interval; nil where the data say nothing.
    public var interval: IntervalEstimate?
    /// What stands below the axis: the prior in words.
    public var footnote = ""
    /// For a logit: what its inverse is called. A second axis above shows it; empty for none.
    public var probabilityLabel = ""

    /// A panel.
    ///
    /// - Parameters:
    ///   - heading: name in words.
    ///   - domain: range that is shown.
    ///   - posterior: density, by ascending parameter.
    ///   - interval: posterior median and interval; nil where the data say nothing.
    public init(
      heading: String, domain: ClosedRange<Double>, posterior: [(x: Double, density: Double)],
      interval: IntervalEstimate?
    ) {
      (self.heading, self.domain) = (heading, domain)
      (self.posterior, self.interval) = (posterior, interval)
    }
  }

  /// Name of the figure.
  public var name = "parameters"
  /// Title.
  public var title: String
  /// The data, below the title; may be empty.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description: String
  /// Rows of panels, from the top.
  public var rows: [[Panel]]
  /// What the bar of a panel is, as `95 % credible interval`.
  public var intervalLabel: String
  /// Sentences below.
  public var notes: [String] = []
  /// Width in CSS pixels, at least 560.
  public var width = 760.0
  /// Height in CSS pixels; what the panels need at least. Nil for their usual height.
  public var height: Double?

  /// A figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - description: the main numbers in sentences.
  ///   - rows: panels.
  ///   - intervalLabel: what the bars are.
  public init(title: String, description: String, rows: [[Panel]], intervalLabel: String) {
    (self.title, self.description) = (title, description)
    (self.rows, self.intervalLabel) = (rows, intervalLabel)
  }

  private static let margin = FigureHeading.margin
  private static let gap = 34.0
  private static let textLine = 15.0
  private static let belowAxis = 62.0

  /// The drawing.
  public func figure() -> Figure {
    let width = max(width, 560)
    let heading = FigureHeading(title: title, subtitle: subtitle, width: width)
    let key = legend
    let keyHeight = key.height(width: width - 2 * Self.margin)
    let fixed =
      heading.bottom + keyHeight + 30
      + rows.reduce(0) { $0 + overhead(of: $1) + Self.belowAxis }
    let usual = fixed + 130 * Double(rows.count)
    let total = max(height ?? usual, fixed + 70 * Double(rows.count))
    let plotHeight = (total - fixed) / Double(max(rows.count, 1))
    var canvas = SVGCanvas(name: name, width: width, height: total)
    heading.draw(on: &canvas)
    var top = heading.bottom
    for row in rows {
      let count = Double(max(row.count, 1))
      let panelWidth = (width - 2 * Self.margin - Self.gap * (count - 1)) / count
      for (index, panel) in row.enumerated() {
        let left = Self.margin + Double(index) * (panelWidth + Self.gap)
        draw(
          panel, on: &canvas, left: left, top: top, width: panelWidth,
          overhead: overhead(of: row), plotHeight: plotHeight)
      }
      top += overhead(of: row) + plotHeight + Self.belowAxis
    }
    key.draw(on: &canvas, x: Self.margin, y: top + 14, width: width - 2 * Self.margin)
    return canvas.figure(title: title, description: description)
  }

  /// Height of a row's headings and upper axes.
  private func overhead(of row: [Panel]) -> Double {
    let lines = row.map(\.lines.count).max() ?? 0
    let hasUpperAxis = row.contains { !$0.probabilityLabel.isEmpty }
    return 18 + Self.textLine * Double(lines) + (hasUpperAxis ? 40 : 10)
  }

  private var legend: FigureLegend {
    var legend = FigureLegend()
    legend.add("posterior") { canvas, x, y in
      canvas.rectangle(x: x - 13, y: y - 4, width: 26, height: 9, .solid(.summary, opacity: 0.22))
      canvas.line(x - 13, y - 4, x + 13, y - 4, .line(.summary, width: 1.5))
    }
    if rows.contains(where: { $0.contains { !$0.prior.isEmpty } }) {
      legend.add("prior") { canvas, x, y in
        canvas.line(x - 13, y, x + 13, y, .line(.prior, width: 1.5, dashes: [5, 3]))
      }
    }
    legend.add("median and " + intervalLabel) { canvas, x, y in
      canvas.line(x - 13, y, x + 13, y, .line(.summary, width: 2.5))
      canvas.ellipse(x: x, y: y, radiusX: 3.5, radiusY: 3.5, .solid(.summary))
    }
    legend.notes = notes
    return legend
  }

  private func draw(
    _ panel: Panel, on canvas: inout SVGCanvas, left: Double, top: Double, width: Double,
    overhead: Double, plotHeight: Double
  ) {
    let heading = TextMetrics.fitted(panel.heading, room: width, size: 12, isBold: true)
    canvas.text(
      heading, x: left, y: top + 12, size: 12, isBold: true, fullText: panel.heading)
    for (index, line) in panel.lines.enumerated() {
      let shown = TextMetrics.fitted(line, room: width, size: 11)
      canvas.text(
        shown, x: left, y: top + 12 + Self.textLine * Double(index + 1), size: 11, color: .muted,
        fullText: line)
    }
    let frame = PlotFrame(
      left: left, top: top + overhead, width: width, height: plotHeight,
      x: (.linear, (panel.domain.lowerBound, panel.domain.upperBound)),
      y: (.linear, (0, Self.ceiling(of: panel))))
    if !panel.probabilityLabel.isEmpty { drawProbabilityAxis(panel, frame, on: &canvas) }
    frame.drawHorizontalAxis(
      on: &canvas, ticks: frame.horizontal.labelledTicks(about: max(4, Int(width / 50))),
      offset: 14)
    drawDensities(panel, frame, on: &canvas)
    let footnote = TextMetrics.fitted(panel.footnote, room: width, size: 11)
    canvas.text(
      footnote, x: left + width / 2, y: frame.bottom + 47, size: 11, anchor: .middle,
      color: .prior, fullText: panel.footnote)
  }

  private func drawDensities(_ panel: Panel, _ frame: PlotFrame, on canvas: inout SVGCanvas) {
    canvas.line(frame.left, frame.bottom, frame.right, frame.bottom, .line(.grid, width: 0.75))
    let curve = panel.posterior.map { frame.position($0.x, $0.density) }
    frame.clip(on: &canvas) { canvas in
      if let first = curve.first, let last = curve.last {
        canvas.path(
          [(first.x, frame.bottom)] + curve + [(last.x, frame.bottom)], isClosed: true,
          .solid(.summary, opacity: 0.22))
      }
      canvas.path(curve, .line(.summary, width: 1.5))
      let prior = panel.prior.map { point in
        // Far above the panel an infinite density is as good as a high one.
        frame.position(point.x, min(point.density, 4 * frame.vertical.domain.1))
      }
      canvas.path(prior, .line(.prior, width: 1.5, dashes: [5, 3]))
    }
    guard let interval = panel.interval else { return }
    let bar = frame.bottom + 7
    let ends = [interval.lower, interval.upper].map(frame.horizontal.clamped)
    canvas.line(ends[0], bar, ends[1], bar, .line(.summary, width: 2.5))
    canvas.ellipse(
      x: frame.horizontal.clamped(interval.estimate), y: bar, radiusX: 3.5, radiusY: 3.5,
      .solid(.summary))
  }

  /// The posterior fills the panel; a prior that is a little higher still fits.
  private static func ceiling(of panel: Panel) -> Double {
    let posterior = panel.posterior.map(\.density).max() ?? 0
    let prior = panel.prior.map(\.density).filter(\.isFinite).max() ?? 0
    let highest = max(posterior, min(prior, 1.35 * posterior))
    return highest > 0 ? highest * 1.06 : 1
  }

  private func drawProbabilityAxis(
    _ panel: Panel, _ frame: PlotFrame, on canvas: inout SVGCanvas
  ) {
    let probabilities = ProbabilityTicks.values(
      logits: panel.domain, room: frame.width, size: PlotFrame.tickSize)
    let y = frame.top - 4
    canvas.line(frame.left, y, frame.right, y, .line(.muted, width: 0.75))
    for tick in probabilities {
      let x = frame.horizontal(tick.logit)
      canvas.line(x, y - 4, x, y, .line(.muted, width: 0.75))
      canvas.text(
        tick.text, x: x, y: y - 7, size: PlotFrame.tickSize, anchor: .middle, color: .muted)
    }
    canvas.text(panel.probabilityLabel, x: frame.left, y: y - 22, size: 11, color: .muted)
  }
}
