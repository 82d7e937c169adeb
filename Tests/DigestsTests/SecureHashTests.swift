import Digests
import Testing

/// The example messages of FIPS 180 and of NIST's page of SHA-256 examples.
@Suite("SHA-256 on NIST's examples")
struct SecureHashTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func example(_ message: String, _ digest: String) {
    #expect(SecureHash.hexDigest(of: Array(message.utf8)) == digest)
  }

  @Test func piecesOfAnySizeGiveTheSame() {
    let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = SecureHash.hexDigest(of: message)
    for size in [1, 3, 63, 64, 65, 127, 128, 129, 999] {
      var hash = SecureHash()
      for start in stride(from: 0, to: message.count, by: size) {
        hash.update(Array(message[start..<min(start + size, message.count)]))
      }
      #expect(hash.hexDigest == whole, "pieces of \(size)")
    }
  }
}
