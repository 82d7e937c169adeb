import Documents
import Drawing
import SpecialFunctions

extension SROCPlane {
  /// Draws the plane.
  ///
  /// - Returns: the figure.
  public func figure() -> Figure {
    let legend = legend(width: min(max(width ?? 560, 320), 4000) - 40)
    let layout = layout(legend: legend)
    var canvas = SVGCanvas(name: name, width: layout.width, height: layout.height)
    layout.heading.draw(on: &canvas)
    drawAxes(layout, on: &canvas)
    canvas.clipped(x: layout.left, y: layout.top, width: layout.side, height: layout.side) {
      drawChance(layout, on: &$0)
      drawLinks(layout, on: &$0)
      if emphasis != .curve { drawCurves(layout, on: &$0) }
      drawRegions(layout, on: &$0)
      if drawnMarks == .crosshairs { drawCrosshairs(layout, on: &$0) }
      if emphasis == .curve { drawCurves(layout, on: &$0) }
    }
    drawStudies(layout, on: &canvas)
    drawComparisons(layout, on: &canvas)
    drawSummaries(layout, on: &canvas)
    drawFrame(layout, on: &canvas)
    legend.draw(on: &canvas, x: layout.legendX, y: layout.legendY, width: layout.legendWidth)
    return canvas.figure(title: title, description: description)
  }

  private func drawAxes(_ layout: Layout, on canvas: inout SVGCanvas) {
    let count = layout.side < 260 ? 3 : 5
    for tick in ProportionAxis(layout.horizontal, about: count).ticks {
      let x = layout.horizontal(tick.value)
      canvas.line(x, layout.top, x, layout.bottom, .line(.grid))
      canvas.line(x, layout.bottom, x, layout.bottom + 4, .line(.muted))
      canvas.text(
        tick.label, x: x, y: layout.bottom + 17, size: 11, anchor: .middle, color: .muted)
    }
    for tick in ProportionAxis(layout.vertical, about: count).ticks {
      let y = layout.vertical(tick.value)
      canvas.line(layout.left, y, layout.right, y, .line(.grid))
      canvas.line(layout.left - 4, y, layout.left, y, .line(.muted))
      canvas.text(
        tick.label, x: layout.left - 8, y: y + 4, size: 11, anchor: .end, color: .muted)
    }
    canvas.text(
      "Specificity", x: layout.left + layout.side / 2, y: layout.bottom + 36, anchor: .middle)
    canvas.text(
      "Sensitivity", x: layout.left - 42, y: layout.top + layout.side / 2, anchor: .middle,
      rotation: -90)
  }

  private func drawFrame(_ layout: Layout, on canvas: inout SVGCanvas) {
    canvas.rectangle(
      x: layout.left, y: layout.top, width: layout.side, height: layout.side, .line(.muted))
  }

  package static let chance = SVGCanvas.Paint.line(.muted, width: 0.8, dashes: [1, 3])

  private func drawChance(_ layout: Layout, on canvas: inout SVGCanvas) {
    let ends = [Point(specificity: 1, sensitivity: 0), Point(specificity: 0, sensitivity: 1)]
    canvas.path(ends.map(layout.place), Self.chance)
  }

  package static let link = SVGCanvas.Paint.line(.muted, width: 0.8, opacity: 0.6)

  private func drawLinks(_ layout: Layout, on canvas: inout SVGCanvas) {
    for points in links { canvas.path(points.map(layout.place), Self.link) }
  }

  private func drawCurves(_ layout: Layout, on canvas: inout SVGCanvas) {
    for (index, group) in groups.enumerated() {
      guard let curve = group.curve else { continue }
      let style = style(index)
      let nodes = curve.nodes
      func line(_ height: (Curve.Node) -> Double) -> [(x: Double, y: Double)] {
        nodes.map { layout.place(Point(specificity: $0.specificity, sensitivity: height($0))) }
      }
      if groups.count == 1 {
        canvas.path(
          line { $0.pointwise.upper } + line { $0.pointwise.lower }.reversed(), isClosed: true,
          .solid(style.curve, opacity: emphasis == .curve ? 0.16 : 0.1))
        let edge = SVGCanvas.Paint.line(style.curve, width: 0.8, dashes: [1, 2.5])
        canvas.path(line(\.simultaneousLower), edge)
        canvas.path(line(\.simultaneousUpper), edge)
      }
      for continuation in curve.continuations {
        canvas.path(
          continuation.map(layout.place),
          .line(style.curve, width: curveWidth * 0.7, dashes: [3, 4], opacity: 0.8))
      }
      canvas.path(
        line(\.pointwise.estimate), .line(style.curve, width: curveWidth, dashes: style.dashes))
    }
  }

  private func drawRegions(_ layout: Layout, on canvas: inout SVGCanvas) {
    // All large regions before all small ones, so that none hides another's outline.
    let all = groups.enumerated().flatMap { index, group in group.regions.map { (index, $0) } }
    for kind in [Region.Kind.prior, .prediction, .credible] {
      for (index, region) in all where region.kind == kind {
        let largest = groups[index].regions.filter { $0.kind == kind }.map(\.level).max()
        var paint = paint(kind, style: style(index), isLargest: region.level == largest)
        if region.outlines.count > 1 { paint.fill = nil }
        for outline in region.outlines {
          canvas.path(outline.map(layout.place), isClosed: true, paint)
        }
      }
    }
  }

