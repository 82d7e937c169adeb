import CMath
import Documents
import Drawing
import SpecialFunctions

/// Fagan's nomogram: from the probability of disease before the test, through the likelihood ratio of
/// the result, to the probability after it.
///
/// The axes are parallel. With the left one at height `-logit(pre)`, the right one at `logit(post)` and
/// the middle one at `log(LR) / 2`, Bayes' rule `logit(post) = logit(pre) + log(LR)` is a straight line.
/// Source: Fagan (1975), "Nomogram for Bayes's theorem", New England Journal of Medicine 293, 257.
public struct Nomogram: Sendable {
  /// What one result of the test does.
  public struct Result: Sendable {
    /// For example `Positive result`.
    public var label: String
    /// Name of the likelihood ratio, as `LR+`.
    public var ratioLabel: String
    /// Likelihood ratio of the result, positive.
    public var likelihoodRatio: IntervalEstimate
    /// Probability of disease after the result.
    public var postTest: IntervalEstimate
    /// The same in a new setting; nil where it is not shown.
    public var newSetting: IntervalEstimate?
    /// Lengths of dashes and gaps of the line; empty for a solid one.
    public var dashes: [Double]

    /// A result.
    ///
    /// - Parameters:
    ///   - label: for example `Positive result`.
    ///   - ratioLabel: name of the likelihood ratio.
    ///   - likelihoodRatio: of the result, positive.
    ///   - postTest: probability after it.
    ///   - newSetting: the same in a new setting.
    ///   - dashes: of the line.
    public init(
      label: String, ratioLabel: String, likelihoodRatio: IntervalEstimate,
      postTest: IntervalEstimate, newSetting: IntervalEstimate?, dashes: [Double] = []
    ) {
      (self.label, self.ratioLabel, self.dashes) = (label, ratioLabel, dashes)
      (self.likelihoodRatio, self.postTest) = (likelihoodRatio, postTest)
      self.newSetting = newSetting
    }
  }

  /// Name of the figure.
  public var name = "nomogram"
  /// Title.
  public var title: String
  /// The data, below the title; may be empty.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description: String
  /// Probability of disease before the test, in (0, 1).
  public var preTest: Double
  /// What that probability is, as `Prevalence 10 %`.
  public var preTestLabel: String
  /// The results, the one that raises the probability first.
  public var results: [Result]
  /// Sentences below.
  public var notes: [String] = []
  /// Width in CSS pixels, at least 480.
  public var width = 660.0
  /// Height in CSS pixels, at least 420.
  public var height = 690.0

  /// A nomogram.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - description: the main numbers in sentences.
  ///   - preTest: probability of disease before the test, in (0, 1).
  ///   - preTestLabel: what that probability is.
  ///   - results: the test's results.
  public init(
    title: String, description: String, preTest: Double, preTestLabel: String, results: [Result]
  ) {
    (self.title, self.description) = (title, description)
    (self.preTest, self.preTestLabel, self.results) = (preTest, preTestLabel, results)
  }

  private static let margin = FigureHeading.margin
  private static let headings = 44.0
  private static let textRoom = 172.0

  /// Where everything stands.
  private struct Layout {
    var left: Double
    var middle: Double
    var right: Double
    var top: Double
    var bottom: Double
    /// Logits at the ends of the outer axes are plus and minus this.
    var reach: Double

    var center: Double { (top + bottom) / 2 }
    private var unit: Double { (bottom - top) / (2 * reach) }
    func preTest(_ logit: Double) -> Double { center + unit * logit }
    func postTest(_ logit: Double) -> Double { center - unit * logit }
    func logRatio(_ value: Double) -> Double { center - unit * value / 2 }
  }

