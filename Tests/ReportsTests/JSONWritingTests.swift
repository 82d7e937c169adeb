import Testing

@testable import Reports

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
