import Testing

@testable import Documents

@Suite("JSON writing")
struct JSONWritingTests {
  @Test("compact form of every kind of value")
  func compactForms() {
    let document: JSONValue = [
      "null": nil, "flag": true, "whole": -3, "seed": .unsigned(.max), "real": 0.25,
      "text": "a", "list": [1, [], [:]],
    ]
    #expect(
      document.serialized(.compact)
        == #"{"null":null,"flag":true,"whole":-3,"seed":18446744073709551615,"real":0.25,"#
        + #""text":"a","list":[1,[],{}]}"#)
  }

  @Test(
    "numbers",
    arguments: [
      (5.0, "5.0"), (-0.0, "-0.0"), (1e-5, "1e-05"), (0.1, "0.1"), (1e300, "1e+300"),
      (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
      (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
    ])
  func numbers(value: Double, expected: String) {
    #expect(JSONValue(value).serialized(.compact) == expected)
  }

  @Test("what is missing becomes null")
  func missing() {
    #expect(JSONValue(nil as Double?).isNull)
    #expect(JSONValue(nil as String?).isNull)
  }

  @Test("strings are escaped and other text is kept")
  func strings() {
    let text = "\"\\/\u{08}\t\n\u{0C}\r\u{00}\u{1B}\u{7F}\u{9B}\u{2028} é 漢 \u{1F600}"
    let expected =
      #""\"\\/\b\t\n\f\r\u0000\u001b\u007f\u009b\u2028 é 漢 "# + "\u{1F600}\""
    #expect(JSONValue.string(text).serialized(.compact) == expected)
  }

  @Test("what steers a terminal or an editor is escaped, in keys too, and reads back the same")
  func controls() throws {
    let text = "\u{1B}[31m\u{202E}x\u{2066}\u{200F}\u{061C}\u{FEFF}\u{E0041}\u{FFFE}\u{1FFFE} é 漢"
    let bytes = JSONValue.object([(text, .string(text))]).serialized(.compact)
    let escaped =
      #""\u001b[31m\u202ex\u2066\u200f\u061c\ufeff\udb40\udc41\ufffe\ud83f\udffe é 漢""#
    #expect(bytes == "{\(escaped):\(escaped)}")
    let back = try JSONValue.parse(bytes).members
    #expect(back?.first?.0 == text && back?.first?.1.stringValue == text)
    for value in 0...0x10FFFF where value < 0xD800 || value > 0xDFFF {
      guard let scalar = Unicode.Scalar(value), SafeText.steers(scalar) else { continue }
      let one = JSONValue.string(String(scalar)).serialized(.compact)
      #expect(one.utf8.allSatisfy { $0 < 0x7F && $0 >= 0x20 })
    }
  }

  @Test("pretty form keeps small rows on a line and breaks the rest")
  func pretty() {
    let document: JSONValue = [
      "matrix": JSONValue([[1.5, 2], [2, 3]]), "empty": [:], "none": [],
      "rows": [["name": "a", "inner": ["median": 1, "lower": nil]]],
    ]
    #expect(
      document.serialized() == """
        {
          "matrix": [[1.5, 2.0], [2.0, 3.0]],
          "empty": {},
          "none": [],
          "rows": [
            {
              "name": "a",
              "inner": { "median": 1, "lower": null }
            }
          ]
        }

        """)
  }

  @Test("a row is broken exactly where it would pass column 100, a comma included")
  func prettyWidth() {
    for length in 60...120 {
      let document: JSONValue = ["key": [.string(String(repeating: "x", count: length))], "z": 1]
      let lines = document.serialized().split(separator: "\n")
      let oneLine = lines.count == 4
      // Indent, key, brackets and quotes take 13 columns, the comma one.
      #expect(oneLine == (13 + length + 1 <= 100))
      if oneLine { #expect(lines[1].count <= 100) }
    }
  }

  @Test("columns are counted in characters, not bytes")
  func prettyWidthOfText() {
    let document: JSONValue = ["key": [.string(String(repeating: "é", count: 80))]]
    #expect(document.serialized().split(separator: "\n").count == 3)
  }
}
