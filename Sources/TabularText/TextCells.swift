/// Trims white space of every kind, the no-break space included, and turns control characters
/// into spaces, so that a cell can never steer the terminal it is printed on.
///
/// - Parameter text: any text.
/// - Returns: the text without white space at its ends and without control characters.
package func trimmedText(_ text: some StringProtocol) -> String {
  let visible = String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  let start = visible.firstIndex { !isBlank($0) } ?? visible.endIndex
  let end = visible.lastIndex { !isBlank($0) }.map(visible.index(after:)) ?? start
  return String(visible[start..<end])
}

/// Whether a character is white space or has no width at all.
package func isBlank(_ character: Character) -> Bool {
  character.isWhitespace || character == "\u{FEFF}" || character == "\u{200B}"
}

/// Whether a trimmed cell says that the value is missing: blank, `NA`, `NaN` or `.`.
package func isMissingValue(_ cell: String) -> Bool {
  switch cell.utf8.count {
  case 0: true
  case 1: cell == "."
  case 2: cell.lowercased() == "na"
  case 3: cell.lowercased() == "nan"
  default: false
  }
}

/// The key under which equal cells are equal: numbers by value, missing cells as one.
///
/// Only numbers of up to 15 characters are compared by value: those are exact as `Double`, while
/// two long identifiers that differ in the last digit would become one number.
///
/// - Parameters:
///   - cell: a trimmed cell.
///   - groupsAreText: whether `1.000` is text, because the column does not show whether that is a
///     thousand or one.
/// - Returns: the key.
package func comparisonKey(_ cell: String, groupsAreText: Bool = false) -> String {
  if isMissingValue(cell) { return "" }
  let isNumeric =
    cell.utf8.count <= 15
    && cell.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
  if isNumeric, let number = Double(cell), number.isFinite {
    if groupsAreText, case .grouped = numberForm(cell) { return "text \(cell)" }
    // Adding zero turns -0 into 0.
    return "number \(number + 0)"
  }
  return "text \(cell)"
}

/// A cell as an error message shows it: in quotes, without control characters, at most 40 long.
package func quotedForMessage(_ text: String, length: Int = 40) -> String {
  let shown = trimmedText(text.prefix(length + 1))
  return shown.count > length ? "\"\(shown.prefix(length - 3))...\"" : "\"\(shown)\""
}

/// A list as an error message shows it, cut after `limit` items.
///
/// - Parameters:
///   - items: what is listed, or its beginning.
///   - limit: how many are shown.
///   - total: how many there are, if `items` is only the beginning.
///   - length: characters of one item that are shown.
/// - Returns: the list as text.
package func listedForMessage(
  _ items: [String], limit: Int, of total: Int? = nil, length: Int = 40
) -> String {
  let shown = items.prefix(limit).map { item in
    let text = trimmedText(item.prefix(length + 1))
    return text.count > length ? "\(text.prefix(length - 3))..." : text
  }
  let rest = (total ?? items.count) - shown.count
  return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
}
