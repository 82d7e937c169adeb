import Documents
import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension OutputDirectory {
  /// Names that mean something else where a run is read back.
  static func refuseReservedNames(_ path: String) throws(OutputError) {
    if path.isEmpty || path.utf8.contains(0) {
      throw OutputError(path: path, reason: "the directory needs a name")
    }
    if path == "-" {
      throw OutputError(path: path, reason: "- means standard output; name a directory")
    }
    if path.lowercased().hasPrefix("example:") {
      throw OutputError(
        path: path, reason: "example: means a built-in data set; write ./\(SafeText.visible(path))")
    }
    if path.split(separator: "/").last.map(String.init) == RunFileNames.record {
      throw OutputError(
        path: path, reason: "run.json means a file in the directory of a run; name another")
    }
    if FileSystem.isDanglingLink(path) {
      throw OutputError(
        path: path, reason: "a link that leads nowhere; remove it, or make what it leads to")
    }
  }

  /// Makes a directory and those above it; `made` has their paths.
  static func makeDirectories(_ path: String, made: inout [String]) throws(OutputError) {
    if let kind = FileSystem.kind(of: path) {
      guard kind == .directory else {
        throw OutputError(path: path, reason: "a file of this name exists; name a directory")
      }
      return
    }
    var end = path.startIndex
    repeat {
      let rest = path[end...].drop { $0 == "/" }
      end = rest.firstIndex(of: "/") ?? path.endIndex
      let prefix = String(path[..<end])
      if prefix.isEmpty || FileSystem.kind(of: prefix) == .directory { continue }
      guard mkdir(prefix, 0o755) == 0 else {
        let isDangling = FileSystem.isDanglingLink(prefix)
        throw isDangling
          ? OutputError(
            path: path, reason: "\(SafeText.visible(prefix)) is a link that leads nowhere")
          : FileSystem.failure(prefix)
      }
      made.append(prefix)
    } while end < path.endIndex
  }

  package static func open(_ path: String) throws(OutputError) -> DirectoryHandle {
    do {
      return try DirectoryHandle(path: path)
    } catch {
      throw OutputError(path: path, reason: Message(error.reason))
    }
  }
}
