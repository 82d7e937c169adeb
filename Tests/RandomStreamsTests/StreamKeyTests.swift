import RepeatableNumbers
import Testing

@testable import RandomStreams

/// What a test builds a key from, in the order of the key.
struct KeyParts: Equatable {
  var seed: UInt64
  var dataset: [UInt8]?
  var level: [UInt8]?
  var replicate: Int?
  var chain: Int?
  var purpose: UInt8?
  var index: Int?

  var key: StreamKey {
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    var key = StreamKey(seed: seed)
    if let dataset { key = key.child(.dataset(text(dataset))) }
    if let level { key = key.child(.level(text(level))) }
    if let replicate { key = key.child(.replicate(replicate)) }
    if let chain { key = key.child(.chain(chain)) }
    if let purpose = purpose.flatMap(StreamKey.Purpose.init) { key = key.child(.purpose(purpose)) }
    if let index { key = key.child(.index(index)) }
    return key
  }

  /// Reads the encoding as docs/statistics.md describes it; nil where bytes are missing or left.
  init?(decoding bytes: [UInt8]) {
    var rest = bytes[...]
    func number() -> UInt64? {
      guard rest.count >= 8 else { return nil }
      defer { rest = rest.dropFirst(8) }
      return rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
    func text() -> [UInt8]? {
      guard let length = number(), UInt64(rest.count) >= length else { return nil }
      defer { rest = rest.dropFirst(Int(length)) }
      return Array(rest.prefix(Int(length)))
    }
    func whole() -> Int? { number().map { Int(truncatingIfNeeded: $0) } }
    guard let first = number() else { return nil }
    self.init(seed: first)
    while let place = rest.popFirst() {
      switch place {
      case 1: dataset = text()
      case 2: level = text()
      case 3: replicate = whole()
      case 4: chain = whole()
      case 5: purpose = number().flatMap { UInt8(exactly: $0) }
      case 6: index = whole()
      default: return nil
      }
    }
  }

  init(seed: UInt64) { self.seed = seed }
}

/// Keys of streams: no two have one encoding, and their hashes are those of another program.
@Suite struct StreamKeyTests {
  /// Texts that would run into each other without lengths, or that look like what follows a text.
  private static let texts = [
    "", "a", "ab", "b", "\u{0}", "\u{4}", "a\u{2}", "\u{2}a", "\u{301}", "e\u{301}", "\u{e9}",
    "Größe",
    "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{1}", "1", "CT", "ct", "CT ", "(missing)",
  ]
  private static let numbers = [0, 1, 2, 255, 256, 1_000_000, -1, Int.max, Int.min]
  private static let seeds: [UInt64] = [0, 1, 2, 256, 1 << 32, 1 << 56, .max]

  private func randomParts(_ random: inout SplitMix64) -> KeyParts {
    var parts = KeyParts(seed: Self.seeds.randomElement(using: &random) ?? 0)
    func maybe<T>(_ values: [T]) -> T? {
      Bool.random(using: &random) ? values.randomElement(using: &random) : nil
    }
    parts.dataset = maybe(Self.texts).map { Array($0.utf8) }
    parts.level = maybe(Self.texts).map { Array($0.utf8) }
    parts.replicate = maybe(Self.numbers)
    parts.chain = maybe(Self.numbers)
    parts.purpose = maybe(StreamKey.Purpose.allCases)?.rawValue
    parts.index = maybe(Self.numbers)
    return parts
  }

  /// What can be read back to the last byte was encoded without loss, so that no two paths share an
  /// encoding.
  @Test func encodingsAreReadBack() {
    var random = SplitMix64(seed: 1)
    var seen: [[UInt8]: KeyParts] = [:]
    for _ in 0..<20_000 {
      let parts = randomParts(&random)
      let encoding = parts.key.encoding
      #expect(KeyParts(decoding: encoding) == parts)
      let earlier = seen.updateValue(parts, forKey: encoding)
      #expect(earlier == nil || earlier == parts)
    }
    #expect(seen.count > 15_000)
    // The reader is no rubber stamp.
    #expect(KeyParts(decoding: [0, 0]) == nil)
    #expect(KeyParts(decoding: StreamKey(seed: 1).child(.level("a")).encoding + [9]) == nil)
  }

