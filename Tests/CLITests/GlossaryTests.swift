import Foundation
import Testing

/// Every name in the program's output is explained.
@Suite("Names of outputs and the glossary")
struct GlossaryTests {
  /// Words between backticks of documents.
  private func explained(
    in documents: [String] = ["docs/glossary.md", "docs/contract.md"]
  ) throws -> Set<String> {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try documents.map {
      try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8)
    }.joined(separator: "\n")
    let code = text.matches(of: /`([^`]+)`/).map { String($0.1) }
    return Set(
      code.flatMap { $0.split(whereSeparator: { " ,{}()=/".contains($0) }) }.map(String.init))
  }

  /// Whether a name is explained: as it is, or as the end of an interval of what is.
  private func isExplained(_ name: String, _ words: Set<String>) -> Bool {
    if words.contains(name) { return true }
    for end in ["_lower", "_upper"] where name.hasSuffix(end) {
      return words.contains(String(name.dropLast(end.count)))
    }
    return false
  }

  private func keys(_ value: Any) -> Set<String> {
    switch value {
    case let object as [String: Any]:
      object.reduce(into: []) { $0.formUnion(keys($1.value).union([$1.key])) }
    case let array as [Any]: array.reduce(into: []) { $0.formUnion(keys($1)) }
    default: []
    }
  }

  @Test func everyKeyOfJSONIsExplained() throws {
    let words = try explained()
    let quick = quickOptions + ["--format", "json"]
    let data = ["example:ascus", "--by", "test"]
    for arguments in [
      ["fit", "example:naf-pet-ct", "--prevalence", "0.1"] + quick, ["fit"] + data + quick,
      [
        "fit", "example:ascus", "--covariate", "test", "--prevalence", "0.1", "--exchange-rate",
        "0.2",
      ]
        + quick,
      ["compare", "example:naf-pet-ct", "--published", "X: se=.9[.8,1] sp=.9[.8,1]"] + quick,
      ["compare"] + data + quick, ["influence"] + data + quick,
      ["sensitivity"] + data + quick,
      ["compare", "example:anti-ccp", "--covariate", "generation", "--methods", "ml"] + quick,
      ["compare", "example:catheter", "--covariate", "prevalence", "--methods", "ml"] + quick,
      ["check", "example:naf-pet-ct", "--format", "json"],
    ] {
      let run = try sroc(arguments)
      try #require(run.code == 0, "\(run.errors)")
      let names = keys(try JSONSerialization.jsonObject(with: run.output))
      #expect(names.count > 10)
      #expect(names.filter { !isExplained($0, words) }.sorted() == [], "\(arguments)")
    }
  }

  /// Names of quantities are values of a column, not keys. The contract lists them and explains none.
  @Test func everyQuantityIsExplained() throws {
    let words = try explained(in: ["docs/glossary.md"])
    let run = try sroc(["fit", "example:naf-pet-ct", "--format", "csv"] + quickOptions)
    let names = run.text.split(separator: "\n").dropFirst().map { line in
      String(line.prefix { $0 != "," })
    }
    #expect(names.count > 20 && names.contains("dor_new"))
    #expect(names.filter { !words.contains($0) } == [])
  }

  @Test func everyColumnAndKeyOfAFileIsExplained() throws {
    let words = try explained()
    let scratch = try ScratchDirectory()
    let run = try sroc(
      ["fit", "example:ascus", "--by", "test", "--prevalence", "0.1", "--quiet"] + quickOptions
        + ["--out", scratch.path("run")])
    try #require(run.code == 0, "\(run.errors)")
    let files = scratch.listing("run").filter { $0.hasSuffix(".csv") }
    #expect(files.count > 10)
    for file in files {
      let lines = scratch.text("run/" + file).split(separator: "\n")
      let header = try #require(lines.first { !$0.hasPrefix("#") }, "\(file)")
      let names = header.split(separator: ",").map(String.init)
      // Studies are numbered behind a full stop.
      let wanted = names.filter { !$0.hasPrefix("log_lik.") || $0 == "log_lik.1" }
      #expect(wanted.filter { !isExplained($0, words) } == [], "\(file)")
    }
    for file in scratch.listing("run").filter({ $0.hasSuffix(".json") }) {
      let data = try #require(scratch.data("run/" + file))
      // Names of files are keys too.
      let names = keys(try JSONSerialization.jsonObject(with: data)).filter {
        !$0.contains(".") || $0.hasPrefix("q")
      }
      #expect(!names.isEmpty)
      #expect(names.filter { !isExplained($0, words) }.sorted() == [], "\(file)")
    }
  }
}
