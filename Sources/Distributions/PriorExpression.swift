/// A prior as written, `name(number, number, ...)`, before anyone asks whether it makes sense.
struct PriorExpression {
  /// A number with the 1-based character at which it starts.
  struct Argument {
    let value: Double
    let position: Int
  }

  let source: String
  let name: String
  let namePosition: Int
  let arguments: [Argument]

  /// Reads an expression. Spaces are free; names are lower-cased.
  ///
  /// - Parameter source: the text.
  /// - Throws: `PriorError` with the character at which reading stopped.
  init(_ source: String) throws(PriorError) {
    var reader = PriorExpressionReader(source)
    self.source = source
    (name, namePosition) = try reader.readName()
    arguments = try reader.readArguments()
  }

  /// An error that quotes the expression and points at one of its characters.
  func error(at position: Int, _ what: String) -> PriorError {
    PriorError(message: "prior \"\(source)\", at character \(position): \(what)")
  }

  /// Writes a number so that it reads back to the same value, without a trailing ".0".
  static func text(_ value: Double) -> String {
    let written = "\(value)"
    return written.hasSuffix(".0") ? String(written.dropLast(2)) : written
  }

  /// Writes an expression in canonical form.
  static func text(_ name: String, _ values: [Double]) -> String {
    "\(name)(\(values.map(text).joined(separator: ", ")))"
  }
}

/// The characters of an expression and how far they are read.
private struct PriorExpressionReader {
  let source: String
  let characters: [Character]
  var next = 0

  init(_ source: String) {
    self.source = source
    characters = Array(source)
  }

  private func error(_ what: String) -> PriorError {
    PriorError(message: "prior \"\(source)\", at character \(next + 1): \(what)")
  }

  private var found: String { next < characters.count ? "\"\(characters[next])\"" : "the end" }

  private mutating func skipSpaces() {
    while next < characters.count, characters[next].isWhitespace { next += 1 }
  }

  mutating func readName() throws(PriorError) -> (String, Int) {
    skipSpaces()
    let start = next
    while next < characters.count, Self.belongsToName(characters[next]) { next += 1 }
    if next == start {
      throw error("expected the name of a prior, as in half_normal(1), but found \(found)")
    }
    return (String(characters[start..<next]).lowercased(), start + 1)
  }

  private static func belongsToName(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }

  mutating func readArguments() throws(PriorError) -> [PriorExpression.Argument] {
    skipSpaces()
    guard next < characters.count, characters[next] == "(" else {
      throw error("expected \"(\" after the name, but found \(found)")
    }
    next += 1
    var arguments: [PriorExpression.Argument] = []
    while true {
      arguments.append(try readNumber())
      skipSpaces()
      guard next < characters.count, characters[next] == "," || characters[next] == ")" else {
        throw error("expected \",\" or \")\", but found \(found)")
      }
      next += 1
      if characters[next - 1] == ")" { break }
    }
    skipSpaces()
    if next < characters.count { throw error("expected nothing after \")\", but found \(found)") }
    return arguments
  }

  private mutating func readNumber() throws(PriorError) -> PriorExpression.Argument {
    skipSpaces()
    let start = next
    while next < characters.count, Self.belongsToNumber(characters[next]) { next += 1 }
    let text = String(characters[start..<next])
    guard let value = Double(text), value.isFinite else {
      let what = text.isEmpty ? found : "\"\(text)\""
      next = start
      throw error("expected a number such as 1, -0.5 or 1e-3, but found \(what)")
    }
    return PriorExpression.Argument(value: value, position: start + 1)
  }

  // Hexadecimal numbers, "inf" and "nan", which the language reads too, hold other letters.
  private static func belongsToNumber(_ character: Character) -> Bool {
    switch character {
    case "0"..."9", ".", "-", "+", "e", "E": true
    default: false
    }
  }
}
