import RepeatableNumbers
import Testing

@testable import Documents

@Suite("JSON parsing")
struct JSONParsingTests {
  @Test("random documents read back the same, in both layouts", arguments: [1, 2, 3])
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<400 {
      let document = randomDocument(depth: 4, using: &random)
      #expect(try JSONValue.parse(document.serialized(.pretty)) == document)
      #expect(try JSONValue.parse(document.serialized(.compact)) == document)
    }
  }

  @Test("any finite double reads back bit for bit")
  func doubles() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      let back = try JSONValue.parse(JSONValue(value).serialized()).doubleValue
      #expect(back?.bitPattern == value.bitPattern)
    }
  }

  @Test("whole numbers keep all their digits")
  func wholeNumbers() throws {
    #expect(try JSONValue.parse("18446744073709551615").unsignedValue == UInt64.max)
    #expect(try JSONValue.parse("-9223372036854775808") == .integer(.min))
    #expect(try JSONValue.parse("9223372036854775807") == .integer(.max))
    #expect(try JSONValue.parse("18446744073709551616") == .number(18_446_744_073_709_551_616))
    #expect(try JSONValue.parse("-0").doubleValue?.sign == .minus)
    #expect(try JSONValue.parse("4.0").integerValue == 4)
    #expect(try JSONValue.parse("4.5").integerValue == nil)
    #expect(try JSONValue.parse("-1").unsignedValue == nil)
  }

  @Test("escapes, white space and a byte order mark")
  func accepted() throws {
    let text =
      " \t\r\n{ \"a\\u00e9\\ud83d\\ude00\\/\" : [ 1 , 2.5E+1 , \"\\b\\f\\n\\r\\t\\\\\\\"\" ] } "
    let expected: JSONValue = ["aé\u{1F600}/": [1, 25.0, "\u{08}\u{0C}\n\r\t\\\""]]
    #expect(try JSONValue.parse(text) == expected)
    #expect(try JSONValue.parse([0xEF, 0xBB, 0xBF] + Array("[]".utf8)) == [])
  }

  @Test("members and elements are found")
  func access() throws {
    let document = try JSONValue.parse(#"{"a": {"b": [true, "x"]}, "c": null}"#)
    #expect(document["a"]?["b"]?[0]?.booleanValue == true)
    #expect(document["a"]?["b"]?[1]?.stringValue == "x")
    #expect(document["a"]?["b"]?[2] == nil)
    #expect(document["c"]?.isNull == true)
    #expect(document["d"] == nil)
    #expect(document.members?.map(\.0) == ["a", "c"])
  }

  @Test(
    "malformed documents name the place",
    arguments: [
      ("", 1, 1), ("  \n ", 2, 2), ("{", 1, 2), ("[", 1, 2), ("[1,]", 1, 4), ("[1 2]", 1, 4),
      ("[,1]", 1, 2), ("{\"a\"}", 1, 5), ("{\"a\":}", 1, 6), ("{\"a\":1,}", 1, 8),
      ("{a:1}", 1, 2), ("{'a':1}", 1, 2), ("{\"a\":1 \"b\":2}", 1, 8),
      ("{\"a\":1,\n\"a\":2}", 2, 1),
      ("[1]]", 1, 4), ("1 2", 1, 3), ("nul", 1, 1), ("True", 1, 1), ("nullx", 1, 5),
      ("NaN", 1, 1), ("Infinity", 1, 1), ("-Infinity", 1, 2), ("+1", 1, 1), ("01", 1, 1),
      ("-", 1, 2), ("-01", 1, 1), ("1.", 1, 3), (".5", 1, 1), ("1.e3", 1, 3), ("1e", 1, 3),
      ("1e+", 1, 4), ("0x10", 1, 2), ("1e999", 1, 1), ("-1e999", 1, 1),
      ("[\n  1,\n  \"é\" x]", 3, 7),
      ("\"abc", 1, 1), ("\"a\nb\"", 1, 3), ("\"a\tb\"", 1, 3), ("\"\\x\"", 1, 2),
      ("\"\\u12\"", 1, 2), ("\"\\u12g4\"", 1, 2), ("\"\\ud800\"", 1, 2), ("\"\\udc00\"", 1, 2),
      ("\"\\ud800\\u0041\"", 1, 2), ("\"\\ud800\\n\"", 1, 2), ("\"\\", 1, 2),
      ("[1] // note", 1, 5), ("/* note */ 1", 1, 1), ("[1\u{00A0}]", 1, 3),
    ])
  func malformed(text: String, line: Int, column: Int) {
    let error = #expect(throws: JSONParsingError.self) { _ = try JSONValue.parse(text) }
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect(error?.message.isEmpty == false)
  }

  @Test("a string that is not UTF-8 is an error")
  func invalidUTF8() {
    for bytes: [UInt8] in [[0xFF], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80]] {
      #expect(throws: JSONParsingError.self) { _ = try JSONValue.parse([0x22] + bytes + [0x22]) }
    }
  }

  @Test("nesting is limited exactly, so that a hostile file cannot exhaust the stack")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONValue.parse(nested(128))
    #expect(throws: JSONParsingError.self) { _ = try JSONValue.parse(nested(129)) }
    #expect(throws: JSONParsingError.self) {
      _ = try JSONValue.parse(String(repeating: "{\"a\":", count: 1_000_000))
    }
  }

  @Test("every cut or changed byte of a document is an error or another document, never a crash")
  func damaged() throws {
    let document: JSONValue = [
      "schema": "sroc.run/1", "seed": .unsigned(.max), "prior": ["mu": "normal(0, 1.5)"],
      "numbers": [1, 2.5, -1e-7], "label": "é\u{1F600}\n",
    ]
    let bytes = document.serializedBytes(.compact)
    for end in 0..<bytes.count {
      #expect(throws: JSONParsingError.self) { _ = try JSONValue.parse(Array(bytes[..<end])) }
    }
    var random = SplitMix64(seed: 5)
    var refused = 0
    for _ in 0..<20_000 {
      var damaged = bytes
      damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      if (try? JSONValue.parse(damaged)) == nil { refused += 1 }
    }
    #expect(refused > 1_000)
  }

  private func randomDocument(depth: Int, using random: inout SplitMix64) -> JSONValue {
    switch random.next() % (depth > 0 ? 8 : 6) {
    case 0: return .null
    case 1: return .boolean(random.next() % 2 == 0)
    case 2: return .integer(Int64(bitPattern: random.next()) >> Int64(random.next() % 64))
    case 3: return .unsigned(random.next() | 1 << 63)
    case 4: return .number(4 * random.fraction() - 2)
    case 5: return .string(random.text(maximumLength: 60))
    case 6:
      return .array(
        (0..<random.next() % 6).map { _ in randomDocument(depth: depth - 1, using: &random) })
    default:
      return .object(
        (0..<random.next() % 6).map { index in
          (
            "\(index)" + random.text(maximumLength: 8),
            randomDocument(depth: depth - 1, using: &random)
          )
        })
    }
  }
}
