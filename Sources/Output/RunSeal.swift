import Digests
import Documents

/// What makes a run's directory one thing: `run.json` holds the SHA-256 of every file of the run, and,
/// in its last line, the run's id, the SHA-256 of all of `run.json` before that line.
///
/// So the id stands for the run as a whole: the same inputs, options and version give the same id, and
/// no byte of any file can change without a hash that no longer agrees. Outside of this program:
/// `head -n -2 run.json | sha256sum`.
package enum RunSeal {
  /// What the last lines of a record say.
  package enum State: Equatable {
    /// The id is that of the bytes before it.
    case whole(id: String)
    /// No id: a version before ids wrote it, or it is no record.
    case none
    /// The bytes are not those that the run wrote.
    case broken
  }

  /// The bytes of `run.json`.
  ///
  /// - Parameters:
  ///   - record: its members but for the hashes and the id.
  ///   - digests: the name and the SHA-256 of each file of the run, in the order of `files`.
  /// - Returns: UTF-8.
  package static func sealed(
    _ record: [(String, JSONValue)], digests: [(name: String, sha256: String)]
  ) -> [UInt8] {
    let hashes = JSONValue.object(digests.map { ($0.name, .string($0.sha256)) })
    let document = JSONValue.object(record + [("file_sha256", hashes)]).serializedBytes()
    // The pretty layout of an object ends with a line that is its brace alone.
    let body = document.dropLast("\n}\n".utf8.count) + Array(",\n".utf8)
    return body + ending(id: SecureHash.hexDigest(of: Array(body)))
  }

  /// Compares a record with its id.
  ///
  /// - Parameter bytes: of `run.json`.
  /// - Returns: whether they are as a run wrote them.
  package static func state(of bytes: [UInt8]) -> State {
    let count = ending(id: String(repeating: "0", count: 64)).count
    let (body, end) = (Array(bytes.dropLast(count)), Array(bytes.suffix(count)))
    let id = SecureHash.hexDigest(of: body)
    if end == ending(id: id) { return .whole(id: id) }
    guard let document = try? JSONValue.parse(bytes) else { return .broken }
    return document["id"] == nil && document["file_sha256"] == nil ? .none : .broken
  }

  private static func ending(id: String) -> [UInt8] { Array("  \"id\": \"\(id)\"\n}\n".utf8) }
}
