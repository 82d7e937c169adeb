/// Makes text from data files safe to print on a terminal.
public enum SafeText {
  /// The text with every character that could steer a terminal replaced by a visible one.
  ///
  /// C0 controls and DEL become Unicode's control pictures (escape becomes U+241B); C1 controls,
  /// line and paragraph separators, the byte order mark, bidirectional controls, tag characters
  /// and noncharacters become `<U+202E>`. A study label can therefore neither start an escape
  /// sequence, break a line, nor reorder what stands beside it. All other text is unchanged.
  ///
  /// - Parameter text: any text.
  /// - Returns: printable text on one line.
  public static func visible(_ text: String) -> String { visible(text, keeping: []) }

  /// As `visible(_:)`, for a format that has its own way with some of the characters.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - kept: characters that stay as they are.
  /// - Returns: printable text, on one line unless line ends are kept.
  public static func visible(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if !steers(scalar) || kept.contains(scalar) {
        result.append(scalar)
        continue
      }
      switch scalar.value {
      case 0x00...0x1F: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F: result.append("\u{2421}")
      default: result.append(contentsOf: codePoint(scalar.value))
      }
    }
    return String(result)
  }

  /// Whether a terminal, or whatever lays out a line of text, may obey the character instead of
  /// showing it: the characters that `visible(_:keeping:)` replaces.
  ///
  /// - Parameter scalar: any scalar.
  /// - Returns: true for controls, bidirectional controls, separators of lines, tag characters and
  ///   noncharacters.
  public static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069,
      0xFEFF, 0xFFF9...0xFFFB, 0xFDD0...0xFDEF, 0xE0000...0xE007F:
      true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }

  /// The same for a message of several lines that repeats words of the user: its own line breaks stay,
  /// those of the words become visible.
  ///
  /// - Parameters:
  ///   - message: text with line breaks.
  ///   - words: what it may repeat, as they are or from behind an equals sign.
  /// - Returns: printable text on as many lines.
  public static func visible(_ message: String, quoting words: [String]) -> String {
    var message = message
    for word in words {
      let value = word.firstIndex(of: "=").map { String(word[$0...].dropFirst()) }
      for part in [word, value ?? ""] where part.unicodeScalars.contains("\n") {
        message = message.split(separator: part, omittingEmptySubsequences: false)
          .joined(separator: visible(part))
      }
    }
    return message.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { visible(String($0)) }.joined(separator: "\n")
  }

  private static func codePoint(_ value: UInt32) -> String.UnicodeScalarView {
    let digits = String(value, radix: 16, uppercase: true)
    let padding = String(repeating: "0", count: max(0, 4 - digits.count))
    return "<U+\(padding)\(digits)>".unicodeScalars
  }
}
