/// How many columns text takes on a terminal.
public enum DisplayWidth {
  /// The number of terminal columns of a text on one line.
  ///
  /// Combining marks and format characters take none; East Asian wide and full-width characters
  /// (Unicode Standard Annex 11) and emoji take two; everything else takes one. A grapheme
  /// cluster takes the width of its base, so a family emoji counts two.
  ///
  /// - Parameter text: text without control characters; see `SafeText.visible(_:)`.
  /// - Returns: columns, 0 or more.
  public static func columns(of text: String) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + columns(of: $1) }
  }

  /// The beginning of a text, ended by an ellipsis where it does not fit.
  ///
  /// - Parameters:
  ///   - text: text without control characters.
  ///   - limit: columns available, at least 1.
  /// - Returns: a text of at most `limit` columns.
  public static func truncated(_ text: String, to limit: Int) -> String {
    precondition(limit >= 1, "an ellipsis needs a column")
    if columns(of: text) <= limit { return text }
    var taken = 0
    var result = ""
    for character in text {
      let width = columns(of: character)
      if taken + width > limit - 1 { break }
      taken += width
      result.append(character)
    }
    while result.last == " " { result.removeLast() }
    return result + "\u{2026}"
  }

  /// The text followed by spaces up to a width.
  package static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - columns(of: text)))
  }

  /// The text preceded by spaces up to a width.
  package static func leftPadded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - columns(of: text))) + text
  }

  package static func columns(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let base = scalars.first else { return 0 }
    // U+FE0F asks for the emoji form of a character that has a text form too.
    if scalars.contains("\u{FE0F}") && base.properties.isEmoji { return 2 }
    if base.properties.isEmojiPresentation || isWide(base.value) { return 2 }
    switch base.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control: return 0
    case .format: return base.value == 0xAD ? 1 : 0
    default: return 1
    }
  }

  private static func isWide(_ code: UInt32) -> Bool {
    guard code >= 0x1100 else { return false }
    return wideRanges.contains { $0.contains(code) }
  }

  /// Blocks whose characters have East Asian width W or F.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F,  // Hangul leading consonants
    0x2329...0x232A,  // angle brackets
    0x2E80...0x303E,  // radicals, CJK punctuation
    0x3041...0x33FF,  // kana, bopomofo, compatibility
    0x3400...0x4DBF,  // ideographs, extension A
    0x4E00...0x9FFF,  // unified ideographs
    0xA000...0xA4CF,  // Yi
    0xA960...0xA97F,  // Hangul extended A
    0xAC00...0xD7A3,  // Hangul syllables
    0xF900...0xFAFF,  // compatibility ideographs
    0xFE10...0xFE19,  // vertical forms
    0xFE30...0xFE6F,  // compatibility forms, small forms
    0xFF01...0xFF60,  // full-width forms
    0xFFE0...0xFFE6,  // full-width signs
    0x16FE0...0x18CFF,  // Tangut, Khitan
    0x1AFF0...0x1B2FF,  // kana supplements
    0x1F200...0x1F265,  // enclosed ideographs
    0x20000...0x3FFFD,  // ideographs beyond the basic plane
  ]
}
