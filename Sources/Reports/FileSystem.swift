#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few system calls that `OutputDirectory` needs, with their errors.
enum FileSystem {
  enum Kind {
    case directory
    case other
  }

  /// How the temporary names of unfinished files end.
  static let temporarySuffix = ".sroc-tmp"

  /// What a path is, links followed; `nil` where there is nothing.
  static func kind(of path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .directory : .other
  }

  /// Whether a directory has no files but temporary ones that a killed run may have left.
  static func isEmptyDirectory(_ path: String) throws(OutputError) -> Bool {
    guard let stream = opendir(path) else { throw failure(path) }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        // `d_name` ends with a zero within its fixed array.
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      let isLeftover = name.hasPrefix(".") && name.hasSuffix(temporarySuffix)
      if name != "." && name != ".." && !isLeftover { return false }
    }
    return true
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
  static func failure(_ path: String) -> OutputError {
    OutputError(path: path, reason: String(cString: strerror(errno)))
  }
}

/// What an earlier run left about itself.
struct RunRecord {
  static let fileName = "run.json"

  /// The files that the run wrote.
  let files: [String]

  /// The record in a directory; `nil` where there is none or it is not this program's.
  static func read(directory: String) -> RunRecord? {
    guard let bytes = try? FileBytes.read(directory + "/" + fileName),
      let document = try? JSONValue.parse(bytes),
      let schema = document["schema"]?.stringValue, schema.hasPrefix("sroc.run/")
    else { return nil }
    return RunRecord(files: document["files"]?.elements?.compactMap(\.stringValue) ?? [])
  }
}
