/// What earlier runs left in a directory: one that is whole, and those that were stopped.
struct EarlierRuns {
  /// The files that they wrote, as far as a run can have files of these names.
  let files: [String]
  /// Whether there is nothing that a new run may not replace.
  let mayBeReplaced: Bool

  /// Looks at a directory whose lock is held, so that no run is at work there.
  ///
  /// - Parameter root: the directory.
  /// - Throws: `SystemFailure` where it cannot be read.
  init(_ root: DirectoryHandle) throws(SystemFailure) {
    var hasRecord = false
    let names = try root.names()
    // A run that was stopped while its files got their names leaves its record under another one.
    let records = names.filter {
      $0 == RunFileNames.record || $0 == RunFileNames.earlierRecord
        || RunFileNames.owner(ofTemporary: $0) == RunFileNames.record
    }
    var known: Set<String> = []
    var listed: [String] = []
    for name in records.sorted(by: >) {
      guard let names = Self.files(ofRecord: name, in: root) else { continue }
      hasRecord = true
      listed += names.filter { RunFileNames.contains($0) && known.insert($0).inserted }
    }
    files = listed
    mayBeReplaced = hasRecord || names.allSatisfy { Self.isLeftover($0, in: root) }
  }

  private static func files(ofRecord name: String, in root: DirectoryHandle) -> [String]? {
    guard let bytes = try? root.bytes(of: name, megabytes: 64),
      let document = try? JSONValue.parse(bytes),
      let schema = document["schema"]?.stringValue, schema.hasPrefix("sroc.run/")
    else { return nil }
    return document["files"]?.elements?.compactMap(\.stringValue) ?? []
  }

  /// Whether a name is a temporary file of a run, or a folder with nothing else.
  private static func isLeftover(_ name: String, in folder: DirectoryHandle) -> Bool {
    if RunFileNames.owner(ofTemporary: name) != nil { return folder.kind(name) == .file }
    guard RunFileNames.isFolder(name), folder.kind(name) == .folder,
      let below = try? folder.folder(name), let names = try? below.names()
    else { return false }
    return names.allSatisfy { isLeftover($0, in: below) }
  }
}

extension OutputDirectory {
  /// Removes the temporary files of runs that were killed, and the folders that only they had.
  func removeLeftovers() { Self.removeLeftovers(in: root, depth: 2) }

  private static func removeLeftovers(in folder: DirectoryHandle, depth: Int) {
    for name in (try? folder.names()) ?? [] {
      if RunFileNames.owner(ofTemporary: name) != nil {
        folder.remove(name)
      } else if depth > 0, RunFileNames.isFolder(name), let below = try? folder.folder(name) {
        removeLeftovers(in: below, depth: depth - 1)
      }
    }
  }
}
