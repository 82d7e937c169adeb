import FigureChecks
import SpecialFunctions
import Testing

@testable import Drawing
@testable import Figures

@Suite("Paired forest plot")
struct ForestPlotTests {
  private func forest(_ count: Int, labels: [String] = []) -> ForestPlot {
    var forest = ForestPlot(
      studies: MadeUpStudies.rows(count, labels: labels), results: MadeUpStudies.results)
    forest.subtitle = "made-up data · \(count) studies"
    forest.description = "Made-up studies."
    forest.notes = ["Intervals of single studies are exact."]
    return forest
  }

  @Test(
    "no text overlaps and none leaves the drawing",
    arguments: [0, 1, 2, 5, 15, 51, 60, 61, 108, 200])
  func texts(count: Int) {
    for figure in forest(count).figures() { #expect(problems(of: figure) == []) }
  }

  @Test("nor at any size that may be asked for", arguments: [300.0, 680, 760, 1000, 2400])
  func sizes(width: Double) {
    for (count, height) in [(1, 100.0), (15, 300), (51, 900), (51, 3000), (108, 200)] {
      var forest = forest(count)
      (forest.width, forest.height) = (width, height)
      for figure in forest.figures() {
        #expect(problems(of: figure) == [], "\(width) x \(height), \(count) studies")
      }
    }
  }

  @Test("labels that try to break a drawing are text", arguments: [10, 61])
  func hostileLabels(count: Int) throws {
    for figure in forest(count, labels: MadeUpStudies.hostileLabels).figures() {
      #expect(problems(of: figure) == [])
      let texts = try textBoxes(of: figure).map(\.text)
      #expect(texts.contains("<script>alert(1)</script>"))
      #expect(texts.contains { $0.hasPrefix("A very long study label") && $0.hasSuffix("…") })
    }
  }

  @Test("a hostile title, subtitle and note are text and are cut or broken into lines")
  func hostileTitle() {
    for label in MadeUpStudies.hostileLabels {
      var forest = forest(label.isEmpty ? 61 : 5)
      (forest.title, forest.subtitle, forest.notes) = ("A title " + label, label, [label])
      for figure in forest.figures() { #expect(problems(of: figure) == [], "\(label)") }
    }
  }

  @Test("every study stands on exactly one page, in order, and each page has the results")
  func pages() throws {
    let forest = forest(200)
    let figures = forest.figures()
    #expect(figures.map(\.name) == ["forest", "forest-2", "forest-3", "forest-4"])
    let texts = try figures.map { try textBoxes(of: $0).map(\.text) }
    let labels = Set(forest.studies.map(\.label))
    #expect(texts.flatMap { $0.filter(labels.contains) } == forest.studies.map(\.label))
    for page in texts {
      #expect(page.contains("Summary"))
      #expect(page.contains("New setting (prediction)"))
    }
    #expect(forest.pages.map(\.count) == [50, 50, 50, 50])
    #expect(self.forest(60).pages.count == 1)
    #expect(self.forest(61).pages.map(\.count) == [30, 31])
  }

  @Test("an interval is drawn where its numbers are")
  func places() throws {
    let arm = ForestPlot.Arm(
      counts: (30, 40), observed: IntervalEstimate(estimate: 0.75, lower: 0.5, upper: 0.875),
      posterior: nil)
    let plot = ForestPlot(
      studies: [ForestPlot.Study(label: "One", sensitivity: arm, specificity: arm)], results: [])
    let figure = plot.page(at: 0, labels: plot.shownLabels)
    let layout = plot.layout(rows: 1, legend: FigureLegend())
    for half in layout.halves {
      func x(_ share: Double) -> Double { half.plotLeft + share * (half.plotRight - half.plotLeft) }
      let lines = try elements("line", of: figure).filter { line in
        abs(line.number("x1") - x(0.5)) < 0.02 && abs(line.number("x2") - x(0.875)) < 0.02
      }
      #expect(lines.count == 1)
      let squares = try elements("rect", of: figure).filter {
        abs($0.number("x") + 2.75 - x(0.75)) < 0.02
      }
      #expect(squares.count == 1)
    }
    let texts = try textBoxes(of: figure).map(\.text)
    #expect(texts.filter { $0 == "0.75 (0.50-0.88)" }.count == 2)
    #expect(texts.filter { $0 == "30/40" }.count == 2)
  }

  @Test("an arm that was not observed says so and has only the model's interval, dashed")
  func missingArm() throws {
    let observed = ForestPlot.Arm(
      counts: (30, 40), observed: IntervalEstimate(estimate: 0.75, lower: 0.6, upper: 0.87),
      posterior: IntervalEstimate(estimate: 0.76, lower: 0.6, upper: 0.87))
    let missing = ForestPlot.Arm(
      counts: nil, observed: nil,
      posterior: IntervalEstimate(estimate: 0.9, lower: 0.4, upper: 0.99))
    func drawing(_ specificity: ForestPlot.Arm) throws -> (texts: [String], dashed: Int) {
      let plot = ForestPlot(
        studies: [
          ForestPlot.Study(label: "One", sensitivity: observed, specificity: specificity)
        ], results: [])
      let figure = plot.page(at: 0, labels: plot.shownLabels)
      let dashed = try elements("line", of: figure).count {
        $0.attributes["stroke-dasharray"] == "3 2.5"
      }
      return (try textBoxes(of: figure).map(\.text), dashed)
    }
    let (with, without) = (try drawing(missing), try drawing(observed))
    #expect(with.texts.contains("not observed"))
    #expect(with.texts.contains("0.90 (0.40-0.99)"))
    #expect(with.texts.contains("Not observed: from the model"))
    #expect(!without.texts.contains { $0.lowercased().contains("not observed") })
    // One in the plot, one in the key.
    #expect(with.dashed == 2)
    #expect(without.dashed == 0)
  }

  @Test(
    "numbers never claim certainty and never widen the column",
    arguments: [
      (0.912, "0.91"), (1.0, "1.00"), (0.0, "0.00"), (0.9951, "0.995"), (0.99999, ">0.999"),
      (0.0049, "0.005"), (0.0001, "<0.001"), (0.995, "0.99"),
    ])
  func proportions(value: Double, text: String) {
    #expect(ForestPlot.proportion(value) == text)
  }

  @Test("what lies outside a narrowed axis becomes an arrow, and nothing is drawn beyond it")
  func narrowed() throws {
    var plot = forest(15)
    plot.range = 0.8...1
    let figure = plot.page(at: 0, labels: plot.shownLabels)
    #expect(problems(of: figure) == [])
    let layout = plot.layout(rows: 15, legend: plot.legend)
    let left = layout.halves[0].plotLeft
    for line in try elements("line", of: figure) {
      let y = line.number("y1")
      guard y > layout.top, y < layout.studiesBottom - 1 else { continue }
      #expect(line.number("x1") >= left - 0.01 && line.number("x2") >= left - 0.01)
    }
    #expect(try elements("polyline", of: figure).count > 3)
  }

  @Test(
    "rsvg-convert draws it", .enabled(if: Renderer.path != nil, "rsvg-convert is not installed"))
  func renders() throws {
    for figure in forest(61, labels: MadeUpStudies.hostileLabels).figures() {
      let picture = try Renderer.png(figure)
      #expect(picture.status == 0)
      #expect(Renderer.hasSize(picture.bytes, of: figure))
    }
  }
}
