import Messages
import Testing

@testable import AccuracyData
@testable import TabularText

/// Messages about data and messages about runs recommend commands, and the rooms that make them may not
/// import one another: each has its quotation marks, and both must be the same.
@Suite struct ShellWordsTests {
  @Test func bothRoomsQuoteAlike() {
    var words = [
      "", "a b", "it's", "''", "'", "a'b'c", "--by=x", "-0.5", "Ahn, 2010", "é", "\u{FFFD}",
    ]
    for value in UInt8(1)..<128 {
      let letter = String(UnicodeScalar(value))
      words += [letter, "a" + letter, letter + "b"]
    }
    for word in words {
      #expect(shellWord(word) == ShellText.quoted(word), "\(word.debugDescription)")
    }
    #expect(words.contains { shellWord($0) == $0 } && words.contains { shellWord($0) != $0 })
  }
}
