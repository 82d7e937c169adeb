import Documents
import Drawing
import SpecialFunctions

/// Sensitivity and specificity along a continuous covariate, over the values that studies have: one line
/// with its band a group, and the studies as circles.
public struct CovariatePlot: Sendable {
  /// One study's place in a panel.
  public struct Study: Sendable {
    /// What the data call it; shown as a tooltip.
    public var label: String
    /// The covariate.
    public var value: Double
    /// The observed proportion.
    public var observed: Double
    /// Participants of the arm.
    public var participants: Int

    /// A study.
    ///
    /// - Parameters:
    ///   - label: what the data call it.
    ///   - value: the covariate.
    ///   - observed: the observed proportion.
    ///   - participants: of the arm.
    public init(label: String, value: Double, observed: Double, participants: Int) {
      (self.label, self.value) = (label, value)
      (self.observed, self.participants) = (observed, participants)
    }
  }

  /// One group in a panel.
  public struct Series: Sendable {
    /// What sets it apart; of no account for a single one.
    public var label: String
    /// Its place among all groups, which gives its colour.
    public var place: Int
    /// Values of the covariate, rising.
    public var values: [Double]
    /// The line with its band; empty for none.
    public var band: [IntervalEstimate]
    /// Its studies.
    public var studies: [Study]

    /// A group.
    ///
    /// - Parameters:
    ///   - label: what sets it apart.
    ///   - place: its place among all groups.
    ///   - values: of the covariate, rising.
    ///   - band: the line with its band, one element a value.
    ///   - studies: its studies.
    public init(
      label: String, place: Int, values: [Double], band: [IntervalEstimate], studies: [Study]
    ) {
      (self.label, self.place, self.values) = (label, place, values)
      (self.band, self.studies) = (band, studies)
    }
  }

  /// Name of the figure.
  public var name = "covariates"
  /// Title.
  public var title: String
  /// The data, below the title.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description = ""
  /// The covariate, below its axis.
  public var covariate: String
  /// The panels from the left: a heading, and the groups.
  public var panels: [(heading: String, series: [Series])]
  /// The bands' probability, as `95 %`.
  public var levelText: String
  /// Width in CSS pixels, at least 560.
  public var width = 760.0
  /// Height in CSS pixels; nil for what suits the width.
  public var height: Double?

  /// A figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - covariate: below its axis.
  ///   - panels: headings with groups.
  ///   - levelText: the bands' probability.
  public init(
    title: String, covariate: String, panels: [(heading: String, series: [Series])],
    levelText: String
  ) {
    (self.title, self.covariate) = (title, covariate)
    (self.panels, self.levelText) = (panels, levelText)
  }

  private static let axisRoom = 46.0

  /// The drawing.
  public func figure() -> Figure {
    let (width, margin) = (max(width, 560), FigureHeading.margin)
    let heading = FigureHeading(title: title, subtitle: subtitle, width: width)
    let count = Double(max(panels.count, 1))
    let plotWidth = (width - 2 * margin - count * (Self.axisRoom + 14)) / count
    let key = legend
    let fixed = heading.bottom + 28 + 58 + key.height(width: width - 2 * margin) + 16
    let total = max(height ?? (fixed + plotWidth * 0.8), fixed + 120)
    var canvas = SVGCanvas(name: name, width: width, height: total)
    heading.draw(on: &canvas)
    for (index, panel) in panels.enumerated() {
      let frame = PlotFrame(
        left: margin + Self.axisRoom + Double(index) * (plotWidth + Self.axisRoom + 14),
        top: heading.bottom + 28, width: plotWidth, height: total - fixed, x: (.linear, domain),
        y: (.linear, (0, 1)))
      canvas.text(panel.heading, x: frame.left, y: frame.top - 12, size: 12, isBold: true)
      draw(panel.series, frame: frame, on: &canvas)
    }
    key.draw(on: &canvas, x: margin, y: total - fixed + heading.bottom + 86, width: width - 40)
    return canvas.figure(title: title, description: description)
  }

  /// The values of all studies, with a little room.
  private var domain: (Double, Double) {
    let values = panels.flatMap(\.series).flatMap { $0.values + $0.studies.map(\.value) }
    guard let low = values.min(), let high = values.max(), low < high else { return (0, 1) }
    let room = 0.03 * (high - low)
    return (low - room, high + room)
  }

  private var largest: Double {
    Double(panels.flatMap(\.series).flatMap(\.studies).map(\.participants).max() ?? 1)
  }

  /// A single group has the colours of a fit.
  private func colors(_ series: Series) -> (line: FigureColor, studies: FigureColor, mark: PlotMark)
  {
    let areSeveral = panels.contains { $0.series.count > 1 }
    let style = SROCPlane.groupStyle(series.place)
    return areSeveral ? (style.summary, style.studies, style.mark) : (.summary, .study, .circle)
  }

  private func draw(_ series: [Series], frame: PlotFrame, on canvas: inout SVGCanvas) {
    let values = panels.flatMap(\.series).flatMap(\.studies).map(\.value)
    frame.drawVerticalAxis(on: &canvas, ticks: frame.vertical.labelledTicks(about: 5))
    frame.drawHorizontalAxis(
      on: &canvas, ticks: frame.horizontal.labelledTicks(about: 5, of: values), label: covariate)
    let largest = largest
    for group in series {
      let colors = colors(group)
      frame.clip(on: &canvas) { canvas in
        func line(_ value: (IntervalEstimate) -> Double) -> [(x: Double, y: Double)] {
          zip(group.values, group.band).map { frame.position($0, value($1)) }
        }
        guard !group.band.isEmpty else { return }
        canvas.path(
          line(\.lower) + line(\.upper).reversed(), isClosed: true,
          .solid(colors.line, opacity: series.count > 1 ? 0.12 : 0.2))
        canvas.path(line(\.estimate), .line(colors.line, width: 2))
      }
      for study in group.studies {
        let place = frame.position(study.value, study.observed)
        let radius = max(1.6, 7 * (Double(study.participants) / largest).squareRoot())
        canvas.explained(
          "\(study.label): \(NumberText.proportion(study.observed, decimals: 2)) at "
            + "\(NumberText.plain(study.value)), \(NumberText.count(study.participants)) people"
        ) {
          $0.mark(
            colors.mark, x: place.x, y: place.y, radius: radius,
            SVGCanvas.Paint(
              fill: colors.studies, fillOpacity: 0.2, stroke: colors.studies, width: 0.9,
              strokeOpacity: 0.7))
        }
      }
    }
  }

  private var legend: FigureLegend {
    var legend = FigureLegend()
    let series = panels.first?.series ?? []
    let shown = FigureLegend.cut(series.map { ($0.label, "") }, room: 300)
    for (label, group) in zip(shown, series) {
      let colors = colors(group)
      let text = series.count > 1 ? label : "Median study"
      legend.add("\(text), \(levelText) band", fullLabel: "\(group.label), \(levelText) band") {
        $0.rectangle(
          x: $1 - 13, y: $2 - 6, width: 26, height: 12, .solid(colors.line, opacity: 0.2))
        $0.line($1 - 13, $2, $1 + 13, $2, .line(colors.line, width: 2))
      }
    }
    legend.add("Study, by its number of people") {
      $0.mark(
        .circle, x: $1, y: $2, radius: 5,
        SVGCanvas.Paint(fill: .study, fillOpacity: 0.2, stroke: .study, width: 0.9))
    }
    return legend
  }
}
