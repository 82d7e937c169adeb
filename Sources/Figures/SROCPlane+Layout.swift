import Drawing

extension SROCPlane {
  /// Where the parts of the plane stand.
  package struct Layout {
    package var width: Double
    package var height: Double
    /// Left, upper edge and side of the square.
    package var left: Double
    package var top: Double
    var side: Double
    var legendX: Double
    var legendY: Double
    var legendWidth: Double
    package var horizontal: FigureScale
    package var vertical: FigureScale
    package var heading: FigureHeading

    package var right: Double { left + side }
    package var bottom: Double { top + side }

    /// Whether a place is in sight.
    func shows(_ point: Point) -> Bool {
      let (x, y) = (horizontal(point.specificity), vertical(point.sensitivity))
      let slack = 1e-6
      return x >= left - slack && x <= right + slack && y >= top - slack && y <= bottom + slack
    }

    package func place(_ point: Point) -> (x: Double, y: Double) {
      (horizontal(point.specificity), vertical(point.sensitivity))
    }
  }

  private static let marginLeft = 62.0
  private static let marginRight = 28.0
  /// Tick labels and the name of the axis.
  private static let axisHeight = 54.0
  private static let smallestSide = 160.0

  /// The key stands below; beside the plane where width and height leave room there.
  package func layout(legend: FigureLegend) -> Layout {
    let width = min(max(self.width ?? 560, 320), 4000)
    let heading = FigureHeading(title: title, subtitle: subtitle, width: width)
    let top = heading.bottom + 5
    let edges = Self.marginLeft + Self.marginRight

    if let height, height >= 320, width / height > 1.15 {
      let side = min(height - top - Self.axisHeight, width - edges - 220)
      let legendX = Self.marginLeft + side + Self.marginRight + 8
      let legendWidth = width - legendX - 16
      let needed = top + legend.height(width: legendWidth) + 12
      if side >= Self.smallestSide, needed <= height {
        return Layout(
          width: width, height: min(height, 4000), left: Self.marginLeft, top: top, side: side,
          legendX: legendX, legendY: top, legendWidth: legendWidth,
          horizontal: horizontal(left: Self.marginLeft, side: side),
          vertical: vertical(top: top, side: side), heading: heading)
      }
    }
    let legendWidth = width - 40
    let around = top + Self.axisHeight + legend.height(width: legendWidth) + 16
    var side = width - edges
    if let height { side = max(min(side, height - around), Self.smallestSide) }
    let left = Self.marginLeft + (width - edges - side) / 2
    return Layout(
      width: width, height: max(around + side, min(height ?? 0, 4000)), left: left, top: top,
      side: side, legendX: 20, legendY: top + side + Self.axisHeight, legendWidth: legendWidth,
      horizontal: horizontal(left: left, side: side), vertical: vertical(top: top, side: side),
      heading: heading)
  }

  private func horizontal(left: Double, side: Double) -> FigureScale {
    let shown = Self.usable(specificityRange)
    return FigureScale(
      domain: (shown.upperBound, shown.lowerBound), range: (left, left + side))
  }

  private func vertical(top: Double, side: Double) -> FigureScale {
    let shown = Self.usable(sensitivityRange)
    return FigureScale(
      domain: (shown.lowerBound, shown.upperBound), range: (top + side, top))
  }

  /// The part of a range that lies in [0, 1]; all of [0, 1] where that is next to nothing.
  package static func usable(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let (low, high) = (max(range.lowerBound, 0), min(range.upperBound, 1))
    return high - low >= 1e-3 ? low...high : 0...1
  }
}