  /// The drawing.
  public func figure() -> Figure {
    let (width, height) = (max(width, 480), max(height, 420))
    let heading = FigureHeading(title: title, subtitle: subtitle, width: width)
    var canvas = SVGCanvas(name: name, width: width, height: height)
    heading.draw(on: &canvas)
    let noteLines = notes.flatMap {
      TextMetrics.lines($0, room: width - 2 * Self.margin, size: 11)
    }
    let notesHeight = noteLines.isEmpty ? 0 : 14 * Double(noteLines.count) + 8
    let left = Self.margin + 60
    let right = width - Self.margin - Self.textRoom - 48
    let layout = Layout(
      left: left, middle: (left + right) / 2, right: right,
      top: heading.bottom + Self.headings, bottom: height - 24 - notesHeight,
      reach: reach)
    for result in results.reversed() { drawWedge(result, layout, on: &canvas) }
    drawAxes(layout, on: &canvas)
    for result in results.reversed() { drawLine(result, layout, on: &canvas) }
    canvas.ellipse(
      x: layout.left, y: layout.preTest(logit(preTest)), radiusX: 4.5, radiusY: 4.5,
      SVGCanvas.Paint(fill: .ink, stroke: .paper, width: 1.2))
    drawTexts(layout, on: &canvas)
    for (index, line) in noteLines.enumerated() {
      canvas.text(
        line, x: Self.margin, y: height - notesHeight + 6 + 14 * Double(index), size: 11,
        color: .muted)
    }
    return canvas.figure(title: title, description: description)
  }

  /// The outer axes reach from 0.1 % to 99.9 %, further for a rarer disease, and as far as 0.01 % to
  /// hold the ends of the lines.
  private var reach: Double {
    let ends = results.map { min(abs(logit($0.postTest.estimate)), logit(0.9999)) }
    return max(logit(0.999), abs(logit(preTest)) + 1.5, ends.max() ?? 0)
  }

  private func drawWedge(_ result: Result, _ layout: Layout, on canvas: inout SVGCanvas) {
    let start = (x: layout.left, y: layout.preTest(logit(preTest)))
    let ends = [result.postTest.lower, result.postTest.upper].map {
      (x: layout.right, y: layout.postTest(logit($0)))
    }
    clip(layout, on: &canvas) { canvas in
      canvas.path([start] + ends, isClosed: true, .solid(.summary, opacity: 0.16))
    }
  }

  private func drawLine(_ result: Result, _ layout: Layout, on canvas: inout SVGCanvas) {
    let post = logit(result.postTest.estimate)
    let start = (x: layout.left, y: layout.preTest(logit(preTest)))
    let end = (x: layout.right, y: layout.postTest(post))
    clip(layout, on: &canvas) { canvas in
      canvas.path([start, end], .line(.summary, width: 1.8, dashes: result.dashes))
    }
    let dot = SVGCanvas.Paint(fill: .summary, stroke: .paper, width: 1.2)
    for (x, y) in [
      (layout.middle, layout.logRatio(log(result.likelihoodRatio.estimate))),
      (layout.right, end.y),
    ] where y >= layout.top && y <= layout.bottom {
      canvas.ellipse(x: x, y: y, radiusX: 4, radiusY: 4, dot)
    }
  }

  private func clip(
    _ layout: Layout, on canvas: inout SVGCanvas, _ draw: (inout SVGCanvas) -> Void
  ) {
    canvas.clipped(
      x: layout.left, y: layout.top, width: layout.right - layout.left,
      height: layout.bottom - layout.top, draw)
  }

