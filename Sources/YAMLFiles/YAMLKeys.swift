import TabularText

/// The keys of one level.
package struct YAMLKeys {
  private let members: [YAMLValue.Member]
  private let name: String
  /// Where the level begins.
  package let wholePlace: FilePlace

  /// - Parameters:
  ///   - value: keys with values.
  ///   - name: what messages call the level.
  ///   - known: what may stand there.
  /// - Throws: `YAMLProblem` for another kind of value and for the first unknown key.
  package init(_ value: YAMLValue, of name: String, known: [String]) throws(YAMLProblem) {
    guard case .members(let members) = value.content else {
      throw YAMLProblem(
        value.place,
        "\(name) has keys with values, as `\(known[0]): ...`, and not \(value.kindWords)")
    }
    if let other = members.first(where: { !known.contains($0.key) }) {
      throw YAMLProblem(
        other.keyPlace, unknownWord("unknown key", other.key, among: known))
    }
    (self.members, self.name, wholePlace) = (members, name, value.place)
  }

  package subscript(key: String) -> YAMLValue? { members.first { $0.key == key }?.value }

  /// Where a key stands.
  package func place(_ key: String) -> FilePlace? { members.first { $0.key == key }?.keyPlace }

  /// A value that must be there; the example is what could stand there.
  package func required(
    _ key: String, as example: String? = nil
  ) throws(YAMLProblem) -> YAMLValue {
    guard let value = self[key] else {
      throw YAMLProblem(
        wholePlace, "\(name) needs the key \(key)" + (example.map { ": \($0)" } ?? ""))
    }
    return value
  }
}

extension YAMLValue {
  /// A text of one line that is not empty.
  package func line(_ key: String) throws(YAMLProblem) -> String {
    guard case .text(let text) = content, !trimmedText(text).isEmpty else {
      throw YAMLProblem(place, "\(key) is a text, and not \(kindWords)")
    }
    guard !text.contains(where: \.isNewline), text.count <= 500 else {
      throw YAMLProblem(place, "\(key) is a text of one line and at most 500 characters")
    }
    return trimmedText(text)
  }

  /// A name: letters, digits, hyphens, underscores and points.
  package func word(_ key: String) throws(YAMLProblem) -> String {
    let text = try line(key)
    let isWord = text.unicodeScalars.allSatisfy {
      ($0.isASCII && $0.properties.isAlphabetic) || ("0"..."9").contains($0)
        || "-_.".unicodeScalars.contains($0)
    }
    guard isWord, text.count <= 60 else {
      throw YAMLProblem(
        place, "\(key) \"\(text)\": use letters, digits, hyphens, underscores and points, up to 60")
    }
    return text
  }

  /// One of several words.
  package func choice<Value>(
    _ values: KeyValuePairs<String, Value>, of key: String
  ) throws(YAMLProblem) -> Value {
    let text = try line(key)
    guard let found = values.first(where: { $0.key == text }) else {
      throw YAMLProblem(
        place, unknownWord(key, text, among: values.map(\.key)))
    }
    return found.value
  }

  /// A list of texts; one text is a list of one.
  package func texts(_ key: String) throws(YAMLProblem) -> [String] {
    guard case .list(let values) = content else { return [try line(key)] }
    guard !values.isEmpty else {
      throw YAMLProblem(place, "\(key) is empty; leave it out")
    }
    var texts: [String] = []
    for value in values { texts.append(try value.line("an entry of \(key)")) }
    return texts
  }
}

/// An unknown word, with what is known and the nearest of it.
package func unknownWord(_ what: String, _ word: String, among known: [String]) -> String {
  let list = known.joined(separator: ", ")
  return "\(what) \(word.isEmpty ? "is empty" : "\"\(word)\""): "
    + (likelyName(for: word, among: known).map { "did you mean \($0)? (of \(list))" }
      ?? "use one of \(list)")
}
