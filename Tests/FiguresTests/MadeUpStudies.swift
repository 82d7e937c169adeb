import SpecialFunctions

@testable import Drawing
@testable import Figures

/// Studies and results made up from a fixed sequence, of any number and with labels of any kind.
struct MadeUpStudies {
  /// Labels that try to break a drawing.
  static let hostileLabels = [
    String(repeating: "A very long study label ", count: 21), "<script>alert(1)</script>",
    "\"quoted\" & 'apostrophe' ]]> -->", "🧪🧫👩‍🔬 emoji 2019", "دراسة عن دقة الاختبار 2004",
    "מחקר דיוק \u{202E}abc", String(repeating: "W", count: 500), "\u{1}\u{8}\u{FFFE}", "",
    "한국어 연구 日本語の研究",
  ]

  private var state: UInt64 = 20_261_122

  private mutating func share() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 33) / Double(1 << 31)
  }

  private mutating func interval() -> IntervalEstimate {
    let value = 0.5 + 0.5 * share()
    return IntervalEstimate(
      estimate: value > 0.97 ? 1 : value, lower: max(0, value - 0.3 * share()),
      upper: value + (1 - value) * share())
  }

  /// Rows of a forest plot: each eleventh lacks one arm.
  static func rows(_ count: Int, labels: [String] = []) -> [ForestPlot.Study] {
    var source = MadeUpStudies()
    return (0..<count).map { index in
      let label = labels.isEmpty ? "Author \(index + 1) et al., 2004" : labels[index % labels.count]
      func arm(_ isMissing: Bool) -> ForestPlot.Arm {
        let posterior = source.interval()
        guard !isMissing else {
          return ForestPlot.Arm(counts: nil, observed: nil, posterior: posterior)
        }
        return ForestPlot.Arm(
          counts: (Int(source.share() * 900), 1000 + index * 7), observed: source.interval(),
          posterior: posterior)
      }
      return ForestPlot.Study(
        label: label, sensitivity: arm(index % 11 == 3), specificity: arm(index % 11 == 7))
    }
  }

  /// Summary and prediction.
  static let results = [
    ForestPlot.Result(
      kind: .summary, label: "Summary",
      sensitivity: IntervalEstimate(estimate: 0.91, lower: 0.85, upper: 0.95),
      specificity: IntervalEstimate(estimate: 0.8, lower: 0.7, upper: 0.9994)),
    ForestPlot.Result(
      kind: .prediction, label: "New setting (prediction)",
      sensitivity: IntervalEstimate(estimate: 0.9, lower: 0.0001, upper: 0.99999),
      specificity: IntervalEstimate(estimate: 0.8, lower: 0.4, upper: 0.97)),
  ]

  /// A group of the plane with everything that can be drawn.
  static func group(_ count: Int, label: String = "", shift: Double = 0) -> SROCPlane.Group {
    let studies = rows(count).enumerated().map { index, row in
      SROCPlane.Study(
        label: row.label, sensitivity: row.sensitivity.observed,
        specificity: row.specificity.observed, participants: 20 + index * index * 3)
    }
    func ellipse(_ radius: Double) -> [SROCPlane.Point] {
      let corners = [(1.0, 0.0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1)]
      return corners.map {
        SROCPlane.Point(
          specificity: 0.8 - shift + radius * $0.0, sensitivity: 0.88 - shift + radius * $0.1)
      }
    }
    let regions: [SROCPlane.Region] = [
      .init(kind: .prediction, level: 0.95, outlines: [ellipse(0.12)]),
      .init(kind: .prediction, level: 0.5, outlines: [ellipse(0.06)]),
      .init(kind: .prediction, level: 0.8, outlines: [ellipse(0.1), ellipse(0.01)]),
      .init(kind: .credible, level: 0.95, outlines: [ellipse(0.04)]),
      .init(kind: .credible, level: 0.5, outlines: [ellipse(0.02)]),
      .init(kind: .prior, level: 0.95, outlines: [ellipse(0.2)]),
    ]
    let nodes = (0...20).map { step in
      let share = Double(step) / 20
      return SROCPlane.Curve.Node(
        specificity: 0.95 - 0.5 * share,
        pointwise: IntervalEstimate(estimate: 0.6 + 0.3 * share, lower: 0.5, upper: 0.95),
        simultaneous: (0.4, 0.99))
    }
    return SROCPlane.Group(
      label: label, studies: studies,
      summary: SROCPlane.Point(specificity: 0.8 - shift, sensitivity: 0.88 - shift),
      regions: regions,
      curve: SROCPlane.Curve(
        nodes: nodes,
        continuations: [
          [
            SROCPlane.Point(specificity: 0.45, sensitivity: 0.9),
            SROCPlane.Point(specificity: 0, sensitivity: 1),
          ]
        ]))
  }
}
