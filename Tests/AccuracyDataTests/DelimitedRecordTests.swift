import RepeatableNumbers
import Testing

@testable import AccuracyData
@testable import TabularText

@Suite("RFC 4180 records")
struct DelimitedRecordTests {
  private struct Record: Equatable {
    var line: Int
    var fields: [String]
    init(_ line: Int, _ fields: [String]) {
      self.line = line
      self.fields = fields
    }
  }

  private func records(
    _ text: String, delimiter: Character = ","
  ) throws(TabularTextError) -> [Record] {
    var reader = DelimitedRecordReader(
      bytes: Array(text.utf8), delimiter: delimiter.asciiValue ?? 0, file: "f")
    var spans: [FieldSpan] = []
    var found: [Record] = []
    while let line = try reader.next(into: &spans) {
      found.append(Record(line, spans.map(reader.text(of:))))
    }
    return found
  }

  @Test("The seven rules of RFC 4180, section 2")
  func rules() throws {
    #expect(
      try records("aaa,bbb\r\nzzz,yyy\r\n") == [
        Record(1, ["aaa", "bbb"]), Record(2, ["zzz", "yyy"]),
      ])
    #expect(try records("a,b\r\nc,d").count == 2)
    #expect(
      try records("\"aaa\",\"b \r\nbb\",c\r\nz,y,x") == [
        Record(1, ["aaa", "b   bb", "c"]), Record(3, ["z", "y", "x"]),
      ])
    #expect(try records("\"a,b\",\"c\"") == [Record(1, ["a,b", "c"])])
    #expect(try records("\"b\"\"bb\",\"\"\"\",\"\"") == [Record(1, ["b\"bb", "\"", ""])])
    #expect(try records("\"\"\"\"\"x\"\"\"") == [Record(1, ["\"\"x\""])])
  }

  @Test("LF, CR LF and CR end lines, and empty lines count")
  func lineEnds() throws {
    #expect(
      try records("a\rb\r\rc\r\n\nd") == [
        Record(1, ["a"]), Record(2, ["b"]), Record(3, [""]), Record(4, ["c"]), Record(5, [""]),
        Record(6, ["d"]),
      ])
  }

  @Test("Blanks around fields and quoted fields are dropped, blanks inside are kept")
  func blanks() throws {
    #expect(try records("  a b , \"c, d\" ,\u{A0}e\u{A0}") == [Record(1, ["a b", "c, d", "e"])])
    #expect(try records("\" a \",,") == [Record(1, ["a", "", ""])])
  }

  @Test("A quotation mark inside an unquoted field is a character")
  func literalQuotes() throws {
    #expect(try records("5\" stent,x\"\"y") == [Record(1, ["5\" stent", "x\"\"y"])])
  }

  @Test("Semicolons and tabs")
  func delimiters() throws {
    #expect(try records("a;b,c;d", delimiter: ";") == [Record(1, ["a", "b,c", "d"])])
    #expect(try records("a\t\tb\n", delimiter: "\t") == [Record(1, ["a", "", "b"])])
  }

  @Test("Any table survives being written with quotes", arguments: 0..<200)
  func roundTrip(_ seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    let alphabet: [Character] = ["a", "\"", ",", "\n", "\r", "\u{F6}", "7", ";"]
    var rows: [[String]] = []
    for _ in 0..<Int.random(in: 1...5, using: &generator) {
      rows.append(
        (0..<3).map { _ in
          let length = Int.random(in: 0...6, using: &generator)
          // Letters at the ends, because blanks there are trimmed by design.
          return "x"
            + String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
            + "x"
        })
    }
    let text = rows.map { row in
      row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }.joined(separator: "\n")
    // Line ends inside a field come back as the blanks that control characters become.
    let expected = rows.map { row in
      row.map { cell in
        String(
          String.UnicodeScalarView(
            cell.unicodeScalars.map { $0.value < 0x20 ? Unicode.Scalar(0x20) : $0 }))
      }
    }
    #expect(try records(text).map(\.fields) == expected)
  }
}
