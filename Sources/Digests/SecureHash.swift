/// SHA-256 of FIPS 180-4; a cryptography package would be the largest part of the build.
public struct SecureHash {
  /// Fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2).
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]

  /// Fractional parts of the square roots of the first eight primes (section 5.3.3).
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var schedule = [UInt32](repeating: 0, count: 64)
  /// The bytes behind the last whole block.
  private var rest: [UInt8] = []
  private var length: UInt64 = 0

  /// The hash of no bytes yet.
  public init() {}

  /// The digest of a message as 64 lower-case hexadecimal digits.
  ///
  /// - Parameter message: all its bytes.
  /// - Returns: the digest.
  public static func hexDigest(of message: [UInt8]) -> String {
    var hash = SecureHash()
    hash.update(message)
    return hash.hexDigest
  }

  /// Takes the next bytes of the message.
  ///
  /// - Parameter bytes: any number.
  public mutating func update(_ bytes: [UInt8]) {
    length += UInt64(bytes.count)
    var offset = 0
    if !rest.isEmpty {
      offset = min(64 - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<offset])
      if rest.count < 64 { return }
      absorb(rest, from: 0, blocks: 1)
      rest.removeAll(keepingCapacity: true)
    }
    let blocks = (bytes.count - offset) / 64
    absorb(bytes, from: offset, blocks: blocks)
    offset += 64 * blocks
    rest.append(contentsOf: bytes[offset...])
  }

  /// The digest of the bytes so far as eight words, the first of them first in `hexDigest`.
  public var words: [UInt32] {
    var last = self
    var tail = rest
    tail.append(0x80)
    while tail.count % 64 != 56 { tail.append(0) }
    let lengthInBits = length * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: lengthInBits >> shift))
    }
    last.absorb(tail, from: 0, blocks: tail.count / 64)
    return last.state
  }

  /// The digest of the bytes so far as 64 lower-case hexadecimal digits.
  public var hexDigest: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for word in words {
      for shift in stride(from: UInt32(28), through: 0, by: -4) {
        text.append(digits[Int((word >> shift) & 0xf)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func rotated(_ word: UInt32, by count: UInt32) -> UInt32 {
    (word >> count) | (word << (32 - count))
  }

  /// The compression function on blocks of 64 bytes (section 6.2.2).
  private mutating func absorb(_ message: [UInt8], from start: Int, blocks: Int) {
    message.withUnsafeBytes { bytes in
      schedule.withUnsafeMutableBufferPointer { words in
        Self.roundConstants.withUnsafeBufferPointer { constants in
          for block in 0..<blocks {
            for index in 0..<16 {
              words[index] = UInt32(
                bigEndian: bytes.loadUnaligned(
                  fromByteOffset: start + 64 * block + 4 * index, as: UInt32.self))
            }
            Self.compress(&state, words: words, constants: constants)
          }
        }
      }
    }
  }

  private static func compress(
    _ state: inout [UInt32], words: UnsafeMutableBufferPointer<UInt32>,
    constants: UnsafeBufferPointer<UInt32>
  ) {
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let sigma0 = rotated(early, by: 7) ^ rotated(early, by: 18) ^ (early >> 3)
      let sigma1 = rotated(late, by: 17) ^ rotated(late, by: 19) ^ (late >> 10)
      words[index] = words[index - 16] &+ sigma0 &+ words[index - 7] &+ sigma1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let sum1 = rotated(e, by: 6) ^ rotated(e, by: 11) ^ rotated(e, by: 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ sum1 &+ choice &+ constants[index] &+ words[index]
      let sum0 = rotated(a, by: 2) ^ rotated(a, by: 13) ^ rotated(a, by: 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }
}
