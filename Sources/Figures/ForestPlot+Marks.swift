import Drawing
import SpecialFunctions

extension ForestPlot {
  static func drawObserved(
    _ value: IntervalEstimate, y: Double, scale: FigureScale, on canvas: inout SVGCanvas
  ) {
    drawInterval(value, y: y, scale: scale, .line(.ink), on: &canvas)
    guard isShown(value.estimate, scale) else { return }
    let x = scale(value.estimate)
    canvas.rectangle(x: x - 2.75, y: y - 2.75, width: 5.5, height: 5.5, .solid(.ink))
  }

  static func drawPosterior(
    _ value: IntervalEstimate, y: Double, scale: FigureScale, isDashed: Bool,
    on canvas: inout SVGCanvas
  ) {
    drawInterval(
      value, y: y, scale: scale, .line(.summary, width: 1.1, dashes: isDashed ? [3, 2.5] : []),
      on: &canvas)
    guard isShown(value.estimate, scale) else { return }
    canvas.ellipse(
      x: scale(value.estimate), y: y, radiusX: 2.3, radiusY: 2.3,
      isDashed ? SVGCanvas.Paint(fill: .paper, stroke: .summary, width: 1.1) : .solid(.summary))
  }

  /// A line between the ends; an arrow where an end lies outside.
  private static func drawInterval(
    _ value: IntervalEstimate, y: Double, scale: FigureScale, _ paint: SVGCanvas.Paint,
    on canvas: inout SVGCanvas
  ) {
    let (low, high) = (scale.domain.0, scale.domain.1)
    guard value.upper >= low, value.lower <= high else {
      let isRight = value.lower > high
      arrow(x: isRight ? scale.range.1 : scale.range.0, y: y, isRight: isRight, paint, on: &canvas)
      return
    }
    canvas.line(scale.clamped(value.lower), y, scale.clamped(value.upper), y, paint)
    if value.lower < low { arrow(x: scale.range.0, y: y, isRight: false, paint, on: &canvas) }
    if value.upper > high { arrow(x: scale.range.1, y: y, isRight: true, paint, on: &canvas) }
  }

  private static func arrow(
    x: Double, y: Double, isRight: Bool, _ paint: SVGCanvas.Paint, on canvas: inout SVGCanvas
  ) {
    let back = isRight ? x - 4 : x + 4
    canvas.path([(back, y - 2.5), (x, y), (back, y + 2.5)], .line(paint.stroke ?? .ink))
  }

  private static func isShown(_ value: Double, _ scale: FigureScale) -> Bool {
    value >= scale.domain.0 && value <= scale.domain.1
  }

  package static func draw(
    _ kind: Result.Kind, _ value: IntervalEstimate, y: Double, scale: FigureScale,
    on canvas: inout SVGCanvas
  ) {
    let (left, center, right) = (scale(value.lower), scale(value.estimate), scale(value.upper))
    switch kind {
    case .summary:
      canvas.path(
        [(left, y), (center, y - 6), (right, y), (center, y + 6)], isClosed: true,
        SVGCanvas.Paint(fill: .summary, stroke: .summary))
    case .prediction:
      canvas.rectangle(
        x: left, y: y - 3, width: right - left, height: 6, radius: 1,
        SVGCanvas.Paint(fill: .prediction, fillOpacity: 0.35, stroke: .prediction, width: 0.9))
      canvas.line(center, y - 5, center, y + 5, .line(.prediction, width: 1.6))
    }
  }
}
