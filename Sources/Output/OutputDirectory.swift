import Digests
import Documents
import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a file could not be written; the exit code for it is 73.
public struct OutputError: Error, Equatable {
  /// The file or directory.
  public let path: String
  /// Why, and where possible what to do.
  public let reason: Message

  package init(path: String, reason: Message) { (self.path, self.reason) = (path, reason) }

  /// Path and reason in one sentence.
  public var message: Message {
    "cannot write \(path.isEmpty ? "\"\"" : SafeText.visible(path)): \(reason)"
  }
}

/// The directory of one run's files, all of which appear together or not at all.
///
/// While the object lives it has the directory's lock, so that no other run of this program writes there.
/// Each file is first written under a hidden temporary name in its folder; `commit()` gives them all
/// their names, `run.json` last. Without `commit()`, because of an error or an interrupt, the temporary
/// files and the folders made for them are removed when the object goes away, and what stood there
/// before is untouched. What a killed run left is removed by the next one.
///
/// The directory itself may be a link that the user made; below it no link is followed. An existing
/// directory is refused unless it is empty, or a run of this program was written there, or `force` is given.
/// `commit()` removes the files of the earlier run (the array `files` of its `run.json`, as far as
/// `RunFileNames` knows them) that the new run did not write, so that no chain of an earlier run stays among
/// the new ones; it removes nothing else. Without `force` a file is replaced or removed only if it has the
/// SHA-256 that a `run.json` with its right id has of it: what a user changed, or put there, stays.
public final class OutputDirectory {
  /// The directory's path as given.
  public let path: String

  struct Staged {
    package let name: String
    let temporary: String
    package let sha256: String
  }

  package let root: DirectoryHandle
  var staged: [Staged] = []
  /// The files of the earlier run that this one replaces.
  private(set) var earlierFiles: [String] = []
  /// The other files of the earlier run.
  private var keptFiles: [String] = []
  /// Paths down to the directory that this object made.
  private var createdDirectories: [String]
  /// Names below the directory.
  var createdFolders: [String] = []
  private var isTidy = false
  /// The folders that were reached. A few stay open, so that what takes a failure back needs no other
  /// descriptor; a run with levels has more folders than there may be descriptors.
  private var folders: [String: DirectoryHandle] = [:]
  /// Whether there was nothing but what a stopped run left.
  private var isLeftover = false
  /// The files that may be replaced; nil where all may.
  private var replaceable: Set<String>?

  /// Opens a directory for writing; makes it, and those above it, where missing.
  ///
  /// - Parameters:
  ///   - path: the directory.
  ///   - force: write also into a directory with other content.
  ///   - mayWrite: names that this run may write; a file there that is no earlier run's is refused now,
  ///     others only once they are written.
  /// - Throws: `OutputError` where it is refused or cannot be made.
  public convenience init(
    path: String, force: Bool = false, mayWrite: (String) -> Bool = { _ in false }
  ) throws(OutputError) {
    try self.init(
      path: path, force: force, standing: nil, mayWrite: mayWrite, replaces: { _ in true })
  }

  /// The same for a run of which some files are written anew.
  ///
  /// - Parameters:
  ///   - path: the directory.
  ///   - force: write also into a directory with other content.
  ///   - standing: the bytes that `run.json` must still have, if any; the new files belong to that run.
  ///   - mayWrite: as above.
  ///   - replaces: which files of an earlier run this one takes the place of; the others stay. Of a
  ///     standing run they are replaced whatever they hold.
  /// - Throws: `OutputError` where it is refused or cannot be made.
  package init(
    path: String, force: Bool = false, standing: [UInt8]?,
    mayWrite: (String) -> Bool = { _ in false }, replaces: (String) -> Bool = { _ in true }
  ) throws(OutputError) {
    try Self.refuseReservedNames(path)
    var made: [String] = []
    do throws(OutputError) {
      try Self.makeDirectories(path, made: &made)
      root = try Self.open(path)
    } catch {
      for directory in made.reversed() { rmdir(directory) }
      throw error
    }
    (self.path, createdDirectories) = (path, made)
    // From here on an error removes by `deinit` what was made.
    guard root.lock() else {
      throw OutputError(
        path: path,
        reason: "another run of this program is writing here; wait for its end, or name another "
          + "directory")
    }
    try readEarlierRuns(
      force: force, standing: standing, mayWrite: mayWrite, replaces: replaces)
    guard root.isWritable else { throw FileSystem.failure(path) }
  }

  deinit {
    discard()
  }

  /// The names that stay of an earlier run and those written so far, in order; `run.json` should list
  /// them as `files`.
  public var fileNames: [String] {
    let written = staged.map(\.name)
    return keptFiles.filter { !written.contains($0) } + written
  }

  /// The SHA-256 of each file written so far.
  public var digests: [(name: String, sha256: String)] { staged.map { ($0.name, $0.sha256) } }

