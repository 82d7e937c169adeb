import Foundation
import Testing

/// Labels, column names, levels and file names from a stranger's file, in everything that is written.
@Suite("Hostile text in the output")
struct HostileTextTests {
  private static let labels = [
    "=1+1", "\u{FF1D}1+1", "a;=1+1;", "\u{202E}live\u{202C}", "-2+3", "@SUM(A1)", "\u{FF20}x",
    "\u{FF0B}1", "\u{200F}right", "\u{E0041}tag", "O\"Q; 2010", "\u{2066}isolate\u{2069}",
  ]

  private static var data: Data {
    var text = "study,TP,FP,FN,TN,\"=\u{202E}kind;\"\n"
    for (index, label) in labels.enumerated() {
      let quoted = label.replacingOccurrences(of: "\"", with: "\"\"")
      text += "\"\(quoted)\",\(20 + index),\(4 + index % 3),\(3 + index % 4),\(40 - index),"
      text += "\"=\u{202E}level;\(index % 2)\"\n"
    }
    return Data(text.utf8)
  }

  /// What a terminal, an editor or a line of text would obey; line feeds and tabs aside.
  private func steering(_ text: String) -> [String] {
    text.unicodeScalars.filter {
      switch $0.value {
      case 0x09, 0x0A: false
      case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069,
        0xFEFF, 0xE0000...0xE007F:
        true
      default: false
      }
    }.map { "U+" + String($0.value, radix: 16) }
  }

  private func files(below folder: String) throws -> [String] {
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return found.map { "\(folder)/\($0)" }.filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  @Test func noFileOfARunSteersWhatShowsIt() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let arguments = ["fit", "-", "--draws", "300", "--out", out, "--format", "json"]
    let run = try sroc(arguments, input: Self.data)
    #expect(run.code == 0 && steering(run.text).isEmpty, "\(run.errors)")
    let written = try files(below: out)
    #expect(written.count > 15)
    for path in written {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(steering(text).isEmpty, "\(path): \(Set(steering(text)))")
    }
    // JSON keeps the text itself.
    let studies = try OrderedJSON(run.output)["studies"]?.elements ?? []
    #expect(studies.compactMap { $0["study"]?.string } == Self.labels)
  }

  @Test func noSpreadsheetRunsACell() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let fit = ["fit", "-", "--draws", "300", "--out", out, "--quiet"]
    #expect(try sroc(fit, input: Self.data).code == 0)
    let csv = try String(contentsOfFile: out + "/studies.csv", encoding: .utf8)
    let lines = csv.split(separator: "\n").dropFirst()
    #expect(lines.count == Self.labels.count)
    let expected = [
      "'=1+1", "'\u{FF1D}1+1", "\"a;'=1+1;\"", "<U+202E>live<U+202C>", "'-2+3", "'@SUM(A1)",
      "'\u{FF20}x", "'\u{FF0B}1", "<U+200F>right", "<U+E0041>tag", "\"O\"\"Q; 2010\"",
      "<U+2066>isolate<U+2069>",
    ]
    for (line, cell) in zip(lines, expected) {
      #expect(line.hasPrefix(cell + ","), "\(line)")
    }
    // The labels read back as they stand in the file.
    let again = try sroc(
      ["fit", out + "/studies.csv", "--draws", "300", "--format", "json"])
    let names = try OrderedJSON(again.output)["studies"]?.elements.map { $0["study"]?.string }
    #expect(names?.prefix(3) == ["'=1+1", "'\u{FF1D}1+1", "a;'=1+1;"], "\(again.errors)")
  }

  @Test func comparisonsAndLevelsAreSafeToo() throws {
    let column = "=\u{202E}kind;"
    for format in ["text", "json"] {
      let run = try sroc(
        [
          "compare", "-", "--by", column, "--methods", "ml", "--format", format, "--published",
          "=\u{1B}[31m\u{202E}x: se=0.5 sp=0.5",
        ], input: Self.data)
      #expect(run.code == 0 && steering(run.text).isEmpty, "\(run.text) \(run.errors)")
    }
    let table = try sroc(
      [
        "compare", "-", "--methods", "ml", "--format", "csv", "--published",
        "=\u{1B}[31m\u{202E}x: se=0.5 sp=0.5",
      ], input: Self.data)
    #expect(table.code == 0 && steering(table.text).isEmpty)
    #expect(table.text.contains("\npublished,'=\u{241B}[31m<U+202E>x,"), "\(table.text)")
    for verb in [["check", "-"], ["fit", "-", "--draws", "300", "--by", column]] {
      let run = try sroc(verb, input: Self.data)
      #expect(run.code == 0 && steering(run.text + run.errors).isEmpty, "\(run.text)")
    }
  }

  @Test func numbersOfOurOwnStayNumbers() throws {
    let run = try sroc(["fit", "example:auditc", "--draws", "300", "--format", "csv"])
    let rho = try #require(run.text.split(separator: "\n").first { $0.hasPrefix("rho,") })
    #expect(rho.split(separator: ",")[1].hasPrefix("-0."), "\(rho)")
  }
}