  private func drawCrosshairs(_ layout: Layout, on canvas: inout SVGCanvas) {
    for (index, group) in groups.enumerated() {
      let paint = SVGCanvas.Paint.line(style(index).studies, width: 0.9, opacity: 0.55)
      for study in group.studies {
        guard let vertical = study.sensitivity, let horizontal = study.specificity else { continue }
        let center = layout.place(
          Point(specificity: horizontal.estimate, sensitivity: vertical.estimate))
        canvas.line(
          layout.horizontal(horizontal.lower), center.y, layout.horizontal(horizontal.upper),
          center.y, paint)
        canvas.line(
          center.x, layout.vertical(vertical.lower), center.x, layout.vertical(vertical.upper),
          paint)
      }
    }
  }

  private func drawStudies(_ layout: Layout, on canvas: inout SVGCanvas) {
    let isSingle = groups.count == 1
    for (index, group) in groups.enumerated() {
      let style = style(index)
      for study in group.studies {
        canvas.explained(tooltip(study, group: group)) { canvas in
          switch (study.specificity, study.sensitivity) {
          case (let horizontal?, let vertical?):
            let point = Point(specificity: horizontal.estimate, sensitivity: vertical.estimate)
            guard layout.shows(point) else { return }
            let place = layout.place(point)
            switch drawnMarks {
            case .crosshairs:
              canvas.mark(.circle, x: place.x, y: place.y, radius: 2.6, .solid(style.studies))
            case .circles:
              canvas.mark(
                style.mark, x: place.x, y: place.y,
                radius: radius(participants: study.participants),
                SVGCanvas.Paint(
                  fill: style.studies, fillOpacity: isSingle ? 0.25 : 0.15, stroke: style.studies,
                  width: 0.9, strokeOpacity: isSingle ? 0.9 : isCrowded ? 0.4 : 0.6))
            }
          case (nil, let vertical?):
            let y = layout.vertical(vertical.estimate)
            guard y >= layout.top - 1e-6, y <= layout.bottom + 1e-6 else { return }
            canvas.line(
              layout.right + 2, y, layout.right + 11, y, Self.oneArm(style.studies))
          case (let horizontal?, nil):
            let x = layout.horizontal(horizontal.estimate)
            guard x >= layout.left - 1e-6, x <= layout.right + 1e-6 else { return }
            canvas.line(x, layout.top - 11, x, layout.top - 2, Self.oneArm(style.studies))
          case (nil, nil): return
          }
        }
      }
    }
  }

  package static func oneArm(_ color: FigureColor) -> SVGCanvas.Paint {
    .line(color, width: 1.6, opacity: 0.85)
  }

  private func tooltip(_ study: Study, group: Group) -> String {
    func text(_ name: String, _ value: IntervalEstimate?) -> String {
      guard let value else { return "\(name) not observed" }
      return "\(name) "
        + NumberText.withInterval(value.estimate, value.lower, value.upper) {
          NumberText.proportion($0, decimals: 2)
        }
    }
    let suffix = groups.count > 1 ? " [\(group.label)]" : ""
    return "\(study.label)\(suffix): \(text("sensitivity", study.sensitivity)), "
      + "\(text("specificity", study.specificity)), "
      + "\(NumberText.count(study.participants)) participants"
  }

  private func drawComparisons(_ layout: Layout, on canvas: inout SVGCanvas) {
    for (index, comparison) in comparisons.enumerated() {
      let (horizontal, vertical) = (comparison.specificity, comparison.sensitivity)
      let point = Point(specificity: horizontal.estimate, sensitivity: vertical.estimate)
      let place = layout.place(point)
      let paint = Self.comparison(index)
      canvas.clipped(x: layout.left, y: layout.top, width: layout.side, height: layout.side) {
        guard comparison.outline.isEmpty else {
          $0.path(comparison.outline.map(layout.place), isClosed: true, paint.line)
          return
        }
        $0.line(
          layout.horizontal(horizontal.lower), place.y, layout.horizontal(horizontal.upper),
          place.y, paint.line)
        $0.line(
          place.x, layout.vertical(vertical.lower), place.x, layout.vertical(vertical.upper),
          paint.line)
      }
      guard layout.shows(point) else { continue }
      canvas.mark(paint.mark, x: place.x, y: place.y, radius: 4.2, paint.inside)
    }
  }

  /// Hollow marks, so that nobody takes a value from elsewhere for a result of the fit.
  package static func comparison(
    _ index: Int
  ) -> (mark: PlotMark, line: SVGCanvas.Paint, inside: SVGCanvas.Paint) {
    let marks: [PlotMark] = [.diamond, .square, .triangle, .wedge, .cross]
    return (
      marks[index % marks.count], .line(.frequentist, width: 1.1, dashes: [4, 2, 1, 2]),
      SVGCanvas.Paint(fill: .paper, stroke: .frequentist, width: 1.4)
    )
  }

  private func drawSummaries(_ layout: Layout, on canvas: inout SVGCanvas) {
    for (index, group) in groups.enumerated() {
      guard let summary = group.summary, layout.shows(summary) else { continue }
      let place = layout.place(summary)
      canvas.mark(
        style(index).mark, x: place.x, y: place.y, radius: summaryRadius, summaryPaint(index))
    }
  }

  /// Hollow where the curve is the summary.
  func summaryPaint(_ index: Int) -> SVGCanvas.Paint {
    let style = style(index)
    return emphasis == .curve && groups.count == 1
      ? SVGCanvas.Paint(fill: .paper, stroke: style.summary, width: 1.5)
      : style.paint(.paper, isSolid: false)
  }
}
