import Drawing

extension ForestPlot {
  /// The names of all studies as they fit into their column, on all pages alike.
  var shownLabels: [String] {
    TextMetrics.fitted(
      names: studies.map(\.label), room: layout(rows: 1, legend: FigureLegend()).labelWidth,
      size: Self.textSize)
  }

  /// Draws one page.
  ///
  /// - Parameters:
  ///   - index: of the page.
  ///   - labels: what to show for each study of the plot.
  /// - Returns: the page.
  package func page(at index: Int, labels: [String]) -> Figure {
    let (pages, rows) = (pages, pagesOfRows[index])
    let legend = legend
    let isWhole = pages.count == 1
    let title = isWhole ? title : "\(title) (page \(index + 1) of \(pages.count))"
    let layout = layout(rows: rows.count, legend: legend, title: title)
    let keyWidth = layout.width - 2 * Self.margin
    let height = layout.legendY + legend.height(width: keyWidth) + 14
    let name = index == 0 ? name : "\(name)-\(index + 1)"
    var canvas = SVGCanvas(name: name, width: layout.width, height: height)
    layout.heading.draw(on: &canvas)
    drawColumns(layout, on: &canvas)
    drawGroupLines(rows, layout, on: &canvas)
    for (place, row) in rows.enumerated() {
      let y = layout.top + (Double(place) + 0.5) * layout.rowHeight
      switch row {
      case .heading(let group):
        drawHeading(group, of: rows, y: y, layout, on: &canvas)
      case .study(let study):
        draw(studies[study], label: labels[study], y: y, layout, on: &canvas)
      case .result(let group, let result):
        draw(groups[group].results[result], y: y, layout, on: &canvas)
      }
    }
    for (row, result) in results.enumerated() {
      let y = layout.studiesBottom + 4 + (Double(row) + 0.5) * layout.resultHeight
      draw(result, y: y, layout, on: &canvas)
    }
    legend.draw(on: &canvas, x: Self.margin, y: layout.legendY, width: keyWidth)
    let part =
      isWhole
      ? ""
      : " This page shows studies \(pages[index].lowerBound + 1) to \(pages[index].upperBound)."
    return canvas.figure(title: title, description: description + part)
  }

  private func drawColumns(_ layout: Layout, on canvas: inout SVGCanvas) {
    let size = layout.textSize
    let columnsY = layout.namesY + 19
    canvas.text("Study", x: Self.margin, y: columnsY, size: size, isBold: true)
    for (index, half) in layout.halves.enumerated() {
      canvas.text(
        ["Sensitivity", "Specificity"][index], x: (half.plotLeft + half.plotRight) / 2,
        y: layout.namesY, size: 12, anchor: .middle, isBold: true)
      canvas.text(
        Self.countsHeadings[index], x: half.countsRight, y: columnsY, size: size, anchor: .end,
        isBold: true)
      canvas.text(
        valuesHeading, x: half.valuesRight, y: columnsY, size: size, anchor: .end, isBold: true)
      drawAxis(half, layout, on: &canvas)
    }
    let rule = SVGCanvas.Paint.line(.muted, width: 0.8)
    let right = layout.width - Self.margin
    canvas.line(Self.margin, layout.top - 4, right, layout.top - 4, rule)
    canvas.line(Self.margin, layout.studiesBottom, right, layout.studiesBottom, .line(.grid))
    canvas.line(Self.margin, layout.bottom, right, layout.bottom, rule)
  }

  private func drawAxis(_ half: Layout.Half, _ layout: Layout, on canvas: inout SVGCanvas) {
    let count = half.plotRight - half.plotLeft < 150 ? 2 : 5
    for tick in ProportionAxis(half.scale, about: count).ticks {
      let x = half.scale(tick.value)
      canvas.line(x, layout.top - 4, x, layout.bottom, .line(.grid))
      canvas.line(x, layout.bottom, x, layout.bottom + 4, .line(.muted))
      canvas.text(
        tick.label, x: x, y: layout.bottom + 16, size: 11, anchor: .middle, color: .muted)
    }
    if let summary = results.first(where: { $0.kind == .summary }) {
      let isFirst = half.left == layout.halves[0].left
      guard let value = (isFirst ? summary.sensitivity : summary.specificity)?.estimate,
        SROCPlane.usable(range).contains(value)
      else { return }
      let x = half.scale(value)
      canvas.line(
        x, layout.top - 4, x, layout.bottom,
        .line(.summary, width: 0.8, dashes: [3, 3], opacity: 0.7))
    }
  }

