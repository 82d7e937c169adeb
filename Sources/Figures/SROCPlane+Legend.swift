import Documents
import Drawing

extension SROCPlane {
  /// The key: what each mark and line stands for.
  ///
  /// - Parameter width: room for a label that comes from the data.
  /// - Returns: samples and notes.
  package func legend(width: Double) -> FigureLegend {
    var legend = FigureLegend()
    if groups.count > 1 { addGroups(to: &legend, width: width) }
    addStudies(to: &legend)
    if !links.isEmpty {
      legend.add("Tables of one study") {
        $0.line($1 - 13, $2 + 3, $1 + 13, $2 - 3, Self.link)
        for side in [-1.0, 1] {
          $0.mark(.circle, x: $1 + 13 * side, y: $2 - 3 * side, radius: 2.2, .solid(.muted))
        }
      }
    }
    addSummary(to: &legend)
    addCurve(to: &legend)
    let shown = FigureLegend.cut(comparisons.map { ($0.label, "") }, room: min(width, 300))
    for (index, comparison) in comparisons.enumerated() {
      let paint = Self.comparison(index)
      legend.add(shown[index], fullLabel: comparison.label) {
        $0.line($1 - 13, $2, $1 + 13, $2, paint.line)
        $0.mark(paint.mark, x: $1, y: $2, radius: 3.8, paint.inside)
      }
    }
    legend.add("No better than chance") { $0.line($1 - 13, $2, $1 + 13, $2, Self.chance) }
    legend.notes = notes
    if let outside = outsideNote { legend.notes.append(outside) }
    return legend
  }

  private func addGroups(to legend: inout FigureLegend, width: Double) {
    let labels = groups.map { (text: $0.label, suffix: " (\($0.size))") }
    let shown = FigureLegend.cut(labels, room: min(width, 300))
    for (index, group) in groups.enumerated() {
      let style = style(index)
      legend.add(shown[index], fullLabel: group.label + labels[index].suffix) {
        $0.line($1 - 15, $2, $1 + 15, $2, .line(style.curve, width: 1.5, dashes: style.dashes))
        $0.mark(
          style.mark, x: $1, y: $2, radius: 4.6,
          style.paint(.paper, isSolid: false))
      }
    }
  }

  /// Colour of a sample that stands for all groups.
  private func shared(_ color: FigureColor) -> FigureColor { groups.count > 1 ? .muted : color }

  private func addStudies(to legend: inout FigureLegend) {
    let studies = groups.flatMap(\.studies)
    let color = shared(.study)
    if studies.contains(where: { $0.sensitivity != nil && $0.specificity != nil }) {
      switch drawnMarks {
      case .crosshairs:
        legend.add("Study with \(percent(level)) intervals") {
          let paint = SVGCanvas.Paint.line(color, width: 0.9, opacity: 0.55)
          $0.line($1 - 13, $2, $1 + 13, $2, paint)
          $0.line($1, $2 - 7, $1, $2 + 7, paint)
          $0.mark(.circle, x: $1, y: $2, radius: 2.6, .solid(color))
        }
      case .circles:
        let sizes = keySizes
        let radii = sizes.map(radius)
        let numbers = sizes.map { NumberText.count($0) }.joined(separator: " and ")
        legend.add(sizes == [1] ? "Study" : "Study (\(numbers) people)") { canvas, x, y in
          let places = radii.count > 1 ? [x - 9, x + 4] : [x]
          for (place, radius) in zip(places, radii) {
            canvas.mark(
              .circle, x: place, y: y, radius: min(radius, 8.5),
              SVGCanvas.Paint(fill: color, fillOpacity: 0.25, stroke: color, width: 0.9))
          }
        }
      }
    }
    let noSpecificity = studies.count { $0.sensitivity != nil && $0.specificity == nil }
    if noSpecificity > 0 {
      legend.add("Sensitivity only (\(noSpecificity)), right edge") {
        $0.line($1 - 5, $2, $1 + 5, $2, Self.oneArm(color))
      }
    }
    let noSensitivity = studies.count { $0.sensitivity == nil && $0.specificity != nil }
    if noSensitivity > 0 {
      legend.add("Specificity only (\(noSensitivity)), upper edge") {
        $0.line($1, $2 - 5, $1, $2 + 5, Self.oneArm(color))
      }
    }
  }

