import FigureChecks
import Foundation
import SpecialFunctions
import Testing

@testable import Drawing
@testable import Figures

@Suite("Figures of several groups")
struct GroupedFigureTests {
  private func forest(_ sizes: [Int], labels: [String] = []) -> ForestPlot {
    var studies = MadeUpStudies.rows(sizes.reduce(0, +), labels: labels)[...]
    var forest = ForestPlot(
      groups: sizes.enumerated().map { number, size in
        defer { studies = studies.dropFirst(size) }
        let title = labels.isEmpty ? "Level \(number + 1)" : labels[number % labels.count]
        return (title, "\(size) studies", Array(studies.prefix(size)), MadeUpStudies.results)
      })
    forest.subtitle = "made-up data"
    forest.description = "Made-up studies."
    return forest
  }

  @Test(
    "no text overlaps and none leaves the drawing",
    arguments: [[1], [3, 2], [0, 5], [89, 19], [58, 58, 58], [1, 1, 1, 1, 1, 1, 1, 1]])
  func texts(sizes: [Int]) {
    for labels in [[], MadeUpStudies.hostileLabels] {
      for width in [nil, 300.0, 760] {
        var forest = forest(sizes, labels: labels)
        forest.width = width
        for figure in forest.figures() { #expect(problems(of: figure) == [], "\(sizes)") }
      }
    }
  }

  /// Every study and every result stands once, below its heading; a page that begins inside a group says so.
  @Test(arguments: [[5, 4], [89, 19], [57, 3, 60, 1], [59, 61], [119], [30, 30, 30, 30]])
  func everyStudyStandsOnceBelowItsHeading(_ sizes: [Int]) {
    let forest = forest(sizes)
    var group = -1
    var (studies, results): ([Int], [Int]) = ([], [])
    for page in forest.pagesOfRows {
      #expect(page.count <= 66)
      if case .heading? = page.last { Issue.record("a page ends with a heading") }
      guard case .heading? = page.first else {
        Issue.record("a page begins without a heading")
        continue
      }
      for row in page {
        switch row {
        case .heading(let place): group = place
        case .study(let place):
          studies.append(place)
          #expect(forest.groups[group].studies.contains(place))
        case .result(let place, _):
          results.append(place)
          #expect(place == group)
        }
      }
    }
    #expect(studies == Array(0..<sizes.reduce(0, +)))
    #expect(results == sizes.indices.flatMap { [$0, $0] })
    let pages = forest.figures()
    #expect(pages.count == (sizes.reduce(0, +) + 3 * sizes.count + 59) / 60)
  }

  @Test func aContinuedGroupRepeatsItsHeading() throws {
    let pages = forest([89, 19]).figures()
    let second = try textBoxes(of: try #require(pages.dropFirst().first)).map(\.text)
    #expect(second.contains("Level 1 (89 studies, continued)"))
    #expect(second.contains("Level 2 (19 studies)"))
    let first = try textBoxes(of: pages[0]).map(\.text)
    #expect(first.contains("Level 1 (89 studies)") && !first.contains { $0.contains("Level 2") })
  }

  private func plane(_ groups: Int) -> SROCPlane {
    func estimate(_ value: Double) -> IntervalEstimate {
      IntervalEstimate(estimate: value, lower: value - 0.05, upper: value + 0.05)
    }
    var plane = SROCPlane(
      groups: (0..<groups).map { number in
        let place = 0.2 + 0.06 * Double(number)
        return SROCPlane.Group(
          label: "Level \(number + 1)",
          studies: [
            SROCPlane.Study(
              label: "A", sensitivity: estimate(place), specificity: estimate(1 - place),
              participants: 100)
          ], summary: SROCPlane.Point(specificity: 1 - place, sensitivity: place))
      })
    plane.description = "Made-up studies."
    return plane
  }

  /// Twelve groups have twelve pairs of colour and mark, or a filled and a hollow one.
  @Test func twelveGroupsAreToldApart() {
    let looks = (0..<12).map { index -> String in
      let style = SROCPlane.groupStyle(index)
      return "\(style.summary) \(style.mark) \(style.isHollow)"
    }
    #expect(Set(looks).count == 12)
    for count in [2, 5, 12] { #expect(problems(of: plane(count).figure()) == []) }
  }

  /// Two tables of one study are joined by one line between their places; the key says so.
  @Test func tablesOfOneStudyAreJoined() throws {
    var plane = plane(2)
    #expect(try !textBoxes(of: plane.figure()).map(\.text).contains("Tables of one study"))
    plane.links = [
      [
        SROCPlane.Point(specificity: 0.8, sensitivity: 0.2),
        SROCPlane.Point(specificity: 0.74, sensitivity: 0.26),
      ]
    ]
    let figure = plane.figure()
    #expect(problems(of: figure) == [])
    #expect(try textBoxes(of: figure).map(\.text).contains("Tables of one study"))
    // Beside the line in the key one through both places, in the plane's own positions.
    let layout = plane.layout(legend: plane.legend(width: 520))
    var alone = SVGCanvas(name: "x", width: 10, height: 10)
    alone.path(plane.links[0].map(layout.place), SROCPlane.link)
    func lines(_ figure: Figure) -> [Substring] {
      String(decoding: figure.file(), as: UTF8.self).split(separator: "\"").filter {
        $0.contains(",") && $0.allSatisfy { "0123456789., ".contains($0) }
      }
    }
    let line = try #require(lines(alone.figure(title: "", description: "")).first)
    #expect(lines(figure).count { $0 == line } == 1, "\(line)")
  }

  /// Years have no halves and no commas; values that are no whole numbers keep theirs.
  @Test func yearsAreWritten() throws {
    let scale = FigureScale(.linear, domain: (1989.6, 2002), range: (0, 300))
    func texts(_ values: [Double]) -> [String] {
      scale.labelledTicks(about: 5, of: values).map(\.text)
    }
    #expect(scale.labelledTicks(about: 5).map(\.text).contains("1992.5"))
    let years = texts([1990, 1995, 2002])
    #expect(years.count >= 3 && years.allSatisfy { $0.count == 4 && Int($0) != nil }, "\(years)")
    #expect(texts([1990.5, 2002]).contains("1992.5"))
  }

  @Test func aCovariatePlotShowsItsPanels() throws {
    func series(_ place: Int) -> CovariatePlot.Series {
      CovariatePlot.Series(
        label: "Level \(place + 1)", place: place, values: [1990, 1995, 2000],
        band: [0.5, 0.6, 0.7].map {
          IntervalEstimate(estimate: $0, lower: $0 - 0.2, upper: $0 + 0.2)
        },
        studies: [
          CovariatePlot.Study(label: "<b>", value: 1992, observed: 0.9, participants: 50)
        ])
    }
    for count in [1, 3] {
      for width in [100.0, 760, 1600] {
        let own = (0..<count).map(series)
        var plot = CovariatePlot(
          title: "Along <year>", covariate: "year",
          panels: [("Sensitivity", own), ("Specificity", own)], levelText: "95 %")
        (plot.width, plot.description) = (width, "Made-up studies.")
        let figure = plot.figure()
        #expect(problems(of: figure) == [], "\(count) \(width)")
        let texts = try textBoxes(of: figure).map(\.text)
        #expect(texts.contains("Sensitivity") && texts.contains("Specificity"))
        #expect(texts.contains { $0.hasPrefix("1990") } && texts.contains { $0.hasPrefix("2000") })
        let key = count > 1 ? "Level 3, 95 % band" : "Median study, 95 % band"
        #expect(texts.contains(key), "\(texts)")
      }
    }
  }
}
