import FigureChecks
import SpecialFunctions
import Testing

@testable import Drawing
@testable import Figures

@Suite("SROC plane")
struct SROCPlaneTests {
  private func plane(_ count: Int) -> SROCPlane {
    var plane = SROCPlane(groups: [MadeUpStudies.group(count)])
    plane.subtitle = "made-up data · \(count) studies"
    plane.description = "Made-up studies."
    plane.notes = ["The point is meaningful if the studies shared a threshold."]
    plane.comparisons = [
      SROCPlane.Comparison(
        label: "Exact maximum likelihood",
        sensitivity: IntervalEstimate(estimate: 0.9, lower: 0.8, upper: 0.95),
        specificity: IntervalEstimate(estimate: 0.8, lower: 0.7, upper: 0.9)),
      SROCPlane.Comparison(
        label: MadeUpStudies.hostileLabels[0],
        sensitivity: IntervalEstimate(estimate: 0.9, lower: 0.9, upper: 0.9),
        specificity: IntervalEstimate(estimate: 0.8, lower: 0.8, upper: 0.8)),
    ]
    return plane
  }

  /// The key and all other text stay clear of the square.
  private func coversData(_ plane: SROCPlane, _ figure: Figure) throws -> [String] {
    let width = min(max(plane.width ?? 560, 320), 4000) - 40
    let layout = plane.layout(legend: plane.legend(width: width))
    return try textBoxes(of: figure).filter {
      $0.overlaps(left: layout.left, top: layout.top, right: layout.right, bottom: layout.bottom)
    }.map(\.text)
  }

  @Test(
    "no text overlaps, leaves the drawing or covers data",
    arguments: [1, 2, 5, 15, 20, 21, 51, 108, 200])
  func texts(count: Int) throws {
    for emphasis in [SROCPlane.Emphasis.point, .curve, .both] {
      var plane = plane(count)
      plane.emphasis = emphasis
      let figure = plane.figure()
      #expect(problems(of: figure) == [])
      #expect(try coversData(plane, figure) == [])
    }
  }

  @Test(
    "nor at any size that may be asked for", arguments: [100.0, 320, 420, 500, 900, 3000],
    [nil, 100.0, 500, 700, 2000])
  func sizes(width: Double, height: Double?) throws {
    for groups in [1, 3] {
      var plane = plane(15)
      plane.groups = (0..<groups).map {
        MadeUpStudies.group(15, label: "Level \($0)", shift: 0.1 * Double($0))
      }
      (plane.width, plane.height) = (width, height)
      let figure = plane.figure()
      #expect(problems(of: figure) == [])
      #expect(try coversData(plane, figure) == [])
      #expect(figure.width == max(width, 320))
      if let height, height >= 700 { #expect(figure.height >= height) }
    }
  }

  @Test("labels that try to break a drawing are text")
  func hostileLabels() throws {
    var plane = plane(10)
    plane.groups = MadeUpStudies.hostileLabels.map { MadeUpStudies.group(3, label: $0) }
    let figure = plane.figure()
    #expect(problems(of: figure) == [])
    #expect(
      try textBoxes(of: figure).contains { $0.text == "<script>alert(1)</script> (3 studies)" })
    for label in MadeUpStudies.hostileLabels where !label.isEmpty {
      var plane = self.plane(5)
      (plane.title, plane.subtitle, plane.notes) = (label, label, [label])
      plane.groups[0].studies[0].label = label
      #expect(problems(of: plane.figure()) == [], "\(label)")
    }
  }

  private func numbers(_ figure: Figure, _ element: String, _ names: [String]) throws -> [[Double]]
  {
    try elements(element, of: figure).map { element in names.map(element.number) }
  }

  @Test("specificity runs from 1 at the left to 0 at the right, sensitivity upwards")
  func axes() throws {
    let corner = IntervalEstimate(estimate: 1, lower: 1, upper: 1)
    let inner = IntervalEstimate(estimate: 0.25, lower: 0.25, upper: 0.25)
    var plane = SROCPlane(groups: [
      SROCPlane.Group(
        studies: [
          SROCPlane.Study(
            label: "best", sensitivity: corner, specificity: corner, participants: 10),
          SROCPlane.Study(
            label: "other", sensitivity: corner, specificity: inner, participants: 10),
        ], summary: nil)
    ])
    plane.marks = .crosshairs
    let layout = plane.layout(legend: plane.legend(width: 520))
    let centers = try numbers(plane.figure(), "ellipse", ["cx", "cy", "rx"])
      .filter { $0[1] < layout.bottom }
    #expect(centers.count == 2)
    #expect(abs(centers[0][0] - layout.left) < 0.01 && abs(centers[0][1] - layout.top) < 0.01)
    #expect(abs(centers[1][0] - (layout.left + 0.75 * layout.side)) < 0.01)
    #expect(layout.horizontal(0) == layout.right && layout.vertical(0) == layout.bottom)
  }

