import RepeatableNumbers

extension SplitMix64 {
  /// A number in [0, 1), 0 included.
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Text with all that makes trouble: controls, quotes, commas, wide and combining characters.
  mutating func text(maximumLength: UInt64) -> String {
    let troublemakers: [Unicode.Scalar] = [
      "\"", "\\", ",", ";", "\n", "\r", "\t", "\u{00}", "\u{1B}", "\u{7F}", "\u{9B}", "\u{2028}",
      "\u{202E}", "\u{0301}", "é", "漢", "\u{1F600}", "\u{FEFF}", "\u{FFFF}", "=", "-", "'", " ",
    ]
    var result = String.UnicodeScalarView()
    for _ in 0..<(next() % (maximumLength + 1)) {
      if next() % 2 == 0 {
        result.append(troublemakers[Int(next() % UInt64(troublemakers.count))])
      } else {
        result.append(Unicode.Scalar(UInt8(0x20 + next() % 95)))
      }
    }
    return String(result)
  }
}
