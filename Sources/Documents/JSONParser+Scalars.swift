extension JSONParser {
  /// Reads a number by the grammar of RFC 8259, section 6.
  package mutating func number() throws(JSONParsingError) -> JSONValue {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let leadingZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
    let wholeDigits = skipDigits()
    if wholeDigits == 0 { throw error("expected a digit") }
    if leadingZero && wholeDigits > 1 { throw error("a number must not begin with 0", at: start) }
    var isWhole = true
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      if skipDigits() == 0 { throw error("expected a digit after the decimal point") }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      position += 1
      if position < bytes.count,
        bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      if skipDigits() == 0 { throw error("expected a digit in the exponent") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    // "-0" as an integer would lose its sign.
    if isWhole && text != "-0" {
      if let value = Int64(text) { return .integer(value) }
      if let value = UInt64(text) { return .unsigned(value) }
    }
    guard let value = Double(text), value.isFinite else {
      throw error("the number is outside the range of double precision", at: start)
    }
    return .number(value)
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    {
      position += 1
    }
    return position - start
  }

  /// Reads a string whose opening quotation mark is at the position.
  package mutating func string() throws(JSONParsingError) -> String {
    let opening = position
    position += 1
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw error("the string is not valid UTF-8", at: opening)
        }
        return text
      case UInt8(ascii: "\\"):
        let scalar = try escape()
        content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      case 0x00...0x1F:
        throw error("a control character in a string must be escaped")
      default:
        content.append(byte)
        position += 1
      }
    }
    throw error("the string is not closed", at: opening)
  }

  private mutating func escape() throws(JSONParsingError) -> Unicode.Scalar {
    let start = position
    position += 1
    guard position < bytes.count else { throw error("the string is not closed", at: start) }
    let letter = bytes[position]
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default: throw error("unknown escape sequence", at: start)
    }
  }

  private mutating func unicodeEscape(from start: Int) throws(JSONParsingError) -> Unicode.Scalar {
    let first = try hexadecimalQuad(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    let lowSurrogates: ClosedRange<UInt32> = 0xDC00...0xDFFF
    guard !lowSurrogates.contains(first), position + 1 < bytes.count,
      bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { throw error("a surrogate escape stands alone", at: start) }
    position += 2
    let second = try hexadecimalQuad(from: start)
    guard lowSurrogates.contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw error("a surrogate escape stands alone", at: start) }
    return scalar
  }

  private mutating func hexadecimalQuad(from start: Int) throws(JSONParsingError) -> UInt32 {
    guard position + 4 <= bytes.count else {
      throw error("expected four hexadecimal digits", at: start)
    }
    var value: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw error("expected four hexadecimal digits", at: start)
      }
      value = value << 4 | UInt32(digit)
    }
    position += 4
    return value
  }
}