  /// Different keys seed differently and derive different seeds, and no derived seed shows anything of a
  /// stream.
  @Test func differentKeysHaveDifferentSeedMaterial() {
    var random = SplitMix64(seed: 2)
    var encodings: Set<[UInt8]> = []
    var (words, firstWords, derived) = (Set<[UInt32]>(), Set<UInt64>(), Set<UInt64>())
    for _ in 0..<20_000 {
      let key = randomParts(&random).key
      guard encodings.insert(key.encoding).inserted else { continue }
      words.insert(key.seedWords)
      firstWords.insert((UInt64(key.seedWords[0]) << 32 | UInt64(key.seedWords[1])) >> 11)
      derived.insert(key.derivedSeed)
    }
    #expect(words.count == encodings.count && derived.count == encodings.count)
    #expect(firstWords.isDisjoint(with: derived))
  }

  /// Keys are equal as their bytes are: an accent apart and one with its letter are two names.
  @Test func equalKeysAreThoseOfEqualBytes() {
    let key = StreamKey(seed: 1).child(.level("\u{e9}"))
    #expect(key == StreamKey(seed: 1).child(.level("\u{e9}")))
    #expect(key != StreamKey(seed: 1).child(.level("e\u{301}")))
    #expect(key != StreamKey(seed: 1).child(.dataset("\u{e9}")))
    #expect(key != StreamKey(seed: 2).child(.level("\u{e9}")))
    #expect(
      StreamKey(seed: 1).child(.chain(3), .purpose(.sampling))
        == StreamKey(seed: 1).child(.chain(3)).child(.purpose(.sampling)))
  }

  /// Bytes, words of SHA-256 and first numbers by CPython's `hashlib`, and by its `random`, which seeds
  /// mt19937 by the digits of an integer to the base 2^32, the lowest first.
  @Test func keysGiveWhatAnotherProgramFinds() {
    let first = StreamKey(seed: 1).child(.chain(0), .purpose(.sampling))
    #expect(first.encoding == [0, 0, 0, 0, 0, 0, 0, 1] + [4] + zeros(8) + [5] + zeros(7) + [2])
    #expect(
      first.seedWords == [
        0x0740_ff3a, 0x9c51_39da, 0x0ff5_b7a9, 0xaeec_bfda, 0x296b_5bd4, 0xf1ae_7a44, 0xff46_9291,
        0xba5a_706e,
      ])
    expect(first, gives: [805_160_656, 3_740_390_048, 2_856_055_165])
    expect(
      StreamKey(seed: 1).child(.purpose(.adaptation)),
      gives: [1_095_407_067, 2_458_379_864, 1_902_842_860])
    expect(
      StreamKey(seed: .max).child(.level("CT"), .chain(3), .purpose(.newStudy)),
      gives: [2_139_940_461, 2_421_295_475, 2_873_055_498])
    expect(
      StreamKey(seed: 0).child(.dataset("Größe"), .purpose(.studyEffects), .index(-1)),
      gives: [619_566_896, 1_402_804_812, 2_761_118_350])
  }

  /// The seeds of data sets, by the same program; they are promised to stay.
  @Test(
    arguments: [
      (1, "auditc", 5_222_819_916_817_246), (1, "anti_ccp", 4_616_761_616_648_325),
      (2026, "auditc", 3_709_948_861_995_628), (UInt64.max, "Größe", 6_281_532_685_010_146),
      (0, "", 3_266_771_599_090_037),
    ] as [(UInt64, String, UInt64)])
  func seedsOfDataSetsStay(_ master: UInt64, _ name: String, _ seed: UInt64) {
    let derived = StreamKey(seed: master).child(.dataset(name)).derivedSeed
    #expect(derived == seed && derived < 1 << 53)
    // The fit that is started so has streams of its own.
    #expect(
      StreamKey(seed: derived).seedWords != StreamKey(seed: master).child(.dataset(name)).seedWords)
  }

  @Test func componentsOutOfOrderEndTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = StreamKey(seed: 1).child(.purpose(.sampling), .chain(0))
    }
    await #expect(processExitsWith: .failure) {
      _ = StreamKey(seed: 1).child(.chain(0), .chain(1))
    }
    await #expect(processExitsWith: .success) {
      _ = StreamKey(seed: 1).child(
        .dataset("a"), .level("b"), .replicate(0), .chain(0), .purpose(.sampling), .index(0))
    }
  }

  private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  private func expect(_ key: StreamKey, gives numbers: [UInt32]) {
    var stream = RandomStream(key)
    for number in numbers { #expect(stream.bits() == number) }
  }
}
