import Foundation
import Testing

@testable import Drawing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Canvas: what is drawn is valid XML")
struct CanvasTests {
  @Test("labels with markup, quotes, control characters and emoji are text")
  func hostileLabels() throws {
    var canvas = SVGCanvas(name: "test", width: 200, height: 100)
    let label = "<script>alert('1')</script> & \"q\" \u{1} 🧪 \u{202E}abc"
    canvas.text(label, x: 10, y: 20, fullText: label + "!")
    let bytes = canvas.figure(title: label, description: label).file()
    let document = try XMLDocument(data: Data(bytes))
    let texts = try document.nodes(forXPath: "//*[local-name()='text']")
    #expect(texts.count == 1)
    #expect(
      texts[0].stringValue?.contains("<script>alert('1')</script> & \"q\" \u{FFFD} 🧪 abc") == true)
    #expect(try document.nodes(forXPath: "//*[local-name()='script']").isEmpty)
  }

  @Test("shapes without a place are left out")
  func nonFinite() {
    var canvas = SVGCanvas(name: "test", width: 200, height: 100)
    canvas.line(0, .nan, 1, 1, .line(.ink))
    canvas.ellipse(x: .infinity, y: 0, radiusX: 1, radiusY: 1, .solid(.study))
    canvas.path([(0, 0), (.nan, 1)], .line(.ink))
    let text = String(decoding: canvas.figure(title: "t", description: "d").file(), as: UTF8.self)
    #expect(!text.contains("nan") && !text.contains("inf"))
    #expect(!text.contains("<line") && !text.contains("<ellipse") && !text.contains("<poly"))
  }

  @Test(
    "numbers have few digits and no exponent",
    arguments: [
      (0.0, "0"), (1e-5, "0"), (0.00012, "0.0001"), (1.23456, "1.2346"), (123.456, "123.46"),
      (-7.5, "-7.5"), (1e300, "1000000000"),
    ])
  func numbers(value: Double, text: String) {
    #expect(value.svg == text)
  }

  @Test("round ticks lie inside the domain")
  func ticks() {
    let scale = FigureScale(domain: (0, 1), range: (0, 100))
    #expect(scale.ticks(about: 5) == [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1])
    #expect(FigureScale(domain: (3, 3), range: (0, 1)).ticks(about: 5).isEmpty)
    #expect(
      FigureScale(domain: (-2.3, 7.1), range: (0, 1)).ticks(about: 4)
        == [-2.5, 0, 2.5, 5].filter { $0 > -2.3 })
  }

  @Test("a shortened text fits its room")
  func fitted() {
    let long = String(repeating: "Wide label ", count: 50)
    let short = TextMetrics.fitted(long, room: 120, size: 12)
    #expect(short.hasSuffix("…"))
    #expect(TextMetrics.width(short, size: 12) <= 120)
    #expect(TextMetrics.fitted("abc", room: 120, size: 12) == "abc")
  }
}
