import ArgumentParser
import Documents

extension SROC {
  /// The command that the words ask for.
  ///
  /// A word behind an option is its value also where it begins with a dash (`--level -0.5`), so that
  /// what is wrong is said of the value. The parser by itself would take it for another option and
  /// report a missing value.
  static func command(for words: [String]) throws -> any ParsableCommand {
    var words = words
    while true {
      do {
        return try parseAsRoot(words)
      } catch {
        guard let joined = joiningValue(words, of: missingOption(in: message(for: error))) else {
          throw error
        }
        words = joined
      }
    }
  }

  /// The option of the parser's message that a value is missing, as `--level`.
  private static func missingOption(in message: String) -> Substring? {
    let beginning = "Missing value for '"
    guard message.hasPrefix(beginning) else { return nil }
    return message.dropFirst(beginning.count).prefix { $0 != " " && $0 != "'" }
  }

  /// The words with a value joined to the option before it; nil where there is no such value.
  private static func joiningValue(_ words: [String], of option: Substring?) -> [String]? {
    guard let option else { return nil }
    let end = words.firstIndex(of: "--") ?? words.endIndex
    let place = words[..<end].indices.first { index in
      guard words[index] == option, index + 1 < end else { return false }
      let next = words[index + 1]
      return next.hasPrefix("-") && !next.hasPrefix("--") && next != "-" && next != "-h"
    }
    guard let place else { return nil }
    var result = words
    let value = result.remove(at: place + 1)
    result[place] += "=" + value
    return result
  }

  /// Ends the program as the parser would, but with all output through this program's own writers:
  /// help and version to standard output, of which a full disk is an error; errors to standard error,
  /// with nothing in them that could steer a terminal.
  ///
  /// - Parameters:
  ///   - error: what parsing or running a command threw.
  ///   - words: of the command line, which the error may repeat.
  static func end(with error: any Error, words: [String]) -> Never {
    let code = exitCode(for: error)
    let text = fullMessage(for: error)
    if !text.isEmpty {
      if code.isSuccess {
        StandardOutput.write(text + "\n")
      } else {
        StandardError.write(line: SafeText.visible(text, quoting: words))
      }
    }
    exit(withError: code)
  }
}
