import Testing

@testable import Documents
@testable import Output

@Suite("Terminal text")
struct TerminalTextTests {
  @Test(
    "display width",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{0301}", 1), ("漢字", 4), ("カタ", 4), ("ｶﾀ", 2),
      ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{1F600}", 2),
      ("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", 2), ("\u{1F1EB}\u{1F1F7}", 2),
      ("\u{2764}\u{FE0F}", 2), ("\u{2764}", 1), ("\u{1F44D}\u{1F3FD}", 2), ("a\u{200B}b", 2),
      ("Ｆ", 2), ("·≤∞", 3), ("1\u{FE0F}\u{20E3}", 2), ("שלום", 4), ("\u{20000}", 2), ("␛", 1),
    ])
  func width(text: String, expected: Int) {
    #expect(DisplayWidth.columns(of: text) == expected)
  }

  @Test(
    "truncation",
    arguments: [
      ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("ab cdef", 4, "ab…"),
      ("漢字漢字", 8, "漢字漢字"), ("漢字漢字", 7, "漢字漢…"), ("漢字漢字", 6, "漢字…"),
      ("漢字", 1, "…"), ("e\u{0301}e\u{0301}e\u{0301}", 2, "e\u{0301}…"),
    ])
  func truncation(text: String, limit: Int, expected: String) {
    #expect(DisplayWidth.truncated(text, to: limit) == expected)
    #expect(DisplayWidth.columns(of: expected) <= limit)
  }

  @Test(
    "labels cannot steer the terminal",
    arguments: [
      ("Quon 2012", "Quon 2012"), ("Müller 漢 \u{1F600}", "Müller 漢 \u{1F600}"),
      ("\u{1B}[31mred", "␛[31mred"), ("a\nb\tc\r", "a␊b␉c␍"), ("\u{00}\u{7F}", "␀␡"),
      ("\u{9B}2J", "<U+009B>2J"), ("\u{202E}evil", "<U+202E>evil"), ("a\u{2028}b", "a<U+2028>b"),
      ("\u{FEFF}x", "<U+FEFF>x"), ("\u{E0041}", "<U+E0041>"), ("\u{FFFF}", "<U+FFFF>"),
      ("\u{1FFFE}", "<U+1FFFE>"), ("\u{2066}\u{200F}", "<U+2066><U+200F>"), ("a\r\nb", "a␍␊b"),
    ])
  func safeText(text: String, expected: String) {
    #expect(SafeText.visible(text) == expected)
  }

  @Test("whatever comes in, nothing that steers goes out")
  func safeTextOfAnything() {
    for code in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let result = SafeText.visible("a" + String(Character(scalar)))
      let category = scalar.properties.generalCategory
      if category == .control || category == .lineSeparator || category == .paragraphSeparator
        || scalar.properties.isBidiControl || scalar.properties.isNoncharacterCodePoint
      {
        #expect(!result.unicodeScalars.contains(scalar))
      }
      #expect(SafeText.visible(result) == result)
    }
  }
}
