/// Words for a shell, so that a command in a message works when it is typed as printed.
public enum ShellText {
  /// A word as a POSIX shell takes it.
  ///
  /// - Parameter word: any text.
  /// - Returns: the word itself where it is plain, else in single quotation marks.
  public static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || "0123456789-_=:./,+@%".unicodeScalars.contains($0))
      }
    guard !isPlain else { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// A command of several words.
  ///
  /// - Parameter words: the program and its arguments.
  /// - Returns: one line.
  public static func command(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }
}