  /// Writes a text file.
  ///
  /// - Parameters:
  ///   - name: one of `RunFileNames`; may be written again.
  ///   - text: the content, written in UTF-8.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(_ name: String, text: String) throws(OutputError) {
    try write(name, bytes: Array(text.utf8))
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - name: one of `RunFileNames`; may be written again.
  ///   - bytes: the content.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(_ name: String, bytes: [UInt8]) throws(OutputError) {
    try write(name) { emit throws(OutputError) in try emit(bytes) }
  }

  /// Writes a file piece by piece.
  ///
  /// - Parameters:
  ///   - name: one of `RunFileNames`; may be written again.
  ///   - body: calls the function that it is given with each piece.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(
    _ name: String,
    pieces body: (_ emit: ([UInt8]) throws(OutputError) -> Void) throws(OutputError) -> Void
  ) throws(OutputError) {
    precondition(RunFileNames.contains(name), "RunFileNames has all names that a run writes")
    let target = path + "/" + name
    if !isTidy { removeLeftovers(isLeftover: isLeftover) }
    isTidy = true
    let (folder, leaf) = try makeFolders(for: name)
    if folder.kind(leaf) == .folder {
      throw OutputError(path: target, reason: "a directory of this name is in the way")
    }
    if let replaceable, folder.kind(leaf) != nil, !replaceable.contains(name) {
      throw OutputError(
        path: target,
        reason: "a file of this name exists that no run of this program wrote; name another "
          + "directory, or add \(setting: .force)")
    }
    for file in staged where file.name == name { folder.remove(file.temporary) }
    staged.removeAll { $0.name == name }
    let temporary = RunFileNames.temporary(leaf)
    let descriptor: Int32
    do { descriptor = try folder.create(temporary) } catch {
      throw OutputError(path: target, reason: Message(error.reason))
    }
    // Whatever happens from here, the file is known and will be removed.
    staged.append(Staged(name: name, temporary: temporary, sha256: ""))
    var hash = SecureHash()
    do throws(OutputError) {
      try body { bytes throws(OutputError) in
        hash.update(bytes)
        try FileSystem.writeAll(bytes, to: descriptor, path: target)
      }
    } catch {
      close(descriptor)
      throw error
    }
    // Some file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw FileSystem.failure(target) }
    staged[staged.count - 1] = Staged(name: name, temporary: temporary, sha256: hash.hexDigest)
  }

  /// Removes everything that was not committed.
  public func discard() {
    for file in staged {
      guard let (folder, _) = try? place(of: file.name) else { continue }
      folder.remove(file.temporary)
    }
    for name in createdFolders.reversed() {
      guard let (folder, leaf) = try? place(of: name) else { continue }
      folder.removeFolder(leaf)
    }
    for directory in createdDirectories.reversed() { rmdir(directory) }
    forgetWhatWasMade()
  }

  /// What was made stays.
  func forgetWhatWasMade() {
    (staged, createdFolders, createdDirectories, folders) = ([], [], [], [:])
  }

  /// The folder that a file of the run stands in, and the file's name there.
  package func place(of name: String) throws(SystemFailure) -> (
    folder: DirectoryHandle, leaf: String
  ) {
    guard let slash = name.lastIndex(of: "/") else { return (root, name) }
    let (above, leaf) = (String(name[..<slash]), String(name[slash...].dropFirst()))
    if let folder = folders[above] { return (folder, leaf) }
    let folder = try root.place(of: name).folder
    keepOpen(folder, as: above)
    return (folder, leaf)
  }

  private func keepOpen(_ folder: DirectoryHandle, as name: String) {
    if folders[name] != nil || folders.count < 6 { folders[name] = folder }
  }

  private func makeFolders(
    for name: String
  ) throws(OutputError) -> (folder: DirectoryHandle, leaf: String) {
    let parts = name.split(separator: "/").map(String.init)
    var folder = root
    for (depth, part) in parts.dropLast().enumerated() {
      let below = parts[...depth].joined(separator: "/")
      do throws(SystemFailure) {
        if folder.kind(part) == nil {
          try folder.makeFolder(part)
          createdFolders.append(below)
        }
        folder = try folder.folder(part)
        keepOpen(folder, as: below)
      } catch {
        throw OutputError(
          path: path + "/" + name, reason: "\(SafeText.visible(below)): \(error.reason)")
      }
    }
    return (folder, parts.last ?? "")
  }

  /// Sets the lists of the files of earlier runs; refuses a directory with anything else in it.
  private func readEarlierRuns(
    force: Bool, standing: [UInt8]?, mayWrite: (String) -> Bool, replaces: (String) -> Bool
  ) throws(OutputError) {
    let look = DirectoryLook(root: root, path: path, isForced: force)
    if let standing {
      guard try look.record(RunFileNames.record) == standing else {
        throw OutputError(
          path: path, reason: "another run has taken the place of the one that was read; try again")
      }
    }
    let checks = !force && standing == nil
    let earlier = try EarlierRuns(look, checks: checks, mayWrite: mayWrite)
    if !force, let refusal = earlier.refusal { throw OutputError(path: path, reason: refusal) }
    isLeftover = earlier.isLeftover
    replaceable = checks ? earlier.verified : nil
    earlierFiles = earlier.files.filter(replaces)
    keptFiles = earlier.files.filter { !replaces($0) }
  }
}