  /// The heading of a group with the mark that it has in the SROC plane.
  private func drawHeading(
    _ group: Int, of rows: [Row], y: Double, _ layout: Layout, on canvas: inout SVGCanvas
  ) {
    let style = SROCPlane.groupStyle(group)
    canvas.mark(
      style.mark, x: Self.margin + 5, y: y, radius: 4.2, style.paint(.summary, isSolid: true))
    let isContinued = !rows.contains {
      if case .study(let place) = $0 { place == groups[group].studies.lowerBound } else { false }
    }
    let suffix = " (\(groups[group].size)\(isContinued ? ", continued" : ""))"
    let title = groups[group].title + suffix
    let shown = TextMetrics.fitted(
      title, room: layout.halves[0].countsRight - Self.margin - 16, size: layout.textSize,
      isBold: true)
    canvas.text(
      shown, x: Self.margin + 16, y: y + 4, size: layout.textSize, isBold: true, fullText: title)
  }

  /// The summary of each group as a line through its studies.
  private func drawGroupLines(_ rows: [Row], _ layout: Layout, on canvas: inout SVGCanvas) {
    for (number, group) in groups.enumerated() {
      let own = rows.indices.filter { index in
        switch rows[index] {
        case .heading: false
        case .study(let place): group.studies.contains(place)
        case .result(let other, _): other == number
        }
      }
      guard let first = own.first, let last = own.last,
        let summary = group.results.first(where: { $0.kind == .summary })
      else { continue }
      for (half, value) in zip(layout.halves, [summary.sensitivity, summary.specificity]) {
        guard let value, SROCPlane.usable(range).contains(value.estimate) else { continue }
        let x = half.scale(value.estimate)
        canvas.line(
          x, layout.top + Double(first) * layout.rowHeight, x,
          layout.top + Double(last + 1) * layout.rowHeight,
          .line(.summary, width: 0.8, dashes: [3, 3], opacity: 0.7))
      }
    }
  }

  private func draw(
    _ study: Study, label: String, y: Double, _ layout: Layout, on canvas: inout SVGCanvas
  ) {
    let size = layout.textSize
    canvas.text(label, x: Self.margin, y: y + 4, size: size, fullText: study.label)
    for (half, arm) in zip(layout.halves, [study.sensitivity, study.specificity]) {
      let isMissing = arm.observed == nil
      canvas.text(
        counts(arm), x: half.countsRight, y: y + 4, size: size, anchor: .end,
        color: isMissing ? .muted : .ink)
      canvas.text(
        Self.value(arm), x: half.valuesRight, y: y + 4, size: size, anchor: .end,
        color: isMissing ? .summary : .ink)
      canvas.explained(tooltip(study.label, arm)) {
        if let observed = arm.observed {
          let apart = arm.posterior == nil ? 0 : min(layout.rowHeight * 0.16, 4)
          Self.drawObserved(observed, y: y - apart, scale: half.scale, on: &$0)
          if let posterior = arm.posterior {
            Self.drawPosterior(
              posterior, y: y + apart, scale: half.scale, isDashed: false, on: &$0)
          }
        } else if let posterior = arm.posterior {
          Self.drawPosterior(posterior, y: y, scale: half.scale, isDashed: true, on: &$0)
        }
      }
    }
  }

  private func tooltip(_ label: String, _ arm: Arm) -> String {
    let observed = arm.observed.map { "observed \(Self.value($0))" } ?? absent.study
    let posterior = arm.posterior.map { "; with the other studies \(Self.value($0))" } ?? ""
    return "\(label): \(observed)\(posterior)"
  }

  private func draw(_ result: Result, y: Double, _ layout: Layout, on canvas: inout SVGCanvas) {
    let size = layout.textSize
    let color: FigureColor = result.kind == .summary ? .summary : .prediction
    let label = TextMetrics.fitted(
      result.label, room: layout.halves[0].countsRight - Self.margin,
      size: size, isBold: true)
    canvas.text(
      label, x: Self.margin, y: y + 4, size: size, isBold: true, fullText: result.label)
    for (half, value) in zip(layout.halves, [result.sensitivity, result.specificity]) {
      guard let value else {
        // It runs on into the empty plot.
        canvas.text(
          absent.result, x: half.valuesRight, y: y + 4, size: size, anchor: .end,
          color: .muted)
        continue
      }
      canvas.text(
        Self.value(value), x: half.valuesRight, y: y + 4, size: size, anchor: .end, color: color,
        isBold: true)
      canvas.clipped(
        x: half.plotLeft - 1, y: y - 10, width: half.plotRight - half.plotLeft + 2, height: 20
      ) {
        Self.draw(result.kind, value, y: y, scale: half.scale, on: &$0)
      }
    }
  }
}
