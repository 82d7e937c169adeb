import Drawing
import FigureChecks
import Testing

@Suite("The checks of figures see what is wrong")
struct FigureChecksTests {
  private func figure(_ draw: (inout SVGCanvas) -> Void) -> Figure {
    var canvas = SVGCanvas(name: "test", width: 200, height: 100)
    draw(&canvas)
    return canvas.figure(title: "Title", description: "Description.")
  }

  @Test("texts side by side and one below the other are fine")
  func fine() {
    let good = figure {
      $0.text("left", x: 10, y: 20, size: 11)
      $0.text("right", x: 190, y: 20, size: 11, anchor: .end)
      $0.text("below", x: 10, y: 34, size: 11)
      $0.text("up", x: 120, y: 70, size: 11, anchor: .middle, rotation: -90)
    }
    #expect(problems(of: good) == [])
  }

  @Test("texts that touch are found, whatever their anchor, size or rotation")
  func overlaps() {
    let close = figure {
      $0.text("first", x: 10, y: 20, size: 11)
      $0.text("second", x: 10, y: 28, size: 11)
    }
    #expect(problems(of: close) == ["\"first\" overlaps \"second\""])
    let anchored = figure {
      $0.text("a long label that runs on", x: 10, y: 20, size: 11)
      $0.text("0.91 (0.62-0.99)", x: 190, y: 20, size: 11, anchor: .end)
    }
    #expect(problems(of: anchored).count == 1)
    let rotated = figure {
      $0.text("Sensitivity", x: 60, y: 50, size: 12, anchor: .middle, rotation: -90)
      $0.text("1.0", x: 70, y: 30, size: 11, anchor: .end)
    }
    #expect(problems(of: rotated).count == 1)
    let slanted = figure {
      $0.text("corner to corner", x: 20, y: 90, size: 11, rotation: -45)
      // The boxes around both would touch; the texts themselves do not.
      $0.text("corner", x: 100, y: 90, size: 11)
    }
    #expect(problems(of: slanted) == [])
  }

  @Test("a text that leaves the drawing is found")
  func outside() {
    let wide = figure { $0.text("a label", x: 180, y: 20, size: 11) }
    #expect(problems(of: wide) == ["\"a label\" leaves the drawing"])
    let low = figure { $0.text("g", x: 10, y: 99, size: 11) }
    #expect(problems(of: low).count == 1)
  }

  @Test("a drawing without description is found")
  func description() {
    let silent = SVGCanvas(name: "test", width: 10, height: 10).figure(title: "T", description: "")
    #expect(problems(of: silent) == ["no desc"])
  }
}
