import Drawing
import SpecialFunctions

/// Predictive values over prevalence: a panel for PPV, a panel for NPV, and a table of the prevalences
/// that were asked for.
public struct PredictiveValuePlot: Sendable {
  /// One curve with its pointwise band.
  public struct Curve: Sendable {
    /// Prevalences, ascending, in (0, 1), with the predictive value there.
    public var points: [(prevalence: Double, value: IntervalEstimate)]

    /// A curve.
    ///
    /// - Parameter points: by ascending prevalence.
    public init(points: [(prevalence: Double, value: IntervalEstimate)]) { self.points = points }
  }

  /// One of the two predictive values.
  public struct Panel: Sendable {
    /// What it is, as a heading.
    public var heading: String
    /// Its abbreviation.
    public var shortName: String
    /// What it is, in half a sentence.
    public var subheading: String
    /// At the summary point.
    public var summary: Curve
    /// In a new setting; nil where it is not shown.
    public var newSetting: Curve?

    /// A panel.
    ///
    /// - Parameters:
    ///   - heading: what it is.
    ///   - shortName: its abbreviation.
    ///   - subheading: in half a sentence.
    ///   - summary: at the summary point.
    ///   - newSetting: in a new setting.
    public init(
      heading: String, shortName: String, subheading: String, summary: Curve, newSetting: Curve?
    ) {
      (self.heading, self.shortName, self.subheading) = (heading, shortName, subheading)
      (self.summary, self.newSetting) = (summary, newSetting)
    }
  }

  /// A prevalence that was asked for, with the value of each panel.
  public struct Mark: Sendable {
    /// As it is written, for example `10 %`.
    public var label: String
    /// Where it stands on the axis.
    public var prevalence: Double
    /// At the summary point, one a panel.
    public var summary: [IntervalEstimate]
    /// In a new setting, one a panel.
    public var newSetting: [IntervalEstimate]

    /// A mark.
    ///
    /// - Parameters:
    ///   - label: as it is written.
    ///   - prevalence: where it stands, in (0, 1).
    ///   - summary: at the summary point, one a panel.
    ///   - newSetting: in a new setting, one a panel.
    public init(
      label: String, prevalence: Double, summary: [IntervalEstimate], newSetting: [IntervalEstimate]
    ) {
      (self.label, self.prevalence) = (label, prevalence)
      (self.summary, self.newSetting) = (summary, newSetting)
    }
  }

  /// Name of the figure.
  public var name = "predictive-values"
  /// Title.
  public var title: String
  /// The data, below the title; may be empty.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description: String
  /// The panels, from the left.
  public var panels: [Panel]
  /// Prevalences asked for.
  public var marks: [Mark] = []
  /// The interval's probability, as `95 %`.
  public var levelText: String
  /// Prevalence by its logit, for rare diseases; else evenly.
  public var isLogit = false
  /// Range of prevalence; on the logit scale inside (0, 1).
  public var domain: ClosedRange<Double> = 0...1
  /// Range of the predictive values.
  public var valueDomain: ClosedRange<Double> = 0...1
  /// Width in CSS pixels, at least 560.
  public var width = 760.0
  /// Height in CSS pixels; nil for what suits the width.
  public var height: Double?

  /// A figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - description: the main numbers in sentences.
  ///   - panels: PPV and NPV.
  ///   - levelText: the interval's probability, as `95 %`.
  public init(title: String, description: String, panels: [Panel], levelText: String) {
    (self.title, self.description) = (title, description)
    (self.panels, self.levelText) = (panels, levelText)
  }

  private static let margin = FigureHeading.margin
  private static let axisRoom = 46.0
  private static let headRoom = 42.0
  private static let rowHeight = 18.0
  private static let groupGap = 4.0

  /// The drawing.
  public func figure() -> Figure {
    let width = max(width, 560)
    let heading = FigureHeading(title: title, subtitle: subtitle, width: width)
    let count = Double(max(panels.count, 1))
    let plotWidth = (width - 2 * Self.margin - count * Self.axisRoom - 14 * count) / count
    let key = legend
    let keyHeight = key.height(width: width - 2 * Self.margin)
    let tableRows = marks.reduce(0) { $0 + min($1.summary.count, panels.count) }
    let tableHeight =
      marks.isEmpty
      ? 0
      : Self.rowHeight * Double(tableRows + 1) + 20
        + Self.groupGap * Double(marks.count)
    let fixed = heading.bottom + Self.headRoom + 48 + tableHeight + keyHeight + 30
    let total = max(height ?? (fixed + plotWidth * 0.85), fixed + 120)
    var canvas = SVGCanvas(name: name, width: width, height: total)
    heading.draw(on: &canvas)
    let plotTop = heading.bottom + Self.headRoom
    for (index, panel) in panels.enumerated() {
      let left = Self.margin + Self.axisRoom + Double(index) * (plotWidth + Self.axisRoom + 14)
      let frame = PlotFrame(
        left: left, top: plotTop, width: plotWidth, height: total - fixed,
        x: (isLogit ? .logit : .linear, (domain.lowerBound, domain.upperBound)),
        y: (.linear, (valueDomain.lowerBound, valueDomain.upperBound)))
      draw(panel, index: index, frame: frame, on: &canvas)
    }
    var y = plotTop + total - fixed + 48 + 10
    key.draw(on: &canvas, x: Self.margin, y: y, width: width - 2 * Self.margin)
    y += keyHeight + 22
    drawTable(on: &canvas, y: y)
    return canvas.figure(title: title, description: description)
  }

