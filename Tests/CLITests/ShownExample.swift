import Foundation

/// A part of a document that the program is held to, marked by a comment above it.
///
/// | mark | what stands below it |
/// |---|---|
/// | `<!-- example file: NAME -->` | the content of a file that later commands read |
/// | `<!-- example command -->` | a command whose output is not shown |
/// | `<!-- example output -->` | what the command above it prints; a line `...` stands for lines left out |
/// | `<!-- example error -->` | the message of the command above it, which must fail |
/// | `<!-- example text of PATH -->` | words of a file that a command above it wrote |
/// | `<!-- example numbers -->` | a text all of whose numbers stand in outputs above it |
struct ShownExample {
  /// What the mark says.
  enum Kind: Equatable {
    case file(String)
    case command
    case output
    case error
    case text(of: String)
    case numbers

    /// The mark on a line; nil on other lines, and on marks that do not exist.
    init?(_ line: String) {
      guard line.hasPrefix("<!-- example "), line.hasSuffix(" -->") else { return nil }
      let words = line.dropFirst("<!-- example ".count).dropLast(" -->".count)
      switch words {
      case "command": self = .command
      case "output": self = .output
      case "error": self = .error
      case "numbers": self = .numbers
      default:
        if words.hasPrefix("file: ") {
          self = .file(String(words.dropFirst("file: ".count)))
        } else if words.hasPrefix("text of ") {
          self = .text(of: String(words.dropFirst("text of ".count)))
        } else {
          return nil
        }
      }
    }
  }

  /// What is shown.
  var kind: Kind
  /// The command that it belongs to, without the program's name; empty for files and numbers.
  var arguments: [String]
  /// The block, without its margin and empty lines at its end.
  var lines: [String]
  /// The line of the mark, counted from 1.
  var line: Int

  /// Words of the block, whatever the lines.
  var words: [String] { lines.flatMap { $0.split(separator: " ").map(String.init) } }
}

/// A document with what it shows of the program.
struct ShownDocument {
  /// In the order of the document.
  private(set) var examples: [ShownExample] = []
  /// Commands that no mark belongs to, as `line: command`.
  private(set) var unmarkedCommands: [String] = []
  /// Numbers with three decimals or more outside of blocks and code: results that the text repeats.
  private(set) var repeatedNumbers: [String] = []
  /// Comments that look like marks and are none, as `line: comment`.
  private(set) var unknownMarks: [String] = []

  /// Reads a document.
  ///
  /// - Parameter text: Markdown; blocks are indented by four columns or quoted by `> `.
  init(_ text: String) {
    var lines = text.components(separatedBy: "\n")[...]
    var mark: (kind: ShownExample.Kind, line: Int)?
    var command: (arguments: [String], line: Int, isMarked: Bool)?
    func keep() {
      guard let command, !command.isMarked else { return }
      unmarkedCommands.append("\(command.line): \(command.arguments.joined(separator: " "))")
    }
    while let line = lines.first {
      let number = lines.startIndex + 1
      if line.hasPrefix("<!-- example") {
        let kind = ShownExample.Kind(line)
        if kind == nil { unknownMarks.append("\(number): \(line)") }
        mark = kind.map { ($0, number) }
        lines.removeFirst()
      } else if let open = mark, open.kind != .command, Self.content(line) != nil {
        examples.append(
          ShownExample(
            kind: open.kind, arguments: command?.arguments ?? [], lines: Self.block(&lines),
            line: open.line))
        if [.output, .error].contains(open.kind) { command?.isMarked = true }
        mark = nil
      } else if line.hasPrefix("    sroc ") {
        keep()
        command = (Self.command(&lines), number, mark?.kind == .command)
        if let open = mark, let command {
          examples.append(
            ShownExample(
              kind: open.kind, arguments: command.arguments, lines: [], line: open.line))
          mark = nil
        }
      } else {
        if Self.content(line) == nil {
          let words = line.replacing(/`[^`]*`/, with: "")
          repeatedNumbers += words.matches(of: /[0-9]+\.[0-9]{3,}/).map { String($0.output) }
        }
        lines.removeFirst()
      }
    }
    keep()
  }

  /// What a line of a block holds; nil for other lines.
  private static func content(_ line: String) -> String? {
    for margin in ["    ", "> "] where line.hasPrefix(margin) {
      return String(line.dropFirst(margin.count))
    }
    return line == ">" ? "" : nil
  }

  /// Takes a block: its lines, and empty ones between them, up to the next command.
  private static func block(_ lines: inout ArraySlice<String>) -> [String] {
    var block: [String] = []
    while let line = lines.first, !line.hasPrefix("    sroc "),
      let content = line.isEmpty ? "" : content(line)
    {
      block.append(content)
      lines.removeFirst()
    }
    while block.last?.isEmpty == true { block.removeLast() }
    return block
  }

  /// Takes a command, which goes on behind a backslash, and splits it as a shell would.
  private static func command(_ lines: inout ArraySlice<String>) -> [String] {
    var text = ""
    while let line = lines.popFirst() {
      text += line
      guard text.hasSuffix("\\") else { break }
      text.removeLast()
    }
    var words: [String] = []
    var quote: Character?
    var isInWord = false
    for character in text {
      if character == quote {
        quote = nil
      } else if quote == nil, "\"'".contains(character) {
        quote = character
        if !isInWord { words.append("") }
        isInWord = true
      } else if quote == nil, character == " " {
        isInWord = false
      } else {
        if !isInWord { words.append("") }
        isInWord = true
        words[words.count - 1].append(character)
      }
    }
    return Array(words.dropFirst())
  }
}
