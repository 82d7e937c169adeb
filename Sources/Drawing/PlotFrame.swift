import Documents

/// A tick of an axis.
package struct AxisTick: Sendable, Equatable {
  /// Where it stands, in the axis' units.
  package var value: Double
  /// What is written there.
  package var text: String

  package init(value: Double, text: String) {
    (self.value, self.text) = (value, text)
  }
}

/// The rectangle that holds the data of a plot, with the scales of its two axes.
package struct PlotFrame: Sendable {
  /// Left edge.
  package var left: Double
  /// Upper edge.
  package var top: Double
  /// Width.
  package var width: Double
  /// Height.
  package var height: Double
  /// From numbers to horizontal positions.
  package var horizontal: FigureScale
  /// From numbers to vertical positions; larger numbers stand higher.
  package var vertical: FigureScale

  static let labelSize = 12.0
  package static let tickSize = 11.0
  /// How far a number may stand out beyond the end of a horizontal axis.
  private static let overhang = 16.5

  package init(
    left: Double, top: Double, width: Double, height: Double,
    x: (kind: FigureScale.Kind, domain: (Double, Double)),
    y: (kind: FigureScale.Kind, domain: (Double, Double))
  ) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
    horizontal = FigureScale(x.kind, domain: x.domain, range: (left, left + width))
    vertical = FigureScale(y.kind, domain: y.domain, range: (top + height, top))
  }

  package var right: Double { left + width }
  package var bottom: Double { top + height }

  /// Where a point of the data stands.
  package func position(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (horizontal(x), vertical(y))
  }

  /// Draws what belongs to the data; what is outside of the rectangle is not seen.
  package func clip(on canvas: inout SVGCanvas, _ draw: (inout SVGCanvas) -> Void) {
    canvas.clipped(x: left, y: top, width: width, height: height, draw)
  }

  /// Grid lines and numbers of the horizontal axis, with its label below.
  ///
  /// Numbers that would touch the one before them, or stand out far beyond the axis, are left out.
  package func drawHorizontalAxis(
    on canvas: inout SVGCanvas, ticks: [AxisTick], label: String = "", offset: Double = 0,
    hasGrid: Bool = true
  ) {
    var free = -Double.infinity
    for tick in ticks {
      let x = horizontal(tick.value)
      if hasGrid { canvas.line(x, top, x, bottom, .line(.grid, width: 0.75)) }
      canvas.line(x, bottom + offset, x, bottom + offset + 4, .line(.muted, width: 0.75))
      let half = TextMetrics.width(tick.text, size: Self.tickSize) / 2
      let overhang = max(left - (x - half), x + half - right)
      guard x - half >= free, overhang <= Self.overhang else { continue }
      canvas.text(
        tick.text, x: x, y: bottom + offset + 16, size: Self.tickSize, anchor: .middle,
        color: .muted)
      free = x + half + 4
    }
    canvas.line(left, bottom + offset, right, bottom + offset, .line(.muted, width: 0.75))
    canvas.text(
      label, x: left + width / 2, y: bottom + offset + 35, size: Self.labelSize, anchor: .middle)
  }

  /// Grid lines and numbers of the vertical axis; its label is turned and stands to the left.
  package func drawVerticalAxis(
    on canvas: inout SVGCanvas, ticks: [AxisTick], label: String = "", labelOffset: Double = 42
  ) {
    for tick in ticks {
      let y = vertical(tick.value)
      canvas.line(left, y, right, y, .line(.grid, width: 0.75))
      canvas.text(
        tick.text, x: left - 7, y: y + 4, size: Self.tickSize, anchor: .end, color: .muted)
    }
    canvas.text(
      label, x: left - labelOffset, y: top + height / 2, size: Self.labelSize, anchor: .middle,
      rotation: -90)
  }
}

extension FigureScale {
  /// Round numbers of a linear axis with as many decimals as their step needs.
  package func labelledTicks(about count: Int) -> [AxisTick] {
    let values = ticks(about: count)
    let decimals =
      (0...6).first { digits in
        values.allSatisfy {
          abs($0 - (Self.rounded($0, decimals: digits))) < 1e-9 * max(1, abs($0))
        }
      } ?? 6
    return values.map { AxisTick(value: $0, text: NumberText.fixed($0, decimals: decimals)) }
  }

  /// Ticks of an axis of what has been measured: whole ones where all values are whole, and years without
  /// groups of digits.
  ///
  /// - Parameters:
  ///   - count: about how many.
  ///   - values: what was measured.
  /// - Returns: the ticks.
  package func labelledTicks(about count: Int, of values: [Double]) -> [AxisTick] {
    guard !values.isEmpty, values.allSatisfy({ $0 == $0.rounded() }) else {
      return labelledTicks(about: count)
    }
    let areYears = values.allSatisfy { $0 >= 1500 && $0 < 2200 }
    let whole = [count, count - 1, count + 1, count - 2].lazy.map { ticks(about: $0) }.first {
      !$0.isEmpty && $0.allSatisfy { abs($0 - $0.rounded()) < 1e-9 }
    }
    return (whole ?? ticks(about: count).filter { abs($0 - $0.rounded()) < 1e-9 }).map {
      AxisTick(
        value: $0,
        text: areYears ? "\(Int($0.rounded()))" : NumberText.fixed($0, decimals: 0))
    }
  }

  private static func rounded(_ value: Double, decimals: Int) -> Double {
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    return (value * power).rounded() / power
  }
}
