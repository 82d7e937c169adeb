import Digests
import Documents
import Messages
import Requests

/// A data set that is no longer what the plan says.
struct ChangedInput: Error {
  let name: String
  /// Whether it can be read at all.
  var isReadable = true
}

/// The data sets of a batch as its plan knows them: names, and the beginnings of the hashes of their bytes; of a
/// design its text.
struct InputList: Sendable {
  /// As the file of data sets holds them.
  let bytes: [UInt8]
  /// The first 64 bits of each hash; 0 for what could not be read.
  private let marks: [UInt64]

  /// What else decides data sets that are made up.
  private let fingerprint: [UInt8]

  /// SHA-256 of the list.
  var sha256: String { SecureHash.hexDigest(of: bytes + fingerprint) }

  /// Reads all data sets.
  ///
  /// - Parameter items: of the batch.
  init(_ items: any BatchItems) {
    if let data = items.simulation {
      (bytes, marks, fingerprint) = (Array(data.design.text.utf8), [], data.fingerprint)
      return
    }
    var table = CSVTable(columnNames: ["dataset", "sha256"], guardsFormulas: false)
    var marks: [UInt64] = []
    for index in 0..<items.count {
      // What cannot be read is a row that says so, also when the batch goes on.
      let digest = (try? items.load(index))?.sha256 ?? ""
      table.add([.text(SafeText.visible(items.name(index))), .text(digest)])
      marks.append(Self.mark(digest))
    }
    bytes = table.serializedBytes()
    (self.marks, fingerprint) = (marks, [])
  }

  /// The list as it was written when the batch was planned; nil where the names are others, or the bytes are no
  /// list.
  ///
  /// - Parameters:
  ///   - bytes: of the file.
  ///   - items: of the batch as it is now.
  init?(_ bytes: [UInt8], items: any BatchItems) {
    var marks: [UInt64] = []
    var name = CSVTable(columnNames: ["dataset", "sha256"], guardsFormulas: false)
    _ = name.takeBytes()
    let lines = bytes.split(separator: 10).dropFirst()
    guard lines.count == items.count else { return nil }
    for (index, line) in lines.enumerated() {
      name.add([.text(SafeText.visible(items.name(index))), .empty])
      let beginning = name.takeBytes().dropLast()
      guard line.starts(with: beginning) else { return nil }
      marks.append(Self.mark(String(decoding: line.dropFirst(beginning.count), as: UTF8.self)))
    }
    (self.bytes, self.marks, fingerprint) = (bytes, marks, [])
  }

  private static func mark(_ digest: String) -> UInt64 { UInt64(digest.prefix(16), radix: 16) ?? 0 }

  /// Whether a data set could be read when the batch was planned.
  func wasReadable(_ index: Int) -> Bool { !marks.isEmpty && marks[index] != 0 }

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
