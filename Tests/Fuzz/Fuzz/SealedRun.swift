import Digests

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
      let before = Array(SecureHash.hexDigest(of: old.bytes).utf8)
      let after = Array(SecureHash.hexDigest(of: new.bytes).utf8)
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
    return body + start + Array(SecureHash.hexDigest(of: body).utf8) + end
  }

  private static func place(of part: [UInt8], in whole: [UInt8]) -> Int? {
    guard whole.count >= part.count else { return nil }
    return (0...whole.count - part.count).first { whole[$0...].starts(with: part) }
  }
}
