#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a file could not be written; the exit code for it is 73.
public struct OutputError: Error, Equatable, CustomStringConvertible {
  /// The file or directory.
  public let path: String
  /// Why, and where possible what to do.
  public let reason: String

  /// Path and reason in one sentence.
  public var description: String { "cannot write \(SafeText.visible(path)): \(reason)" }
}

/// The directory of one run's files, all of which appear together or not at all.
///
/// Each file is first written under a hidden temporary name in its directory; `commit()` renames
/// them all, `run.json` last. Without `commit()`, because of an error or an interrupt, the
/// temporary files and the directories made for them are removed when the object goes away, and
/// what stood there before is untouched.
///
/// An existing directory is refused unless it is empty, or its `run.json` has the schema
/// `sroc.run/...`, or `force` is given. `commit()` removes the files of the earlier run (the array
/// `files` of its `run.json`) that the new run did not write, so that no chain of an
/// earlier run stays among the new ones; it removes nothing else.
public final class OutputDirectory {
  /// The directory's path as given.
  public let path: String

  struct Staged {
    let name: String
    let temporaryPath: String
  }

  private(set) var staged: [Staged] = []
  private var createdDirectories: [String] = []
  /// The files of the earlier run that this one replaces.
  private let earlierFiles: [String]
  /// The other files of the earlier run.
  private let keptFiles: [String]

  /// Opens a directory for writing; makes it, and those above it, where missing.
  ///
  /// - Parameters:
  ///   - path: the directory.
  ///   - force: write also into a directory with other content.
  ///   - replaces: which files of an earlier run this one takes the place of; the others stay.
  /// - Throws: `OutputError` where it is refused or cannot be made.
  public init(
    path: String, force: Bool = false, replaces: (String) -> Bool = { _ in true }
  ) throws(OutputError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw OutputError(path: path, reason: "the directory needs a name")
    }
    self.path = path
    if let existing = FileSystem.kind(of: path) {
      guard existing == .directory else {
        throw OutputError(path: path, reason: "a file of this name exists; name a directory")
      }
      let earlier = RunRecord.read(directory: path)
      let isEmpty = try FileSystem.isEmptyDirectory(path)
      guard force || isEmpty || earlier != nil else {
        throw OutputError(
          path: path,
          reason: "the directory has files that are not a run of this program; "
            + "name another, or add --force")
      }
      guard access(path, W_OK | X_OK) == 0 else { throw FileSystem.failure(path) }
      let files = earlier?.files ?? []
      earlierFiles = files.filter(replaces)
      keptFiles = files.filter { !replaces($0) }
    } else {
      (earlierFiles, keptFiles) = ([], [])
      try makeDirectories(path)
    }
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

  /// Writes a text file.
  ///
  /// - Parameters:
  ///   - name: the file's name, or `folder/name`, or `folder/folder/name`; may be written again.
  ///   - text: the content, written in UTF-8.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(_ name: String, text: String) throws(OutputError) {
    try write(name, bytes: Array(text.utf8))
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - name: the file's name, or `folder/name`, or `folder/folder/name`; may be written again.
  ///   - bytes: the content.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(_ name: String, bytes: [UInt8]) throws(OutputError) {
    try write(name) { emit throws(OutputError) in try emit(bytes) }
  }

  /// Writes a file piece by piece.
  ///
  /// - Parameters:
  ///   - name: the file's name, or `folder/name`, or `folder/folder/name`; may be written again.
  ///   - body: calls the function that it is given with each piece.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(
    _ name: String,
    pieces body: (_ emit: ([UInt8]) throws(OutputError) -> Void) throws(OutputError) -> Void
  ) throws(OutputError) {
    precondition(Self.isPlain(name), "a file name in at most two folders")
    let target = path + "/" + name
    if FileSystem.kind(of: target) == .directory {
      throw OutputError(path: target, reason: "a directory of this name is in the way")
    }
    let slash = name.lastIndex(of: "/")
    if let slash { try makeDirectories(path + "/" + name[..<slash]) }
    let folder = slash.map { path + "/" + name[..<$0] } ?? path
    let leaf = slash.map { String(name[name.index(after: $0)...]) } ?? name
    let temporaryPath = "\(folder)/.\(leaf).\(getpid())" + FileSystem.temporarySuffix
    let descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileSystem.failure(target) }
    staged.removeAll { $0.name == name }
    staged.append(Staged(name: name, temporaryPath: temporaryPath))
    do throws(OutputError) {
      try body { bytes throws(OutputError) in
        try FileSystem.writeAll(bytes, to: descriptor, path: target)
      }
    } catch {
      close(descriptor)
      throw error
    }
    // Some file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw FileSystem.failure(target) }
  }

  /// Gives all files their names, and removes those of the earlier run that were not replaced.
  ///
  /// - Throws: `OutputError` where a rename fails; files not yet renamed are then discarded.
  public func commit() throws(OutputError) {
    let written = Set(fileNames)
    let ordered =
      staged.filter { $0.name != RunRecord.fileName }
      + staged.filter { $0.name == RunRecord.fileName }
    for file in ordered {
      let target = path + "/" + file.name
      guard rename(file.temporaryPath, target) == 0 else {
        let failure = FileSystem.failure(target)
        discard()
        throw failure
      }
      staged.removeAll { $0.name == file.name }
    }
    createdDirectories = []
    for name in earlierFiles where Self.isPlain(name) && !written.contains(name) {
      unlink(path + "/" + name)
      // The folders that it was the last file of; others are not empty, so that this does nothing.
      var folder = name[...]
      while let slash = folder.lastIndex(of: "/") {
        folder = folder[..<slash]
        rmdir(path + "/" + folder)
      }
    }
  }

  /// Removes everything that was not committed.
  public func discard() {
    for file in staged { unlink(file.temporaryPath) }
    staged = []
    for directory in createdDirectories.reversed() { rmdir(directory) }
    createdDirectories = []
  }

  private func makeDirectories(_ path: String) throws(OutputError) {
    var end = path.startIndex
    repeat {
      let rest = path[end...].drop { $0 == "/" }
      end = rest.firstIndex(of: "/") ?? path.endIndex
      let prefix = String(path[..<end])
      if prefix.isEmpty || FileSystem.kind(of: prefix) == .directory { continue }
      guard mkdir(prefix, 0o755) == 0 || errno == EEXIST else { throw FileSystem.failure(prefix) }
      createdDirectories.append(prefix)
    } while end < path.endIndex
  }

  /// Whether a name stays inside the directory and is not hidden.
  private static func isPlain(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count <= 3
      && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.utf8.contains(0) }
  }
}
