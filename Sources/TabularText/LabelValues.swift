/// What the values of a column show about whether they name studies.
package struct LabelValues {
  /// Values that are there.
  package private(set) var given = 0
  /// Different ones among them.
  package private(set) var distinct = 0
  /// Different ones with a year or "et al".
  package private(set) var dated = 0
  /// Different ones with a letter.
  package private(set) var worded = 0
  /// Whether a value comes again, or is followed by blanks as in merged cells of a spreadsheet.
  package private(set) var repeats = false
  /// The first value that comes again.
  package private(set) var example = ""

  package init(_ values: some Sequence<String>) {
    var seen: Set<String> = []
    var beginsWithValue: Bool?
    var hasBlank = false
    for value in values {
      let isBlank = leavesLabelOut(value)
      if beginsWithValue == nil { beginsWithValue = !isBlank }
      if isBlank { hasBlank = true }
      if isBlank || isMissingValue(value) || isMissingCode(value) { continue }
      given += 1
      guard seen.insert(labelKey(value)).inserted else {
        if example.isEmpty { example = value }
        continue
      }
      distinct += 1
      if namesPublication(value) { dated += 1 }
      if value.contains(where: \.isLetter) { worded += 1 }
    }
    repeats = distinct < given || hasBlank && beginsWithValue == true && distinct > 0
  }

  /// At least half of the values have a year or "et al", and they are words.
  package var looksLikeStudies: Bool { distinct > 0 && dated * 2 >= distinct && isWorded }
  /// Whether each of so many rows has a study of its own.
  package func areStudies(of rows: Int) -> Bool {
    given == rows && distinct == rows && looksLikeStudies
  }
  /// At least half of the values have a letter.
  package var isWorded: Bool { distinct > 0 && worded * 2 >= distinct }
  /// At least a third of the values are different, as categories are not.
  var isVaried: Bool { distinct * 3 >= given }
  /// At least three values, and more than half of them different, as hardly any kinds are.
  package var isManifold: Bool { distinct >= 3 && distinct * 2 > given }
  /// Whether a value is written twice.
  package var isWrittenTwice: Bool { distinct < given }
}

/// Whether a text has a year from 1900 to 2099 or "et al".
package func namesPublication(_ text: String) -> Bool {
  yearPlace(in: Array(text.utf8)) != nil || text.lowercased().contains("et al")
}

/// Where the first year from 1900 to 2099 begins.
package func yearPlace(in text: some Sequence<UInt8>) -> Int? {
  let bytes = Array(text)
  return bytes.indices.dropLast(3).first { start in
    let century = (bytes[start], bytes[start + 1])
    guard century == (0x31, 0x39) || century == (0x32, 0x30) else { return false }
    guard isDigit(bytes[start + 2]), isDigit(bytes[start + 3]) else { return false }
    let before = start > 0 && isDigit(bytes[start - 1])
    let after = start + 4 < bytes.count && isDigit(bytes[start + 4])
    return !before && !after
  }
}

/// Marks and words for "the same as above".
private let dittoMarks: Set<String> = [
  "\"", "\"\"", "''", ",,", "\u{2033}", "\u{3003}", "\u{201C}", "\u{201D}", "\u{201E}", "\u{BB}",
  "\u{2193}", "\u{2191}", "\u{2032}\u{2032}", "- \" -", "-\"-", "\u{2013}\"\u{2013}", "- -", "--",
  "...",
  "\u{2026}", "|", "idem", "id.", "ibid", "ibid.", "ibidem", "ditto", "dito", "dto", "dto.", "dgl.",
  "same",
  "same study", "as above", "same as above", "see above", "s.o.", "s. o.", "siehe oben", "wie oben",
]

/// Whether a trimmed cell says "the same as above".
package func isDittoMark(_ cell: String) -> Bool {
  guard let first = cell.utf8.first, cell.utf8.count <= 13 else { return false }
  // Most labels begin with something else, and there may be a million of them.
  switch first {
  case 0x80..., UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: "-"),
    UInt8(ascii: "."), UInt8(ascii: "|"):
    break
  default: guard "adisw".utf8.contains(first | 0x20) else { return false }
  }
  return dittoMarks.contains(cell.lowercased())
}

/// Whether a cell of a label leaves the label to the row above: blank, a ditto mark or a dash.
package func leavesLabelOut(_ cell: String) -> Bool {
  let length = cell.utf8.count
  // Nearly all labels are longer.
  if length > 20 { return false }
  return length == 0 || isDittoMark(cell)
    || length <= 3 && cell.count == 1 && cell.first.map(isDash) == true
}

/// Whether a cell is a year from 1900 to 2099 and nothing else.
package func isCalendarYear(_ cell: String) -> Bool {
  cell.utf8.count == 4 && yearPlace(in: Array(cell.utf8)) == 0
}
