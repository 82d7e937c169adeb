import Documents
import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension DirectoryHandle {
  /// Writes a small file that appears whole, unless one of its name is there already.
  ///
  /// - Parameters:
  ///   - leaf: its name.
  ///   - bytes: its content.
  /// - Returns: false where one was there.
  /// - Throws: `SystemFailure`.
  package func publish(_ leaf: String, _ bytes: [UInt8]) throws(SystemFailure) -> Bool {
    let temporary = RunFileNames.temporary(leaf)
    let file = try create(temporary)
    defer {
      close(file)
      remove(temporary)
    }
    do {
      try FileSystem.writeAll(bytes, to: file, path: leaf)
    } catch {
      throw SystemFailure()
    }
    try FileSystem.synchronize(file)
    // Unlike a renaming, a link does not replace what another process published meanwhile.
    guard linkat(descriptor, temporary, descriptor, leaf, 0) == 0 else {
      let failure = SystemFailure()
      if failure.code == EEXIST { return false }
      // Some file systems have no links.
      guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(failure.code), kind(leaf) == nil else {
        throw failure
      }
      try rename(temporary, to: leaf)
      return true
    }
    try synchronize()
    return true
  }

  /// Writes a small file that appears whole, in the place of one that is there.
  ///
  /// - Parameters:
  ///   - leaf: its name.
  ///   - bytes: its content.
  ///   - isDurable: whether it is whole after a crash of the machine too, which takes the time of a disk.
  /// - Throws: `SystemFailure`.
  package func replace(
    _ leaf: String, _ bytes: [UInt8], isDurable: Bool = true
  ) throws(SystemFailure) {
    let temporary = RunFileNames.temporary(leaf)
    let file = try create(temporary)
    var isWritten = false
    defer {
      close(file)
      if !isWritten { remove(temporary) }
    }
    do { try FileSystem.writeAll(bytes, to: file, path: leaf) } catch { throw SystemFailure() }
    if isDurable { try FileSystem.synchronize(file) }
    try rename(temporary, to: leaf)
    isWritten = true
    if isDurable { try synchronize() }
  }

  /// Whether another process has the lock of a file.
  ///
  /// - Parameter leaf: its name.
  /// - Returns: false where there is no such file.
  package func isLocked(_ leaf: String) -> Bool {
    guard let file = try? openForReading(leaf) else { return false }
    defer { close(file) }
    if flock(file, LOCK_SH | LOCK_NB) == 0 { return false }
    return errno == EWOULDBLOCK
  }

  /// A folder directly below, made where it is missing.
  ///
  /// - Parameter name: no path.
  /// - Returns: the folder.
  /// - Throws: `SystemFailure`.
  package func folderMade(_ name: String) throws(SystemFailure) -> DirectoryHandle {
    if mkdirat(descriptor, name, 0o755) != 0, errno != EEXIST { throw SystemFailure() }
    return try folder(name)
  }

  /// Opens a directory that the user names, made with those above it where it is missing.
  ///
  /// - Parameter path: as given.
  /// - Returns: the directory.
  /// - Throws: `OutputError`.
  package static func made(_ path: String) throws(OutputError) -> DirectoryHandle {
    var made: [String] = []
    try OutputDirectory.refuseReservedNames(path)
    do { try OutputDirectory.makeDirectories(path, made: &made) } catch {
      // Another process may make it at this moment.
      guard FileSystem.kind(of: path) == .directory else { throw error }
    }
    return try OutputDirectory.open(path)
  }
}
