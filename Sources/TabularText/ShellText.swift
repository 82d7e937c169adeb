/// Options as a message recommends them: typed as printed into a POSIX shell, they must work.

/// The text as one word of a POSIX shell, in single quotes where it needs them.
func shellWord(_ text: String) -> String {
  let isPlain =
    !text.isEmpty
    && text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "/"),
        UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "%"):
        true
      default: false
      }
    }
  return isPlain ? text : inSingleQuotes(text)
}

private func inSingleQuotes(_ text: String) -> String {
  "'"
    + text.split(separator: "'", omittingEmptySubsequences: false)
    .joined(separator: "'\\''") + "'"
}

/// An option with its value as a message recommends it.
///
/// - Parameters:
///   - option: as `--by`.
///   - value: any text.
/// - Returns: `--by VALUE`, or `nil` for a value that a line of text cannot show as it is.
package func shellOption(_ option: String, _ value: String) -> String? {
  guard value.utf8.count <= 160, isShownAsItIs(value) else { return nil }
  // A value that begins with a hyphen would be taken for an option.
  return option + (value.hasPrefix("-") ? "=" : " ") + shellWord(value)
}

private func isShownAsItIs(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
    default: scalar != "\u{FFFD}"
    }
  }
}

/// Names as an error message lists them, quoted where one could not be told from the next.
package func listedNames(_ names: [String], limit: Int) -> String {
  let shown = names.prefix(limit).map { name in
    let text = listedForMessage([name], limit: 1)
    return text.contains { $0 == "," || $0 == "'" || $0 == "\"" || $0 == "=" || $0 == ";" }
      ? inSingleQuotes(text) : text
  }
  let rest = names.count - shown.count
  return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
}
