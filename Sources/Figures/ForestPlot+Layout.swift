import Documents
import Drawing
import SpecialFunctions

extension ForestPlot {
  /// Where the columns and rows of a page stand.
  package struct Layout {
    /// One half of the plot.
    struct Half {
      /// Left edge of the counts, whose right ends stand at `countsRight`.
      package var left: Double
      var countsRight: Double
      package var scale: FigureScale
      /// Right ends of the numbers.
      var valuesRight: Double

      var plotLeft: Double { scale.range.0 }
      var plotRight: Double { scale.range.1 }
    }

    package var width: Double
    var labelWidth: Double
    var halves: [Half]
    package var heading: FigureHeading
    package var rowHeight: Double
    var textSize: Double
    package var rows: Int
    var resultHeight: Double
    package var results: Int

    /// Baseline of the names of the two halves.
    var namesY: Double { heading.bottom + 11 }
    /// Upper edge of the first row.
    package var top: Double { namesY + 30 }
    /// Lower edge of the studies.
    var studiesBottom: Double { top + Double(rows) * rowHeight + 4 }
    /// Lower edge of the rows below them.
    package var bottom: Double { studiesBottom + Double(results) * resultHeight + 8 }
    var legendY: Double { bottom + 34 }
  }

  package static let margin = FigureHeading.margin
  static let textSize = 11.0
  private static let gap = 12.0
  static let countsHeadings = ["TP/(TP+FN)", "TN/(TN+FP)"]
  package static let notEstimated = "not estimated (prior only)"

  package static func value(_ value: IntervalEstimate) -> String {
    NumberText.withInterval(value.estimate, value.lower, value.upper, format: proportion)
  }

  /// Two decimals, three where two would claim certainty, never more: a column is no wider than that.
  package static func proportion(_ value: Double) -> String {
    guard value > 0, value < 1, min(value, 1 - value) < 0.005 else {
      return NumberText.fixed(value, decimals: 2)
    }
    if value < 0.0005 { return "<0.001" }
    return value > 0.9995 ? ">0.999" : NumberText.fixed(value, decimals: 3)
  }

  package func counts(_ arm: Arm) -> String {
    guard let counts = arm.counts else { return absent.study }
    return "\(NumberText.count(counts.correct))/\(NumberText.count(counts.total))"
  }

  /// The number beside a row: what was observed, or else what the model says.
  package static func value(_ arm: Arm) -> String {
    (arm.observed ?? arm.posterior).map { value($0) } ?? ""
  }

  /// The layout of a page.
  ///
  /// - Parameters:
  ///   - rows: studies on it.
  ///   - legend: its key.
  ///   - title: its title; nil for that of the plot.
  /// - Returns: where everything stands.
  package func layout(rows: Int, legend: FigureLegend, title: String? = nil) -> Layout {
    let width = min(max(self.width ?? 960, 680), 4000)
    let columns = columnWidths(textSize: Self.textSize)
    let numbers = columns.counts.reduce(0, +) + columns.values.reduce(0, +) + 6 * Self.gap
    let room = width - 2 * Self.margin - numbers
    // The plots get what numbers and labels leave, but at least 90 each where that is possible.
    let labelWidth = max(min(columns.labels, 220, room - 180), min(columns.labels, 70))
    let plotWidth = max((room - labelWidth) / 2, 30)
    var halves: [Layout.Half] = []
    var left = Self.margin + labelWidth + Self.gap
    let shown = SROCPlane.usable(range)
    for half in 0..<2 {
      let countsRight = left + columns.counts[half]
      let plotLeft = countsRight + Self.gap
      let valuesRight = plotLeft + plotWidth + Self.gap + columns.values[half]
      halves.append(
        Layout.Half(
          left: left, countsRight: countsRight,
          scale: FigureScale(
            domain: (shown.lowerBound, shown.upperBound), range: (plotLeft, plotLeft + plotWidth)),
          valuesRight: valuesRight))
      left = valuesRight + Self.gap
    }
    let needed = halves[1].valuesRight + Self.margin
    let actual = needed > width + 0.01 ? needed : width
    var layout = Layout(
      width: actual, labelWidth: labelWidth, halves: halves,
      heading: FigureHeading(title: title ?? self.title, subtitle: subtitle, width: actual),
      rowHeight: 0, textSize: Self.textSize, rows: rows, resultHeight: 24, results: results.count)
    let rest = layout.legendY + legend.height(width: layout.width - 2 * Self.margin) + 14
    let wanted = height.map { min($0, 20_000) - rest } ?? 1000
    layout.rowHeight = min(max(wanted / Double(max(rows, 1)), 17), height == nil ? 25 : 60)
    return layout
  }

  /// Room for labels, and for counts and values of both halves; the same on all pages.
  private func columnWidths(
    textSize: Double
  ) -> (labels: Double, counts: [Double], values: [Double]) {
    func widest(_ texts: [String], isBold: Bool = false) -> Double {
      texts.map { TextMetrics.width($0, size: textSize, isBold: isBold) }.max() ?? 0
    }
    let arms = [studies.map(\.sensitivity), studies.map(\.specificity)]
    let shown = allResults
    let summaries = [shown.map(\.sensitivity), shown.map(\.specificity)]
    let counts = (0..<2).map { half in
      max(
        widest(arms[half].map(self.counts)), widest([Self.countsHeadings[half]], isBold: true))
    }
    let values = (0..<2).map { half in
      max(
        widest(arms[half].map { Self.value($0) }),
        widest(
          summaries[half].compactMap { $0 }.map { Self.value($0) } + [valuesHeading], isBold: true))
    }
    // The rows below have no counts, so their labels may run on into that column.
    let labels = max(
      widest(studies.map(\.label)), widest(["Study"], isBold: true),
      widest(shown.map(\.label), isBold: true) - Self.gap - counts[0],
      widest(groups.map { "\($0.title) (\($0.size))" }, isBold: true) + 16 - Self.gap - counts[0])
    return (labels, counts, values)
  }

  var valuesHeading: String { "\(percent) interval" }
  package var percent: String {
    let isWhole = abs((level * 100).rounded() - level * 100) < 1e-9
    return NumberText.percent(level, decimals: isWhole ? 0 : 1)
  }
}
