import FigureChecks
import SpecialFunctions
import Testing

@testable import Drawing
@testable import Figures

@Suite("Names that are cut")
struct ShownNamesTests {
  private static let multicentre = [
    "Paris 2010", "Lyon 2011", "Berlin, first wave 2012", "Berlin, second wave 2012", "Oslo 2013",
    "Rome 2014", "Wien 2015", "Bern 2016",
  ].map { "Multicentre prospective evaluation of rapid antigen tests in \($0)" }

  @Test("eight long names with one beginning are eight different texts in a forest")
  func forest() throws {
    let plot = ForestPlot(
      studies: MadeUpStudies.rows(8, labels: Self.multicentre), results: MadeUpStudies.results)
    let figure = try #require(plot.figures().first)
    #expect(!problems(of: figure).contains { $0 != "no desc" })
    #expect(Set(plot.shownLabels).count == 8)
    let texts = try textBoxes(of: figure).map(\.text)
    for label in plot.shownLabels { #expect(texts.contains(label), "\(label)") }
    #expect(plot.shownLabels[0].hasPrefix("Multi") && plot.shownLabels[0].hasSuffix("Paris 2010"))
  }

  @Test("eight levels and eight published values in the plane stay eight")
  func plane() throws {
    var plane = SROCPlane(
      groups: Self.multicentre.map { MadeUpStudies.group(3, label: $0) })
    plane.comparisons = Self.multicentre.map {
      SROCPlane.Comparison(
        label: "Review: \($0)",
        sensitivity: IntervalEstimate(estimate: 0.9, lower: 0.8, upper: 0.95),
        specificity: IntervalEstimate(estimate: 0.8, lower: 0.7, upper: 0.9))
    }
    let labels = plane.legend(width: 200).entries.filter { $0.fullLabel != nil }.map(\.label)
    #expect(labels.count == 16 && Set(labels).count == 16, "\(labels)")
  }

  @Test("no two different names are shown equal, and none is wider than its room")
  func random() {
    var state: UInt64 = 7
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let parts = [
      "a", "b", " ", "  ", "…", "Multicentre ", "漢", "(1)", String(repeating: "w", count: 30), "é",
    ]
    for round in 0..<300 {
      let names = (0..<(2 + next(12))).map { _ in
        (0..<next(9)).map { _ in parts[next(parts.count)] }.joined()
      }
      let room = Double(60 + next(160))
      let shown = TextMetrics.fitted(names: names, room: room, size: 11)
      for (i, name) in names.enumerated() {
        #expect(TextMetrics.width(shown[i], size: 11) <= room + 1e-9, "\(round) \(shown[i])")
        for j in 0..<i {
          let isEqual = TextMetrics.seen(shown[i]) == TextMetrics.seen(shown[j])
          #expect(isEqual == (name == names[j]), "\(name.debugDescription) \(names[j])")
        }
      }
    }
  }

  @Test("names that fit are left alone")
  func short() {
    let names = ["Smith 2010", "Smith 2011", "Jones 2010", "Smith 2010"]
    #expect(TextMetrics.fitted(names: names, room: 200, size: 11) == names)
  }
}
