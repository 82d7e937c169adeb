import Documents
import Drawing

extension CalibrationSummary {
  /// The distribution of ranks less that of uniform ones, with the simultaneous 95 % band, one panel a parameter
  /// and cell.
  ///
  /// - Parameters:
  ///   - cell: which.
  ///   - title: what was calibrated.
  /// - Returns: the drawing; nil for a cell without ranks.
  public func rankFigure(_ cell: CalibrationCell, title: String) -> Figure? {
    guard !cell.ranks.isEmpty else { return nil }
    let (width, panelHeight, columns) = (760.0, 170.0, 3)
    let words =
      "share of truths below a share of the draws, less that share; "
      + "95 % of right programs stay in the band"
    let heading = FigureHeading(
      title: title, subtitle: [cell.label, words].filter { !$0.isEmpty }.joined(separator: ": "),
      width: width)
    let rows = (cell.ranks.count + columns - 1) / columns
    let gap = 52.0
    let panelWidth = (width - 2 * FigureHeading.margin - gap * Double(columns)) / Double(columns)
    let height = heading.bottom + 30 + Double(rows) * (panelHeight + 60)
    var canvas = SVGCanvas(name: "ranks-\(cell.number)", width: width, height: height)
    heading.draw(on: &canvas)
    for (index, entry) in cell.ranks.enumerated() {
      let fit = entry.uniformity
      let limit = max(
        1.15 * (0..<fit.draws).map(fit.bandHalfWidth).reduce(0, max),
        1.05 * differences(fit).map(abs).reduce(0, max))
      let frame = PlotFrame(
        left: FigureHeading.margin + gap + Double(index % columns) * (panelWidth + gap),
        top: heading.bottom + 34 + Double(index / columns) * (panelHeight + 60), width: panelWidth,
        height: panelHeight, x: (.linear, (0, 1)), y: (.linear, (-limit, limit)))
      frame.drawVerticalAxis(on: &canvas, ticks: frame.vertical.labelledTicks(about: 3))
      frame.drawHorizontalAxis(on: &canvas, ticks: frame.horizontal.labelledTicks(about: 3))
      canvas.text(
        "\(entry.parameter), p \(NumberText.pValue(fit.pValue))", x: frame.left, y: frame.top - 8,
        size: PlotFrame.tickSize)
      draw(fit, in: frame, on: &canvas)
    }
    let worst = cell.ranks.map(\.uniformity.pValue).min() ?? 1
    return canvas.figure(
      title: title,
      description:
        "Distribution of the ranks of \(cell.count) truths among draws of their posteriors, less that "
        + "of uniform ranks, for \(cell.ranks.count) quantities; smallest p \(NumberText.pValue(worst))."
    )
  }

  private func differences(_ fit: RankUniformity) -> [Double] {
    fit.distribution.indices.map { fit.distribution[$0] - RankUniformity.expected($0, fit.draws) }
  }

  private func draw(_ fit: RankUniformity, in frame: PlotFrame, on canvas: inout SVGCanvas) {
    let places = fit.distribution.indices.map { RankUniformity.expected($0, fit.draws) }
    let upper = zip(places, fit.distribution.indices).map { x, place in
      frame.position(x, fit.bandHalfWidth(place))
    }
    let lower = zip(places, fit.distribution.indices).map { x, place in
      frame.position(x, -fit.bandHalfWidth(place))
    }
    canvas.path(upper + lower.reversed(), isClosed: true, .solid(.summary, opacity: 0.15))
    let line = zip(places, differences(fit)).map { frame.position($0, $1) }
    frame.clip(on: &canvas) { $0.path(line, .line(.ink, width: 1.25)) }
  }
}
