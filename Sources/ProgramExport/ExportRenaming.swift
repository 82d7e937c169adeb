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

  /// Puts another text in place of one that begins words.
  static func replaced(_ line: String, _ text: String, by other: String) -> String {
    var (result, rest) = ("", line[...])
    while !rest.isEmpty {
      let isStart = result.last.map { !($0.isLetter || $0 == "_") } ?? true
      if isStart, rest.hasPrefix(text) {
        result += other
        rest = rest.dropFirst(text.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }
}
