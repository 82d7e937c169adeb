/// Makes the hashes of an edited run fit again: a run whose hashes are wrong is refused at once, and
/// what lies behind that check would never be tried.
enum SealedRun {
  /// Puts the hashes of the edited files, and then the run's id, into the edited `run.json`.
  ///
  /// - Parameters:
  ///   - edited: the files; the first is `run.json`.
  ///   - original: the same files before.
  static func seal(
    _ edited: inout [(name: String, bytes: [UInt8])], as original: [(name: String, bytes: [UInt8])]
  ) {
    var record = edited[0].bytes
    for (new, old) in zip(edited, original).dropFirst() where new.bytes != old.bytes {
      let (before, after) = (Array(digest(old.bytes).utf8), Array(digest(new.bytes).utf8))
      if let place = place(of: before, in: record) {
        record.replaceSubrange(place..<place + before.count, with: after)
      }
    }
    edited[0].bytes = sealed(record)
  }

  /// A `run.json` with the id that its bytes ask for; unchanged where it has none.
  static func sealed(_ record: [UInt8]) -> [UInt8] {
    let (start, end) = (Array("  \"id\": \"".utf8), Array("\"\n}\n".utf8))
    let length = start.count + 64 + end.count
    guard record.count >= length, record.suffix(end.count).elementsEqual(end) else { return record }
    let body = Array(record.dropLast(length))
    guard record[body.count...].starts(with: start) else { return record }
    return body + start + Array(digest(body).utf8) + end
  }

  private static func place(of part: [UInt8], in whole: [UInt8]) -> Int? {
    guard whole.count >= part.count else { return nil }
    return (0...whole.count - part.count).first { whole[$0...].starts(with: part) }
  }

  /// SHA-256 (FIPS 180-4) by the book; the program's own is not visible here.
  static func digest(_ message: [UInt8]) -> String {
    var state = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: (message.count * 8) >> shift))
    }
    for block in stride(from: 0, to: padded.count, by: 64) {
      absorb(padded[block..<block + 64], into: &state)
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func absorb(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    func turned(_ word: UInt32, _ count: UInt32) -> UInt32 {
      word >> count | word << (32 - count)
    }
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
      block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let first = turned(early, 7) ^ turned(early, 18) ^ early >> 3
      let second = turned(late, 17) ^ turned(late, 19) ^ late >> 10
      words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
    }
    var work = state
    for index in 0..<64 {
      let (a, b, c, e, f, g) = (work[0], work[1], work[2], work[4], work[5], work[6])
      let sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
      let first = work[7] &+ sum &+ (e & f ^ ~e & g) &+ constants[index] &+ words[index]
      let other = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
      work.removeLast()
      work.insert(first &+ other &+ (a & b ^ a & c ^ b & c), at: 0)
      work[4] &+= first
    }
    for index in state.indices { state[index] &+= work[index] }
  }

  private static let primes = (2...311).filter { number in
    !(2..<number).contains { number % $0 == 0 }
  }

  private static let constants = primes.map { fraction(cubeRoot(Double($0))) }

  /// The first 32 bits behind the binary point.
  private static func fraction(_ value: Double) -> UInt32 {
    UInt32((value - value.rounded(.down)) * 4_294_967_296)
  }

  /// By Newton's method, to the last bit but one.
  private static func cubeRoot(_ value: Double) -> Double {
    var root = value / 3 + 1
    for _ in 0..<60 { root -= (root - value / (root * root)) / 3 }
    return root
  }
}