  @Test("a study with one arm is a tick at the edge and in the key")
  func oneArm() throws {
    let value = IntervalEstimate(estimate: 0.6, lower: 0.4, upper: 0.8)
    let plane = SROCPlane(groups: [
      SROCPlane.Group(
        studies: [
          SROCPlane.Study(label: "a", sensitivity: value, specificity: nil, participants: 10),
          SROCPlane.Study(label: "b", sensitivity: nil, specificity: value, participants: 10),
          SROCPlane.Study(label: "c", sensitivity: nil, specificity: value, participants: 10),
        ], summary: nil)
    ])
    let figure = plane.figure()
    let layout = plane.layout(legend: plane.legend(width: 520))
    let lines = try numbers(figure, "line", ["x1", "y1", "x2", "y2"])
    let y = layout.vertical(0.6)
    let x = layout.horizontal(0.6)
    #expect(lines.count { $0[0] > layout.right && abs($0[1] - y) < 0.01 && $0[1] == $0[3] } == 1)
    #expect(
      lines.count { $0[3] < layout.top && abs($0[0] - x) < 0.01 && $0[0] == $0[2] } == 2)
    let texts = try textBoxes(of: figure).map(\.text)
    #expect(texts.contains("Sensitivity only (1), right edge"))
    #expect(texts.contains("Specificity only (2), upper edge"))
    #expect(!texts.contains { $0.hasPrefix("Study") })
  }

  @Test("the area of a circle grows with the participants, and the key shows two of the sizes")
  func circles() throws {
    let plane = plane(51)
    #expect(plane.drawnMarks == .circles)
    let largest = plane.largestStudy
    let ratio = plane.radius(participants: largest) / plane.radius(participants: largest / 4)
    #expect(abs(ratio - 2) < 0.01)
    #expect(plane.keySizes.count == 2)
    #expect(plane.keySizes.allSatisfy { $0 <= largest && $0 > 0 })
    #expect(
      try textBoxes(of: plane.figure()).contains { $0.text == "Study (500 and 5,000 people)" })
  }

  @Test("a narrowed plane says how many studies it leaves out and draws none of them")
  func narrowed() throws {
    var plane = plane(51)
    plane.specificityRange = 0.8...1
    plane.sensitivityRange = 0.7...1
    let outside = plane.groups[0].studies.count { study in
      (study.specificity.map { $0.estimate < 0.8 } ?? false)
        || (study.sensitivity.map { $0.estimate < 0.7 } ?? false)
    }
    #expect(outside > 3)
    let figure = plane.figure()
    #expect(problems(of: figure) == [])
    #expect(
      try textBoxes(of: figure).contains { $0.text == "\(outside) studies lie outside these axes." }
    )
    let layout = plane.layout(legend: plane.legend(width: 520))
    for center in try numbers(figure, "ellipse", ["cx", "cy"]) where center[1] < layout.bottom {
      #expect(center[0] >= layout.left - 0.01 && center[0] <= layout.right + 0.01)
      #expect(center[1] >= layout.top - 0.01)
    }
    plane.specificityRange = 2...3
    #expect(problems(of: plane.figure()) == [])
  }

  @Test("levels differ in shape and line pattern, not in colour alone")
  func levels() {
    var plane = plane(5)
    plane.groups = (0..<12).map { MadeUpStudies.group(5, label: "\($0)") }
    let styles = (0..<12).map { plane.style($0) }
    for (a, first) in styles.enumerated() {
      for (b, second) in styles.enumerated() where a < b && b < 6 {
        #expect(first.mark != second.mark)
      }
      for (b, second) in styles.enumerated() where a < b && b < 5 {
        #expect(first.dashes != second.dashes)
      }
    }
    #expect(Set(styles.map { "\($0.mark) \($0.dashes)" }).count == 12)
  }

  @Test("where thresholds vary the curve is drawn over the regions and is heavier; else below")
  func emphasis() throws {
    func order(_ emphasis: SROCPlane.Emphasis) throws -> (curve: Int, region: Int, width: Double) {
      var plane = plane(5)
      plane.emphasis = emphasis
      let shapes = try elements("polyline", "polygon", of: plane.figure())
      let curve = try #require(
        shapes.lastIndex {
          $0.attributes["class"] == "s-curve" && $0.attributes["stroke-dasharray"] == nil
        })
      let region = try #require(
        shapes.firstIndex { $0.attributes["class"] == "f-summary s-summary" })
      return (curve, region, plane.curveWidth)
    }
    let (varies, common) = (try order(.curve), try order(.point))
    #expect(varies.curve > varies.region)
    #expect(common.curve < common.region)
    #expect(varies.width > common.width)
  }

  @Test(
    "rsvg-convert draws it", .enabled(if: Renderer.path != nil, "rsvg-convert is not installed"))
  func renders() throws {
    var plane = plane(51)
    plane.groups[0].studies[0].label = MadeUpStudies.hostileLabels.joined()
    let picture = try Renderer.png(plane.figure())
    #expect(picture.status == 0)
    #expect(Renderer.hasSize(picture.bytes, of: plane.figure()))
  }
}
