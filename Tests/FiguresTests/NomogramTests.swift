import Drawing
import FigureChecks
import Figures
import Foundation
import SpecialFunctions
import Testing

@Suite("Nomogram: a straight edge laid on it gives Bayes' rule")
struct NomogramTests {
  /// A dot of the figure.
  private struct Dot {
    var x: Double
    var y: Double
  }

  /// The dots: likelihood ratio and probability after the test of each result, then the start.
  private func dots(_ figure: Figure) throws -> [Dot] {
    try elements("ellipse", of: figure).map { Dot(x: $0.number("cx"), y: $0.number("cy")) }
  }

  /// How far the dot on the middle axis is from the straight line through the other two, in pixels.
  private func bend(_ start: Dot, _ middle: Dot, _ end: Dot) -> Double {
    let share = (middle.x - start.x) / (end.x - start.x)
    return abs(start.y + share * (end.y - start.y) - middle.y)
  }

  /// Positions of the labels of an axis, by their text.
  private func labels(_ figure: Figure, nearX x: Double) throws -> [Double: Double] {
    var found: [Double: Double] = [:]
    for text in try elements("text", of: figure)
    where abs(text.number("x") - x) < 9 && text.attributes["class"] == "f-muted" {
      if let value = Double(text.text) { found[value] = text.number("y") - 4 }
    }
    return found
  }

  @Test("the three dots of a result stand on a line", arguments: [0.01, 0.1, 0.3, 0.8])
  func straight(preTest: Double) throws {
    let figure = MadeUpFigures.nomogram(preTest: preTest, ratios: (6, 0.3))
    let dots = try dots(figure)
    try #require(dots.count == 5)
    #expect(bend(dots[4], dots[0], dots[1]) < 0.05)
    #expect(bend(dots[4], dots[2], dots[3]) < 0.05)
  }

  @Test("a probability that is not Bayes' bends the line: the test before can fail")
  func bent() throws {
    let figure = MadeUpFigures.nomogram(preTest: 0.3, ratios: (6, 0.3), postTestFactor: 1.1)
    let dots = try dots(figure)
    #expect(bend(dots[4], dots[0], dots[1]) > 0.5)
  }

  @Test("dots stand at their numbers on the axes, read from the labels")
  func axes() throws {
    let figure = MadeUpFigures.nomogram(preTest: 0.1, ratios: (9, 1))
    let dots = try dots(figure)
    // 10 % and odds of 9 make 50 %; a likelihood ratio of 1 leaves 10 %.
    let before = try labels(figure, nearX: dots[4].x)
    let ratios = try labels(figure, nearX: dots[2].x)
    let after = try labels(figure, nearX: dots[1].x)
    #expect(ratios.count > 10 && after.count > 10)
    #expect(abs(dots[4].y - (before[10] ?? 0)) < 0.05)
    let ends = [dots[1].y, dots[3].y].sorted()
    #expect(abs(ends[0] - (after[50] ?? 0)) < 0.05 && abs(ends[1] - (after[10] ?? 0)) < 0.05)
    let middles = [dots[0].y, dots[2].y].sorted()
    #expect(abs(middles[1] - (ratios[1] ?? 0)) < 0.05)
  }

  @Test("numbers in per cent")
  func percentText() {
    #expect(
      IntervalEstimate(estimate: 0.87, lower: 0.79, upper: 0.92).percentText == "87 % (79-92)")
    #expect(
      IntervalEstimate(estimate: 0.00046, lower: 2e-6, upper: 0.003).percentText
        == "0.05 % (<0.01 to 0.3)")
    #expect(
      IntervalEstimate(estimate: 0.9996, lower: 0.994, upper: 1).percentText == "99.96 % (99-100)")
    #expect(IntervalEstimate.percentNumber(0.999999) == ">99.99")
    #expect(IntervalEstimate.percentNumber(0) == "0" && IntervalEstimate.percentNumber(1) == "100")
    #expect(
      IntervalEstimate(estimate: 0.91, lower: 0.62, upper: 0.9996).proportionText
        == "0.91 (0.62 to >0.999)")
  }
}
