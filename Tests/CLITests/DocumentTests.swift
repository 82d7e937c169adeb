import Foundation
import Testing

/// The root of the package.
private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// What the documents show of the program is what the program does.
@Suite("Examples of the documents")
struct DocumentTests {
  /// README and all of docs, with the fewest examples that each has.
  static let documents = [
    ("README.md", 2), ("docs/batches.md", 0), ("docs/burmeister.md", 4), ("docs/contract.md", 0),
    ("docs/glossary.md", 0),
    ("docs/guide.md", 10), ("docs/statistics.md", 0),
  ]
  /// Documents all of whose commands are run, and whose text repeats no result that they do not show.
  static let wholeDocuments: Set<String> = ["docs/burmeister.md", "docs/guide.md"]

  private func document(_ name: String) throws -> ShownDocument {
    ShownDocument(try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8))
  }

  @Test func everyDocumentIsInTheList() throws {
    let found = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("docs").path)
    #expect(Set(found.map { "docs/" + $0 } + ["README.md"]) == Set(Self.documents.map(\.0)))
  }

  @Test(arguments: documents)
  func everyExampleIsWhatTheProgramDoes(_ name: String, _ fewest: Int) throws {
    let document = try document(name)
    #expect(document.examples.count >= fewest)
    #expect(document.unknownMarks == [])
    let runs = ExampleRuns(folder: try ScratchDirectory())
    for example in document.examples {
      for problem in try runs.problems(of: example) {
        Issue.record("\(name):\(example.line): \(problem)")
      }
    }
    guard Self.wholeDocuments.contains(name) else { return }
    #expect(document.unmarkedCommands == [])
    #expect(!document.repeatedNumbers.isEmpty)
    #expect(document.repeatedNumbers.filter { !runs.numbers.contains($0) } == [])
  }
}

/// Runs the examples of a document one after the other, in a folder of its own.
final class ExampleRuns {
  private let folder: ScratchDirectory
  /// What was last run.
  private var last: (arguments: [String], run: ProgramRun)?
  /// Numbers of all outputs shown so far.
  private(set) var numbers: Set<String> = []

  init(folder: ScratchDirectory) {
    self.folder = folder
  }

  /// What the program does otherwise than an example shows.
  func problems(of example: ShownExample) throws -> [String] {
    switch example.kind {
    case .file(let name):
      _ = try folder.file(name, example.lines.joined(separator: "\n") + "\n")
      return []
    case .command: return failure(of: try run(example))
    case .output:
      let run = try run(example)
      numbers.formUnion(example.lines.flatMap(Self.numbers))
      return failure(of: run)
        + differences(example.lines, run.text.components(separatedBy: "\n"))
    case .error:
      let run = try run(example)
      let words = run.errors.split(whereSeparator: \.isWhitespace).map(String.init)
      return (run.code == 0 ? ["the command does not fail"] : [])
        + (words == example.words ? [] : ["the message is \(run.errors)"])
    case .text(let path):
      numbers.formUnion(example.lines.flatMap(Self.numbers))
      return missingText(example.words, in: folder.text(path), path)
    case .numbers:
      let own = example.lines.flatMap(Self.numbers)
      return (own.isEmpty ? ["no number"] : [])
        + own.filter { !numbers.contains($0) }.map { "\($0) stands in no output above" }
    }
  }

  private func run(_ example: ShownExample) throws -> ProgramRun {
    if let last, last.arguments == example.arguments, example.kind != .command { return last.run }
    let run = try sroc(example.arguments, directory: folder.root)
    last = (example.arguments, run)
    return run
  }

  private func failure(of run: ProgramRun) -> [String] {
    run.code == 0 && run.errors.isEmpty ? [] : ["exit code \(run.code), \(run.errors)"]
  }

  /// The first lines of an output may be left out, the last ones, and those where `...` stands.
  private func differences(_ shown: [String], _ printed: [String]) -> [String] {
    guard shown.count > 2 else { return ["too little is shown"] }
    var problems: [String] = []
    var rest = printed[...]
    for (index, line) in shown.enumerated() where line != "..." {
      if index == 0 || shown[index - 1] == "..." {
        guard let start = rest.firstIndex(where: { shows(line, $0) }) else {
          return problems + ["never printed: \(line)"]
        }
        rest = rest[start...]
      }
      let other = rest.popFirst() ?? ""
      if !shows(line, other) { problems.append("shown:   \(line)\nprinted: \(other)") }
    }
    return problems
  }

  private func shows(_ line: String, _ other: String) -> Bool {
    let (left, right) = (parts(line), parts(other))
    return left.count == right.count && zip(left, right).allSatisfy(agree)
  }

  /// Words and numbers of a line, whatever the spaces between them.
  private func parts(_ line: String) -> [String] {
    line.split(whereSeparator: { " ()".contains($0) }).map(String.init)
  }

  /// Whether two parts show the same: the same text, or numbers that differ by rounding alone. Another
  /// processor's vector instructions change draws in their last bits, and so a quantile by a draw.
  private func agree(_ shown: String, _ printed: String) -> Bool {
    if shown == printed { return true }
    func numbers(_ text: String) -> [Double] {
      text.replacingOccurrences(of: ",", with: "")
        .split(whereSeparator: { !"0123456789.".contains($0) }).compactMap { Double($0) }
    }
    func words(_ text: String) -> String { text.filter { !"0123456789.,".contains($0) } }
    let (a, b) = (numbers(shown), numbers(printed))
    guard words(shown) == words(printed), a.count == b.count, !a.isEmpty else { return false }
    let decimals =
      shown.split(separator: ".").dropFirst().first?.prefix(while: \.isNumber).count ?? 0
    let unit = pow(10, -Double(decimals)) * 1.001
    return zip(a, b).allSatisfy { abs($0 - $1) <= max(unit, 0.03 * max($0, $1)) }
  }

  /// Empty where the words follow each other in a page.
  private func missingText(_ words: [String], in page: String, _ path: String) -> [String] {
    var text = ""
    var isTag = false
    for character in page {
      if character == "<" || character == ">" {
        isTag = character == "<"
      } else if !isTag {
        text.append(character)
      }
    }
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
      text = text.replacingOccurrences(of: entity, with: character)
    }
    let own = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count > 10 else { return ["too little is shown"] }
    let starts = own.indices.filter { own[$0] == words[0] && $0 + words.count <= own.count }
    let found = starts.contains { zip(words, own[$0...]).allSatisfy(agree) }
    let wanted = words.joined(separator: " ")
    return found ? [] : ["\(path) (\(own.count) words) does not say: \(wanted)"]
  }

  /// Numbers of a line as they are written, without the full stop or comma of a sentence.
  private static func numbers(_ line: String) -> [String] {
    line.matches(of: /[0-9]+(?:[.,][0-9]+)*/).map { String($0.output) }
  }
}
