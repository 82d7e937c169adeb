import Foundation

/// A directory of its own for one test, removed at the end.
final class ScratchDirectory {
  let root: String

  /// Makes it in a folder; nil for that of temporary files.
  init(in parent: String? = nil) throws {
    let folder = parent ?? FileManager.default.temporaryDirectory.path
    root = folder + "/sroc-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  /// The path of something in the directory.
  func path(_ name: String) -> String { root + "/" + name }

  /// Writes a file and gives its path.
  func file(_ name: String, _ content: some Sequence<UInt8>) throws -> String {
    try Data(content).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  /// Writes a text file and gives its path.
  func file(_ name: String, _ text: String) throws -> String { try file(name, text.utf8) }

  /// The content of a file; nil where there is none.
  func data(_ name: String) -> Data? {
    try? Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// The content of a text file; empty where there is none.
  func text(_ name: String) -> String { String(decoding: data(name) ?? Data(), as: UTF8.self) }

  /// All paths below a folder of the directory, sorted, hidden ones too.
  func listing(_ name: String) -> [String] {
    (FileManager.default.enumerator(atPath: path(name))?.compactMap { $0 as? String } ?? [])
      .sorted()
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

/// A table of studies with the counts given, as CSV.
func studyTable(_ rows: [[Int?]]) -> String {
  "study,tp,fp,fn,tn\n"
    + rows.enumerated().map { index, row in
      "S\(index + 1)," + row.map { $0.map(String.init) ?? "" }.joined(separator: ",") + "\n"
    }.joined()
}
