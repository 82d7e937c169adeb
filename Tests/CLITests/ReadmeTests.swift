import Foundation
import Testing

/// The outputs that README shows are those of the program.
@Suite("README's examples")
struct ReadmeTests {
  /// A command of README with the block below the mark `<!-- example output -->`.
  struct Example {
    var arguments: [String]
    var lines: [String]
  }

  private func examples() throws -> [Example] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    var command: [String] = []
    var result: [Example] = []
    var isOutput = false
    for line in text.components(separatedBy: "\n") {
      if line == "<!-- example output -->" {
        result.append(Example(arguments: command, lines: []))
        isOutput = true
      } else if let content = line.hasPrefix("    ") ? line.dropFirst(4) : nil {
        if isOutput {
          result[result.count - 1].lines.append(String(content))
        } else if content.hasPrefix("sroc ") {
          command = content.split(separator: " ").dropFirst().map(String.init)
        }
      } else if line.isEmpty {
        if isOutput, result.last?.lines.isEmpty == false {
          result[result.count - 1].lines.append("")
        }
      } else {
        isOutput = false
      }
    }
    return result
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

  @Test func everyBlockIsWhatTheProgramPrints() throws {
    let examples = try examples()
    #expect(examples.count >= 2)
    for example in examples {
      let run = try sroc(example.arguments)
      #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
      let printed = run.text.components(separatedBy: "\n")
      var shown = example.lines
      while shown.last?.isEmpty == true { shown.removeLast() }
      #expect(shown.count > 5)
      // README may stop before the end; the first lines of the output that it shows must be there.
      let start = try #require(printed.firstIndex(of: shown[0]), "\(shown[0])")
      for (line, other) in zip(shown, printed[start...]) {
        let (left, right) = (parts(line), parts(other))
        #expect(
          left.count == right.count && zip(left, right).allSatisfy(agree), "\(line)\n\(other)")
      }
    }
  }
}
