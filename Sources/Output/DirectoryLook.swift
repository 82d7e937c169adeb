import Digests
import Documents
import Messages

/// A look at what stands in a directory. What is not there, or is no ordinary file, is not there for a
/// run; but where the system refuses the look itself, because no more files can be open or the disk
/// fails, nothing is known, and that is an error with the system's reason: nobody may then be told that
/// the files are not a run's.
struct DirectoryLook {
  let root: DirectoryHandle
  /// As the user gave it.
  let path: String
  /// Whether everything there may be replaced, so that a file without permission or with a fault is as
  /// good as none; without means to look it is an error all the same.
  let isForced: Bool

  /// All names directly below.
  func names() throws(OutputError) -> [String] {
    do { return try root.names() } catch {
      throw OutputError(path: path, reason: Message(error.reason))
    }
  }

  /// The bytes of a small file of a run; nil where there is none.
  func record(_ name: String) throws(OutputError) -> [UInt8]? {
    try look(at: name) { () throws(SystemFailure) in
      try root.bytes(of: name, megabytes: RunFileNames.largestRecordInMegabytes)
    }
  }

  /// The SHA-256 of a file of a run; nil where there is none.
  func digest(_ name: String) throws(OutputError) -> String? {
    try look(at: name) { () throws(SystemFailure) in
      var hash = SecureHash()
      try root.read(name, megabytes: RunFileNames.largestInMegabytes) { hash.update($0) }
      return hash.hexDigest
    }
  }

  /// Whether something stands under a name. A folder in the way, or none, is seen where the file would
  /// be written.
  func isThere(_ name: String) throws(OutputError) -> Bool {
    let place = try look(at: name) { () throws(SystemFailure) in try root.place(of: name) }
    guard let place, let kind = place.folder.kind(place.leaf) else { return false }
    return kind != .folder
  }

  /// All names below that a run can give to a file; not those of a run in a folder of it.
  func fileNames() throws(OutputError) -> [String] { try fileNames(in: root, "", depth: 0) }

  private func fileNames(
    in folder: DirectoryHandle, _ prefix: String, depth: Int
  ) throws(OutputError) -> [String] {
    let names =
      try look(at: prefix + ".") { () throws(SystemFailure) in try folder.names() } ?? []
    if depth > 0, names.contains(RunFileNames.record) { return [] }
    var found: [String] = []
    for name in names {
      if depth < 2, RunFileNames.isFolder(name), let next = try self.folder(name, in: folder) {
        found += try fileNames(in: next, prefix + name + "/", depth: depth + 1)
      } else if RunFileNames.contains(prefix + name) {
        found.append(prefix + name)
      }
    }
    return found
  }

  /// Whether each name is a temporary file of a run, or a folder with nothing else.
  func areLeftovers(_ names: [String]) throws(OutputError) -> Bool {
    try areLeftovers(names, in: root)
  }

  private func areLeftovers(
    _ names: [String], in folder: DirectoryHandle
  ) throws(OutputError) -> Bool {
    for name in names {
      guard try isLeftover(name, in: folder) else { return false }
    }
    return true
  }

  private func isLeftover(
    _ name: String, in folder: DirectoryHandle
  ) throws(OutputError) -> Bool {
    if RunFileNames.owner(ofTemporary: name) != nil { return folder.kind(name) == .file }
    guard RunFileNames.isFolder(name), folder.kind(name) == .folder,
      let below = try self.folder(name, in: folder)
    else { return false }
    let names = try look(at: name) { () throws(SystemFailure) in try below.names() }
    guard let names else { return false }
    return try areLeftovers(names, in: below)
  }

  private func folder(
    _ name: String, in above: DirectoryHandle
  ) throws(OutputError) -> DirectoryHandle? {
    try look(at: name) { () throws(SystemFailure) in try above.folder(name) }
  }

  /// What a look gives; nil where it shows that there is nothing of a run.
  private func look<Found>(
    at name: String, _ body: () throws(SystemFailure) -> Found
  ) throws(OutputError) -> Found? {
    do throws(SystemFailure) {
      return try body()
    } catch {
      if error.tellsOfFile || (isForced && !error.isShortage) { return nil }
      throw OutputError(
        path: path, reason: "\(SafeText.visible(name)) there cannot be read (\(error.reason))")
    }
  }
}
