import Documents
import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file of lines that grows while its writer works, survives its death, and gets its name when it is
/// complete.
///
/// Each piece is one call of the system at the end of the file, so that a killed writer leaves whole lines
/// and at most one broken one. The lock of the file, which the system gives back when a process ends in
/// whatever way, keeps a second writer out; on a file system that ignores locks `keepLines` and the caller's
/// count of lines find what two writers did.
package final class GrowingFile {
  private let folder: DirectoryHandle
  private let leaf: String
  private let target: String
  private let path: String
  private let descriptor: Int32

  /// Opens the unfinished file, or makes it, and takes its lock; nil where the complete file stands already.
  ///
  /// - Parameters:
  ///   - target: the name of the complete file.
  ///   - folder: where it stands.
  ///   - path: of the folder, for messages.
  ///   - isPatient: called while another process has the lock, a tenth of a second apart; false gives up, and
  ///     what it throws is thrown.
  /// - Throws: `OutputError`.
  package init?(
    _ target: String, in folder: DirectoryHandle, path: String, isPatient: () throws -> Bool
  ) throws {
    (self.folder, self.target, leaf) = (folder, target, target + ".part")
    self.path = path + "/" + target
    while true {
      if folder.kind(target) == .file { return nil }
      let file = openat(
        folder.descriptor, leaf, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o644)
      guard file >= 0 else { throw FileSystem.failure(self.path) }
      while flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
        let waits: Bool
        do { waits = try isPatient() } catch {
          close(file)
          throw error
        }
        guard waits else {
          close(file)
          throw OutputError(
            path: self.path, reason: "another process writes these rows; wait for its end")
        }
        usleep(100_000)
      }
      // The other process may have finished the file, or removed it, meanwhile.
      var (own, named) = (stat(), stat())
      if fstat(file, &own) == 0, fstatat(folder.descriptor, leaf, &named, AT_SYMLINK_NOFOLLOW) == 0,
        own.st_ino == named.st_ino, own.st_dev == named.st_dev
      {
        descriptor = file
        return
      }
      close(file)
    }
  }

  deinit { close(descriptor) }

  /// Reads the lines that stand from an earlier writer, and cuts off everything from the first that is broken
  /// or refused.
  ///
  /// - Parameter accept: takes the number of a line, from 0, and its bytes without the line feed; false cuts
  ///   it off with all behind it.
  /// - Returns: how many lines stay.
  /// - Throws: `OutputError`.
  package func keepLines(_ accept: (Int, ArraySlice<UInt8>) -> Bool) throws(OutputError) -> Int {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileSystem.failure(path) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var rest: [UInt8] = []
    var (kept, lines) = (0, 0)
    reading: while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileSystem.failure(path)
      }
      if count == 0 { break }
      rest.append(contentsOf: buffer[..<count])
      var start = 0
      while let end = rest[start...].firstIndex(of: 10) {
        guard accept(lines, rest[start..<end]) else { break reading }
        kept += end + 1 - start
        lines += 1
        start = end + 1
      }
      rest.removeFirst(start)
    }
    guard ftruncate(descriptor, off_t(kept)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw FileSystem.failure(path)
    }
    return lines
  }

  /// Adds whole lines.
  ///
  /// - Parameter bytes: with their line feeds.
  /// - Throws: `OutputError`.
  package func append(_ bytes: [UInt8]) throws(OutputError) {
    try FileSystem.writeAll(bytes, to: descriptor, path: path)
  }

  /// Gives the complete file its name, once all of it is on the disk; an error where somebody has removed it, or
  /// put another in its place.
  ///
  /// - Throws: `OutputError`.
  package func finish() throws(OutputError) {
    var (own, named) = (stat(), stat())
    guard fstat(descriptor, &own) == 0,
      fstatat(folder.descriptor, leaf, &named, AT_SYMLINK_NOFOLLOW) == 0, own.st_ino == named.st_ino
    else {
      throw OutputError(path: path, reason: "another process has thrown these rows away")
    }
    do {
      try FileSystem.synchronize(descriptor)
      try folder.rename(leaf, to: target)
      try folder.synchronize()
    } catch let failure {
      throw OutputError(path: path, reason: Message(failure.reason))
    }
  }
}
