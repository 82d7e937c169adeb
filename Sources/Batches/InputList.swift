import Digests
import Documents
import Messages
import Requests

/// A data set that is no longer what the plan says.
struct ChangedInput: Error {
  let name: String
}

/// The data sets of a batch as its plan knows them: names, and the beginnings of the hashes of their bytes; of a
/// design its text.
struct InputList: Sendable {
  /// As the file of data sets holds them.
  let bytes: [UInt8]
  /// The first 64 bits of each hash; 0 for what could not be read.
  private let marks: [UInt64]

  /// SHA-256 of the list.
  var sha256: String { SecureHash.hexDigest(of: bytes) }

  /// Reads all data sets.
  ///
  /// - Parameter items: of the batch.
  init(_ items: any BatchItems) {
    if let data = items.simulation {
      (bytes, marks) = (Array(data.design.text.utf8), [])
      return
    }
    var table = CSVTable(columnNames: ["dataset", "sha256"])
    var marks: [UInt64] = []
    for index in 0..<items.count {
      // What cannot be read is a row that says so, also when the batch goes on.
      let digest = (try? items.load(index))?.sha256 ?? ""
      table.add([.text(SafeText.visible(items.name(index))), .text(digest)])
      marks.append(Self.mark(digest))
    }
    bytes = table.serializedBytes()
    self.marks = marks
  }

  private static func mark(_ digest: String) -> UInt64 { UInt64(digest.prefix(16), radix: 16) ?? 0 }

  /// Refuses bytes that are not those of the plan.
  ///
  /// - Parameters:
  ///   - digest: SHA-256 of the data set as it is now; empty where it cannot be read.
  ///   - name: of the data set.
  ///   - index: its place.
  /// - Throws: `ChangedInput`.
  func requireSame(_ digest: String, name: String, at index: Int) throws(ChangedInput) {
    if marks.isEmpty { return }
    guard marks[index] == Self.mark(digest) else { throw ChangedInput(name: name) }
  }
}
