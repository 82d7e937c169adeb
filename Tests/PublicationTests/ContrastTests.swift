import Drawing
import Figures
import Foundation
import Testing

@testable import FitFigures
@testable import FitReport
@testable import ReportPaper

/// Contrast as WCAG 2.1 defines it: at least 4.5 to 1 for text.
@Suite("Contrast of text")
struct ContrastTests {
  private func luminance(_ color: String) throws -> Double {
    var digits = color.drop { $0 == "#" }
    if digits.count == 3 { digits = Substring(digits.flatMap { [$0, $0] }) }
    let number = try #require(Int(digits, radix: 16), "\(color)")
    let parts = [16, 8, 0].map { shift -> Double in
      let value = Double(number >> shift & 255) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ first: String, _ second: String) throws -> Double {
    let pair = [try luminance(first), try luminance(second)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  /// The values of `pattern`'s two groups in a text.
  private func pairs(_ pattern: String, in text: String) throws -> [(String, String)] {
    let expression = try NSRegularExpression(pattern: pattern)
    let whole = NSRange(text.startIndex..., in: text)
    return expression.matches(in: text, range: whole).compactMap { match in
      guard let first = Range(match.range(at: 1), in: text),
        let second = Range(match.range(at: 2), in: text)
      else { return nil }
      return (String(text[first]), String(text[second]))
    }
  }

  @Test("the formula knows black on white and its own limit")
  func formula() throws {
    #expect(abs(try contrast("#000000", "#fff") - 21) < 1e-9)
    #expect(abs(try contrast("#d55e00", "#ffffff") - 3.87) < 0.005)
  }

  @Test("every colour of letters in the figures stands out from the paper, light and dark")
  func figures() throws {
    let fit = try reportedFit("auditc", draws: 300)
    var used: Set<String> = []
    for kind in FigureKind.allCases {
      for figure in fit.figures(kind, options: FigureOptions()) {
        let markup = String(decoding: figure.file(), as: UTF8.self)
        used.formUnion(
          try pairs("<text [^>]*class=\"(f)-([A-Za-z]+)\"", in: markup).map(\.1))
      }
    }
    #expect(used.isSuperset(of: ["ink", "muted", "summary", "prediction"]), "\(used)")
    for name in used {
      let color = try #require(FigureColor(rawValue: name))
      let values = (
        try contrast(color.onPaper, FigureColor.paper.onPaper),
        try contrast(color.onDark, FigureColor.paper.onDark)
      )
      #expect(values.0 >= 4.5 && values.1 >= 4.5, "\(name): \(values)")
    }
  }

  @Test("every colour of letters in the report stands out from both backgrounds, light and dark")
  func report() throws {
    let style = reportStyle
    // A colour of letters is "color:var(--name)"; "border-color" and the like are none.
    let letters = Set(
      try pairs("(^|[^-])color:var\\(--([a-z]+)\\)", in: style).map(\.1))
    #expect(letters.isSuperset(of: ["ink", "muted", "accent", "warn", "good"]), "\(letters)")
    let blocks = style.components(separatedBy: ":root{").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let values = Dictionary(
        try pairs("--([a-z]+):(#[0-9a-f]{3,6})", in: String(block.prefix { $0 != "}" })),
        uniquingKeysWith: { first, _ in first })
      for name in letters {
        for background in ["paper", "soft"] {
          let value = try contrast(
            #require(values[name]), #require(values[background]))
          #expect(value >= 4.5, "\(name) on \(background): \(value)")
        }
      }
    }
  }
}
