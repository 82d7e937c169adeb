import Documents
import Drawing
import Foundation
import Output
import Testing

@testable import FitFigures
@testable import RunFiles

@Suite("Characters without a font")
struct MissingGlyphsTests {
  private func figure(_ text: String) -> Figure {
    var canvas = SVGCanvas(name: "test", width: 200, height: 100)
    canvas.text(text, x: 10, y: 20)
    return canvas.figure(title: "Title", description: "Description.")
  }

  /// A program that lists what a made-up system has: Latin and one Chinese character.
  private func fonts(_ listed: String) throws -> (folder: URL, program: ExternalProgram) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("fonts-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent("list").path
    try "#!/bin/sh\nprintf '%s\\n' '\(listed)'\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return (folder, try #require(ExternalProgram(path: path)))
  }

  @Test("what no font covers is named once, in one sentence")
  func missing() throws {
    let (folder, program) = try fonts("20-7e a0-17f\n6f22")
    defer { try? FileManager.default.removeItem(at: folder) }
    let figures = [figure("漢字 Müller"), figure("字 \u{200D}\u{FE0F} 語")]
    let found = MissingGlyphs.characters(of: figures, program: program)
    #expect(found == ["字", "語"])
    let warning = try #require(MissingGlyphs.warning(found))
    #expect(warning.hasPrefix("no installed font has 2 characters of the figure (U+5B57, U+8A9E);"))
    #expect(MissingGlyphs.warning([]) == nil)
    #expect(MissingGlyphs.characters(of: [figure("Müller 漢")], program: program).isEmpty)
  }

  @Test("without a list of fonts nothing is claimed")
  func noList() throws {
    #expect(MissingGlyphs.characters(of: [figure("漢")], program: nil).isEmpty)
    let (folder, program) = try fonts("")
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(MissingGlyphs.characters(of: [figure("漢")], program: program).isEmpty)
  }

  @Test("the fonts of figures include those of East Asia")
  func families() {
    for family in ["Noto Sans CJK SC", "Hiragino Sans", "Microsoft YaHei", "Malgun Gothic"] {
      #expect(Figure.fontFamily.contains("'\(family)'"))
    }
  }
}