  private func addSummary(to legend: inout FigureLegend) {
    if groups.count == 1, groups[0].summary != nil {
      let (paint, radius) = (summaryPaint(0), min(summaryRadius, 5))
      legend.add("Summary point") { $0.mark(.circle, x: $1, y: $2, radius: radius, paint) }
    }
    addRegions(.credible, "credible region", to: &legend)
    addRegions(.prediction, "prediction region", to: &legend)
    addRegions(.prior, "prior region", to: &legend)
  }

  private func addRegions(_ kind: Region.Kind, _ name: String, to legend: inout FigureLegend) {
    let levels = Set(groups.flatMap(\.regions).filter { $0.kind == kind }.map(\.level))
      .sorted(by: >)
    guard let highest = levels.first else { return }
    var style = style(0)
    if groups.count > 1 {
      (style.summary, style.prediction, style.dashes) = (.muted, .muted, [])
    }
    let paints = levels.prefix(2).map {
      paint(kind, style: style, isLargest: $0 == highest)
    }
    let shares = listed(levels)
    legend.add("\(shares) \(name)") { canvas, x, y in
      for (paint, scale) in zip(paints, [1.0, 0.5]) {
        canvas.ellipse(x: x, y: y, radiusX: 14 * scale, radiusY: 7 * scale, paint)
      }
    }
  }

  private func addCurve(to legend: inout FigureLegend) {
    let curves = groups.compactMap(\.curve)
    guard let curve = curves.first else { return }
    if groups.count == 1 {
      let width = curveWidth
      legend.add("SROC curve (observed range)") {
        $0.line($1 - 14, $2, $1 + 14, $2, .line(.curve, width: width))
      }
      let opacity = emphasis == .curve ? 0.16 : 0.1
      if !curve.nodes.isEmpty {
        legend.add("\(percent(level)) band; dots: whole curve") {
          $0.rectangle(
            x: $1 - 14, y: $2 - 4, width: 28, height: 8, .solid(.curve, opacity: opacity))
          for edge in [-6.5, 6.5] {
            $0.line(
              $1 - 14, $2 + edge, $1 + 14, $2 + edge, .line(.curve, width: 0.8, dashes: [1, 2.5]))
          }
        }
      }
    } else {
      legend.add("SROC curve of each level") {
        $0.line($1 - 14, $2, $1 + 14, $2, .line(.muted, width: 1.5))
      }
    }
    if curves.contains(where: { !$0.continuations.isEmpty }) {
      let (color, width) = (shared(.curve), curveWidth * 0.7)
      legend.add("Extrapolated: no study is there") {
        $0.line($1 - 14, $2, $1 + 14, $2, .line(color, width: width, dashes: [3, 4], opacity: 0.8))
      }
    }
  }

  /// `95 %`, or `95 and 50 %`.
  private func listed(_ levels: [Double]) -> String {
    guard let last = levels.last, levels.count > 1 else { return levels.map(percent).joined() }
    let others = levels.dropLast().map { percent($0).dropLast(2) }.joined(separator: ", ")
    return "\(others) and \(percent(last))"
  }

  private func percent(_ share: Double) -> String {
    let isWhole = abs((share * 100).rounded() - share * 100) < 1e-9
    return NumberText.percent(share, decimals: isWhole ? 0 : 1)
  }

  /// Says how many studies a zoomed plane leaves out.
  private var outsideNote: String? {
    let horizontal = Self.usable(specificityRange)
    let vertical = Self.usable(sensitivityRange)
    let count = groups.flatMap(\.studies).count { study in
      study.specificity.map { !horizontal.contains($0.estimate) } ?? false
        || study.sensitivity.map { !vertical.contains($0.estimate) } ?? false
    }
    guard count > 0 else { return nil }
    return count == 1
      ? "1 study lies outside these axes." : "\(count) studies lie outside these axes."
  }
}
