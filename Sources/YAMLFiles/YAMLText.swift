/// What a file may not hold, looked for before the text is parsed: a parser goes one call deeper for
/// every level, and follows an alias as often as it stands there.
enum YAMLText {
  /// Bytes of a file; a model has a thousand.
  static let largestSize = 65_536
  /// Levels, of which four are needed.
  static let deepest = 8
  /// Columns of indentation.
  static let widestIndentation = 40
  /// What is said of an anchor, an alias or a tag.
  static let notTaken =
    "anchors, aliases and tags (& * !) are not taken; write the value itself, between "
    + "quotation marks where it begins so"

  /// Looks through a text.
  ///
  /// - Parameter text: without a byte order mark.
  /// - Throws: `YAMLProblem` for the first anchor, alias, tag or directive, for what is nested too deep
  ///   and for a character that no text has.
  static func check(_ text: String) throws(YAMLProblem) {
    var (line, depth) = (0, 0)
    // By scalars: a carriage return with a line feed is one character.
    for row in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      line += 1
      try check(Array(row), line: line, depth: &depth)
    }
  }

  private static func check(
    _ row: [Unicode.Scalar], line: Int, depth: inout Int
  ) throws(YAMLProblem) {
    var (quote, isStart, markers): (Unicode.Scalar?, Bool, Int) = (nil, true, 0)
    let indentation = row.prefix { $0 == " " }.count
    if indentation > widestIndentation {
      throw YAMLProblem(
        FilePlace(line: line, column: indentation + 1),
        "indented by \(indentation) columns; two a level are enough")
    }
    if row.first == "%" {
      throw YAMLProblem(
        FilePlace(line: line, column: 1), "directives are not taken; leave the line out")
    }
    for (index, character) in row.enumerated() {
      let place = FilePlace(line: line, column: index + 1)
      if character.value < 32 && character != "\t" && character != "\r" {
        throw YAMLProblem(place, "a control character; the file is plain text")
      }
      if let open = quote {
        if character == open { quote = nil }
        continue
      }
      let next = index + 1 < row.count ? row[index + 1] : " "
      let isSpace = character == " " || character == "\t"
      if character == "#", index == 0 || row[index - 1] == " " || row[index - 1] == "\t" { return }
      if isStart {
        switch character {
        case "'", "\"": quote = character
        case "&", "*", "!":
          throw YAMLProblem(place, notTaken)
        case "-" where next == " ", "?" where next == " ": markers += 1
        default: break
        }
      }
      if "[{".unicodeScalars.contains(character) { depth += 1 }
      if "]}".unicodeScalars.contains(character) { depth = max(0, depth - 1) }
      if depth + markers > deepest {
        throw YAMLProblem(place, "nested more than \(deepest) deep; four levels are enough")
      }
      let opens =
        "[{,".unicodeScalars.contains(character)
        || (character == ":" && (next == " " || next == "\t"))
        || (isStart && (character == "-" || character == "?") && (next == " " || next == "\t"))
      isStart = opens || (isStart && isSpace)
    }
  }
}
