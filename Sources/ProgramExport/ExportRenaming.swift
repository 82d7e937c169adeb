/// A line of a program with other names.
enum ExportRenaming {
  /// Puts a suffix behind every word of `names`.
  static func suffixed(_ line: String, _ names: Set<String>, _ suffix: String) -> String {
    guard !suffix.isEmpty, !line.hasPrefix("#"), !line.hasPrefix("//") else { return line }
    var (result, word) = ("", "")
    func flush() {
      result += word
      if names.contains(word) { result += suffix }
      word = ""
    }
    for character in line {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        flush()
        result.append(character)
      }
    }
    flush()
    return result
  }
}
