/// The generator SplitMix64, for tests that must repeat exactly.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in [0, 1).
  mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

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