  private func drawAxes(_ layout: Layout, on canvas: inout SVGCanvas) {
    for x in [layout.left, layout.middle, layout.right] {
      canvas.line(x, layout.top, x, layout.bottom, .line(.muted))
    }
    let percents: [(String, Double)] = [
      "50", "10", "90", "1", "99", "0.1", "99.9", "20", "80", "5", "95", "2", "98", "30", "70",
      "0.5", "99.5", "40", "60", "0.2", "99.8", "0.01", "99.99", "0.05", "99.95", "0.001",
      "99.999",
    ].compactMap { text in Double(text).map { (text, logit($0 / 100)) } }
    let left = percents.map { (text: $0.0, y: layout.preTest($0.1)) }
    ticks(left, x: layout.left, side: -1, layout, on: &canvas)
    let right = percents.map { (text: $0.0, y: layout.postTest($0.1)) }
    ticks(right, x: layout.right, side: 1, layout, on: &canvas)
    let ratios = [
      "1", "10", "0.1", "100", "0.01", "1000", "0.001", "5", "0.2", "2", "0.5", "20", "0.05", "50",
      "0.02", "200", "0.005", "500", "0.002",
    ].compactMap { text in Double(text).map { (text: text, y: layout.logRatio(log($0))) } }
    ticks(ratios, x: layout.middle, side: -1, layout, on: &canvas)
    for (x, lines) in [
      (layout.left, ["Before the", "test, %"]), (layout.middle, ["Likelihood", "ratio"]),
      (layout.right, ["After the", "test, %"]),
    ] {
      for (index, line) in lines.enumerated() {
        canvas.text(
          line, x: x, y: layout.top - 26 + 14 * Double(index), size: 12, anchor: .middle)
      }
    }
  }

  /// Ticks in the order of their importance; a label that would touch one before it is left out.
  private func ticks(
    _ ticks: [(text: String, y: Double)], x: Double, side: Double, _ layout: Layout,
    on canvas: inout SVGCanvas
  ) {
    var taken: [Double] = []
    for tick in ticks where tick.y >= layout.top - 0.01 && tick.y <= layout.bottom + 0.01 {
      canvas.line(x, tick.y, x + 4 * side, tick.y, .line(.muted, width: 0.75))
      guard taken.allSatisfy({ abs($0 - tick.y) >= 13 }) else { continue }
      taken.append(tick.y)
      canvas.text(
        tick.text, x: x + 8 * side, y: tick.y + 4, size: 11, anchor: side < 0 ? .end : .start,
        color: .muted)
    }
  }

  /// The numbers beside the right axis, each block near the end of its line.
  private func drawTexts(_ layout: Layout, on canvas: inout SVGCanvas) {
    let x = layout.right + 48
    let room = Self.textRoom
    let blocks = results.map { texts(of: $0) }
    let height = blocks.map { 15 * Double($0.count) }.max() ?? 0
    let label = TextMetrics.lines(preTestLabel, room: room - 14, size: 12, isBold: true)
    var tops = results.map { result -> Double in
      let y = layout.postTest(logit(result.postTest.estimate))
      return min(max(y - height / 2, layout.top), layout.bottom - height)
    }
    // Results are sorted from high to low; where two blocks would touch, both give way.
    for index in tops.indices.dropFirst() {
      let missing = tops[index - 1] + height + 14 - tops[index]
      guard missing > 0 else { continue }
      tops[index - 1] = max(layout.top, tops[index - 1] - missing / 2)
      tops[index] = max(tops[index], tops[index - 1] + height + 14)
    }
    var lowest = layout.bottom - height
    for index in tops.indices.reversed() {
      tops[index] = min(tops[index], lowest)
      lowest = tops[index] - height - 14
    }
    for (block, top) in zip(blocks, tops) {
      for (line, entry) in block.enumerated() {
        let shown = TextMetrics.fitted(entry.text, room: room, size: 12, isBold: entry.isBold)
        canvas.text(
          shown, x: x, y: top + 12 + 15 * Double(line), size: entry.isBold ? 12 : 11,
          color: entry.color, isBold: entry.isBold, fullText: entry.text)
      }
    }
    for (index, line) in label.enumerated() {
      canvas.text(
        line, x: x, y: layout.top - 26 + 14 * Double(index), size: 12, isBold: true)
    }
  }

  private func texts(of result: Result) -> [(text: String, color: FigureColor, isBold: Bool)] {
    var lines: [(String, FigureColor, Bool)] = [
      (result.label, .ink, true), (result.postTest.percentText, .summary, true),
      ("\(result.ratioLabel) \(result.likelihoodRatio.ratioText)", .muted, false),
    ]
    if let new = result.newSetting {
      let ends = NumberText.interval(new.lower, new.upper, format: IntervalEstimate.percentNumber)
      lines.append(("new setting \(ends) %", .prediction, false))
    }
    return lines
  }
}
