import Drawing
import FigureChecks
import Figures
import Testing

@Suite("Layout of the figures of a fit: no text overlaps, whatever the size and the numbers")
struct FitFigureLayoutTests {
  @Test("at small, usual and large widths", arguments: [100.0, 560, 760, 1500])
  func widths(width: Double) {
    check("Title", width: width, height: nil)
  }

  @Test("at heights that are too small, and large", arguments: [50.0, 1400])
  func heights(height: Double) {
    check("Title", width: 760, height: height)
  }

  @Test("with a long title that holds markup, emoji and letters from right to left")
  func hostileTitle() {
    check(MadeUpFigures.long, width: 760, height: nil)
  }

  private func check(_ title: String, width: Double, height: Double?) {
    let figures = [
      MadeUpFigures.densities(title: title, width: width, height: height),
      MadeUpFigures.predictiveValues(title: title, width: width, marks: 6, isLogit: true),
      MadeUpFigures.predictiveValues(title: title, width: width, marks: 0, isLogit: false),
      MadeUpFigures.nomogram(
        title: title, preTest: 0.1, ratios: (8, 0.2), width: width, height: height ?? 690),
      MadeUpFigures.frequencies(
        title: title, prevalence: 0.3, sensitivity: 0.9, specificity: 0.8, width: width
      ).figure(),
      MadeUpFigures.trace(title: title, chains: 8, width: width, height: height),
      MadeUpFigures.ranks(title: title, chains: 4, width: width, height: height),
      MadeUpFigures.ranks(title: title, chains: 8, width: width, height: height),
    ]
    for figure in figures { #expect(problems(of: figure) == [], "\(figure.name)") }
  }

  @Test(
    "a nomogram for every prevalence and strength of a test",
    arguments: [1e-5, 0.001, 0.1, 0.5, 0.97, 0.99999],
    [(1.0, 1.0), (1.05, 0.95), (8, 0.2), (1e4, 1e-4), (1e12, 1e-12), (0.2, 8)])
  func nomograms(preTest: Double, ratios: (Double, Double)) {
    for height in [100.0, 690, 1200] {
      let figure = MadeUpFigures.nomogram(preTest: preTest, ratios: ratios, height: height)
      #expect(problems(of: figure) == [])
    }
  }

  @Test(
    "1,000 squares for every prevalence",
    arguments: [0.0, 0.0004, 0.01, 0.0125, 0.3, 0.5, 0.987, 1], [0.0, 0.123, 0.5, 0.9996, 1])
  func squares(prevalence: Double, accuracy: Double) throws {
    let plot = MadeUpFigures.frequencies(
      prevalence: prevalence, sensitivity: accuracy, specificity: 1 - accuracy / 3)
    let figure = plot.figure()
    #expect(problems(of: figure) == [])
    let drawn = try drawnSquares(figure)
    // Each group has one more square, beside its number.
    #expect(drawn["s-summary"] == plot.found.squares + 1)
    #expect(drawn["s-falseResult"] == plot.missed.squares + plot.falseAlarms.squares + 2)
    #expect(drawn["s-paper"] == (plot.falseAlarms.squares + 1))
    #expect(drawn["s-study"] == plot.cleared.squares + 1)
  }

  @Test(
    "a group of a billion people fits, in squares of a million", arguments: [1000, 1_000_000_000])
  func largeGroups(tested: Int) throws {
    let plot = MadeUpFigures.frequencies(
      prevalence: 0.3, sensitivity: 0.9, specificity: 0.8, tested: tested)
    let figure = plot.figure()
    #expect(problems(of: figure) == [])
    let texts = try textBoxes(of: figure).map(\.text)
    #expect(
      texts.contains(tested == 1000 ? "300 with the disease" : "300,000,000 with the disease"))
  }

  /// Squares by class: a dashed line of width w and gap g that is l long has (l + g) / (w + g) of them.
  private func drawnSquares(_ figure: Figure) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for line in try elements("line", of: figure) {
      let dashes = (line.attributes["stroke-dasharray"] ?? "").split(separator: " ").compactMap {
        Double($0)
      }
      guard dashes.count == 2, let name = line.attributes["class"] else { continue }
      let length = line.number("y2") - line.number("y1")
      let count = (length + dashes[1]) / (dashes[0] + dashes[1])
      #expect(abs(count - count.rounded()) < 1e-6)
      counts[name, default: 0] += Int(count.rounded())
    }
    return counts
  }

  @Test("they render", .enabled(if: Renderer.path != nil, "rsvg-convert is not installed"))
  func render() throws {
    for figure in [
      MadeUpFigures.densities(title: "Title", width: 760, height: nil),
      MadeUpFigures.predictiveValues(title: "Title", width: 760, marks: 2, isLogit: true),
      MadeUpFigures.nomogram(preTest: 0.1, ratios: (8, 0.2)),
      MadeUpFigures.frequencies(prevalence: 0.3, sensitivity: 0.9, specificity: 0.8).figure(),
      MadeUpFigures.trace(title: "Title", chains: 4, width: 760, height: nil),
      MadeUpFigures.ranks(title: "Title", chains: 4, width: 760, height: nil),
    ] {
      let drawn = try Renderer.png(figure)
      #expect(drawn.status == 0)
      #expect(Renderer.hasSize(drawn.bytes, of: figure))
    }
  }
}
