/// Names of columns and labels of studies as people type them: compared without case, with every kind
/// of white space as one space, every kind of dash as a hyphen and every kind of apostrophe as one.

/// Dashes that stand for a hyphen: U+2010 to U+2015 and the minus sign.
package func isDash(_ character: Character) -> Bool {
  switch character {
  case "-", "\u{2010}"..."\u{2015}", "\u{2212}": true
  default: false
  }
}

/// A character without case. Through upper case, so that the German sharp s is "ss".
private func folded(_ character: Character) -> String {
  if isDash(character) { return "-" }
  switch character {
  case "'", "`", "\u{B4}", "\u{2018}"..."\u{201B}", "\u{2BC}", "\u{2B9}", "\u{2032}", "\u{FF07}":
    return "'"
  case "\"", "\u{201C}"..."\u{201F}", "\u{AB}", "\u{BB}", "\u{2033}": return "\""
  default: return character.uppercased().lowercased()
  }
}

/// The key under which two spellings of one label are the same.
///
/// Texts are equal in Swift where they are canonically equivalent, so a composed and a decomposed
/// accent are one.
///
/// - Parameter label: a trimmed label.
/// - Returns: the label in lower case with single spaces, hyphens and straight quotation marks.
package func labelKey(_ label: String) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(label.utf8.count)
  for byte in label.utf8 {
    switch byte {
    case 0x80...: return foldedKey(label)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
    case 0...0x20: if bytes.last != 0x20 { bytes.append(0x20) }
    case UInt8(ascii: "`"): bytes.append(UInt8(ascii: "'"))
    case UInt8(ascii: ".") where endsInEtAl(bytes): continue
    default: bytes.append(byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Whether a text ends in the words "et al", the full stop of which is often left out.
private func endsInEtAl(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
  let ending = bytes.suffix(6)
  return ending.suffix(5).elementsEqual("et al".utf8)
    && (ending.count == 5 || ending.first == 0x20 || ending.first == UInt8(ascii: ","))
}

private func foldedKey(_ label: String) -> String {
  var key = ""
  for character in label {
    if isBlank(character) {
      if key.last != " " { key.append(" ") }
    } else if character == ".", endsInEtAl(key.utf8) {
      continue
    } else {
      key += folded(character)
    }
  }
  return key
}

/// Where a name that opens a text ends in it.
///
/// - Parameters:
///   - name: a known name.
///   - text: what may begin with it, in any case and with other spaces and dashes.
/// - Returns: the place behind the name, or `nil` if the text does not begin with it.
package func endOfName(_ name: String, opening text: Substring) -> Substring.Index? {
  var place = text.startIndex
  var wanted = name.startIndex
  while wanted < name.endIndex {
    guard place < text.endIndex else { return nil }
    if isBlank(name[wanted]) {
      guard isBlank(text[place]) else { return nil }
      wanted = name[wanted...].firstIndex { !isBlank($0) } ?? name.endIndex
      place = text[place...].firstIndex { !isBlank($0) } ?? text.endIndex
    } else {
      guard name[wanted] == text[place] || folded(name[wanted]) == folded(text[place]) else {
        return nil
      }
      wanted = name.index(after: wanted)
      place = text.index(after: place)
    }
  }
  return place
}

/// Known names by the keys under which they are found in a list joined by commas.
package struct NameIndex {
  private var exact: [String: Int] = [:]
  private var keyed: [String: Int] = [:]
  /// The most commas that a name holds.
  private var mostCommas = 0

  /// - Parameter names: what is known; the first of equal ones is meant.
  package init(_ names: [String]) {
    exact.reserveCapacity(names.count)
    keyed.reserveCapacity(names.count)
    for (place, name) in names.enumerated() where !name.isEmpty {
      if exact[name] == nil { exact[name] = place }
      let key = labelKey(name)
      if keyed[key] == nil { keyed[key] = place }
      mostCommas = max(mostCommas, name.utf8.count { $0 == UInt8(ascii: ",") })
    }
  }

  /// Finds the known names in a list joined by commas; a name may itself hold commas, and the
  /// longest that fits is meant.
  ///
  /// - Parameter text: the list.
  /// - Returns: places of the names, in the order of the list; and the first part that is no known
  ///   name.
  package func split(_ text: String) -> (places: [Int], unknown: String?) {
    let parts = trimmedText(text).split(separator: ",", omittingEmptySubsequences: false)
    var places: [Int] = []
    var start = 0
    while start < parts.count {
      let longest = min(parts.count, start + mostCommas + 1)
      var found: (place: Int, end: Int)?
      for end in stride(from: longest, to: start, by: -1) {
        let name = trimmedText(parts[start..<end].joined(separator: ","))
        guard let place = exact[name] ?? keyed[labelKey(name)] else { continue }
        found = (place, end)
        break
      }
      guard let found else { return (places, trimmedText(parts[start])) }
      places.append(found.place)
      start = found.end
    }
    return (places, nil)
  }
}

/// The known names that are most like a mistyped one.
///
/// - Parameters:
///   - name: any text.
///   - names: what is known; only the first 5,000 are looked at.
///   - limit: how many are wanted.
/// - Returns: names; those that contain the text, or are contained in it, come first.
package func nearestNames(to name: String, among names: [String], limit: Int = 3) -> [String] {
  let wanted = labelKey(String(trimmedText(name).prefix(64)))
  let ranked = names.prefix(5000).map { known in
    let key = labelKey(String(known.prefix(64)))
    let contains =
      wanted.count >= 2 && !key.isEmpty && (key.contains(wanted) || wanted.contains(key))
    let distance = editDistance(Array(wanted.utf8), Array(key.utf8))
    return (name: known, distance: contains ? distance - 1000 : distance)
  }
  let sorted = ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
  return sorted.prefix(limit).map(\.name)
}

/// The name that was most likely meant.
///
/// - Parameters:
///   - name: any text.
///   - names: what is known.
/// - Returns: the nearest name; nil where even that has not half of its letters in common.
package func likelyName(for name: String, among names: [String]) -> String? {
  guard let nearest = nearestNames(to: name, among: names, limit: 1).first else { return nil }
  let (wanted, key) = (labelKey(String(trimmedText(name).prefix(64))), labelKey(nearest))
  guard !wanted.isEmpty else { return nil }
  let contains = wanted.count >= 2 && (key.contains(wanted) || wanted.contains(key))
  let distance = editDistance(Array(wanted.utf8), Array(key.utf8))
  return contains || 2 * distance <= max(wanted.utf8.count, key.utf8.count) ? nearest : nil
}

/// Insertions, deletions and replacements between two texts (Levenshtein).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var row = Array(0...right.count)
  for (index, byte) in left.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in right.indices {
      let replaced = diagonal + (right[column] == byte ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
    }
  }
  return row[right.count]
}
