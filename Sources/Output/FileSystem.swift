import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few system calls that writing and reading files needs, with their errors.
package enum FileSystem {
  package enum Kind {
    case directory
    case other
  }

  /// How the temporary names of unfinished files end.
  static let temporarySuffix = ".sroc-tmp"

  /// What a path is, links followed; `nil` where there is nothing.
  package static func kind(of path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .directory : .other
  }

  /// Whether a path is a link that leads nowhere.
  static func isDanglingLink(_ path: String) -> Bool {
    var status = stat()
    return kind(of: path) == nil && lstat(path, &status) == 0
  }

  static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(OutputError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      written += count
    }
  }

  /// The error of the last system call.
  package static func failure(_ path: String) -> OutputError {
    OutputError(path: path, reason: Message(String(cString: strerror(errno))))
  }

  /// Waits until what was written to an open file or directory is on the disk.
  static func synchronize(_ descriptor: Int32) throws(SystemFailure) {
    while fsync(descriptor) != 0 {
      switch errno {
      case EINTR: continue
      // Some file systems have nothing to wait for.
      case EINVAL, ENOTSUP: return
      default: throw SystemFailure()
      }
    }
  }

  /// Reads an open file to its end, if it is an ordinary one.
  ///
  /// - Parameters:
  ///   - descriptor: open for reading.
  ///   - megabytes: more is an error (`EFBIG`).
  ///   - piece: takes the next bytes.
  /// - Throws: `SystemFailure`; `EISDIR` for a directory, `EINVAL` for a pipe or device.
  static func readRegular(
    _ descriptor: Int32, megabytes: Int, piece: ([UInt8]) -> Void
  ) throws(SystemFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemFailure() }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SystemFailure(code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemFailure()
      }
      total += count
      guard total <= megabytes << 20 else { throw SystemFailure(code: EFBIG) }
      piece(count == buffer.count ? buffer : Array(buffer[..<count]))
    }
  }
}