  private var legend: FigureLegend {
    var legend = FigureLegend()
    legend.add("summary point, \(levelText) credible band") { canvas, x, y in
      canvas.rectangle(x: x - 13, y: y - 6, width: 26, height: 12, .solid(.summary, opacity: 0.2))
      canvas.line(x - 13, y, x + 13, y, .line(.summary, width: 2))
    }
    if panels.contains(where: { $0.newSetting != nil }) {
      legend.add("new setting, \(levelText) prediction band") { canvas, x, y in
        canvas.line(x - 13, y - 6, x + 13, y - 6, .line(.prediction, width: 0.8))
        canvas.line(x - 13, y, x + 13, y, .line(.prediction, width: 1.2, dashes: [5, 3]))
        canvas.line(x - 13, y + 6, x + 13, y + 6, .line(.prediction, width: 0.8))
      }
    }
    return legend
  }

  private func draw(_ panel: Panel, index: Int, frame: PlotFrame, on canvas: inout SVGCanvas) {
    canvas.text(panel.heading, x: frame.left, y: frame.top - 26, size: 12, isBold: true)
    let subheading = TextMetrics.fitted(panel.subheading, room: frame.width, size: 11)
    canvas.text(
      subheading, x: frame.left, y: frame.top - 11, size: 11, color: .muted,
      fullText: panel.subheading)
    frame.drawVerticalAxis(on: &canvas, ticks: frame.vertical.labelledTicks(about: 5))
    frame.drawHorizontalAxis(
      on: &canvas, ticks: prevalenceTicks(frame), label: "Prevalence")
    frame.clip(on: &canvas) { canvas in
      for mark in marks {
        let x = frame.horizontal(mark.prevalence)
        canvas.line(x, frame.top, x, frame.bottom, .line(.muted, width: 0.75, dashes: [2, 2]))
      }
      func line(_ curve: Curve, _ value: (IntervalEstimate) -> Double) -> [(x: Double, y: Double)] {
        curve.points.map { frame.position($0.prevalence, value($0.value)) }
      }
      canvas.path(
        line(panel.summary, \.lower) + line(panel.summary, \.upper).reversed(), isClosed: true,
        .solid(.summary, opacity: 0.2))
      if let new = panel.newSetting {
        canvas.path(line(new, \.lower), .line(.prediction, width: 0.8))
        canvas.path(line(new, \.upper), .line(.prediction, width: 0.8))
        canvas.path(line(new, \.estimate), .line(.prediction, width: 1.2, dashes: [5, 3]))
      }
      canvas.path(line(panel.summary, \.estimate), .line(.summary, width: 2))
    }
    for mark in marks where index < mark.summary.count && domain.contains(mark.prevalence) {
      let x = frame.horizontal(mark.prevalence)
      let value = mark.summary[index]
      let ends = [value.lower, value.upper].map(frame.vertical.clamped)
      canvas.line(x, ends[0], x, ends[1], .line(.summary, width: 1.5))
      canvas.ellipse(
        x: x, y: frame.vertical.clamped(value.estimate), radiusX: 4, radiusY: 4,
        SVGCanvas.Paint(fill: .summary, stroke: .paper, width: 1.2))
    }
  }

  private func prevalenceTicks(_ frame: PlotFrame) -> [AxisTick] {
    guard isLogit else { return frame.horizontal.labelledTicks(about: 5) }
    return ProbabilityTicks.ticks(domain, room: frame.width, size: PlotFrame.tickSize)
  }

  /// One row a prevalence and predictive value.
  private func drawTable(on canvas: inout SVGCanvas, y: Double) {
    guard !marks.isEmpty else { return }
    let columns = [0.0, 110, 155, 325].map { Self.margin + $0 }
    for (text, x) in [
      ("Prevalence", columns[0]), ("Summary point", columns[2]), ("New setting", columns[3]),
    ] {
      canvas.text(text, x: x, y: y, size: 11, color: .muted)
    }
    var baseline = y + 6
    let end = columns[3] + 170
    let labels = TextMetrics.fitted(names: marks.map(\.label), room: 104, size: 11)
    for (mark, label) in zip(marks, labels) {
      canvas.line(Self.margin, baseline, end, baseline, .line(.grid))
      canvas.text(label, x: columns[0], y: baseline + 15, size: 11, fullText: mark.label)
      for (index, panel) in panels.enumerated() where index < mark.summary.count {
        baseline += Self.rowHeight
        let row = baseline - 3
        canvas.text(panel.shortName, x: columns[1], y: row, size: 11)
        canvas.text(
          mark.summary[index].proportionText, x: columns[2], y: row, size: 11, color: .summary)
        guard index < mark.newSetting.count else { continue }
        canvas.text(
          mark.newSetting[index].proportionText, x: columns[3], y: row, size: 11,
          color: .prediction)
      }
      baseline += Self.groupGap
    }
  }
}
