import Documents
import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a staged file in pieces of a useful size.
package final class LineWriter {
  private var descriptor: Int32
  private let path: String
  private var waiting: [UInt8] = []

  /// Opens a file that was staged.
  ///
  /// - Parameter path: its temporary path.
  /// - Throws: `OutputError`.
  package init(_ path: String) throws(OutputError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileSystem.failure(path) }
  }

  deinit { end() }

  /// Adds bytes.
  ///
  /// - Throws: `OutputError`.
  package func append(_ bytes: [UInt8]) throws(OutputError) {
    waiting.append(contentsOf: bytes)
    if waiting.count >= 1 << 18 { try flush() }
  }

  /// Writes what waits and ends the file.
  ///
  /// - Throws: `OutputError`.
  package func close() throws(OutputError) {
    try flush()
    end()
  }

  private func end() {
    guard descriptor >= 0 else { return }
    defer { descriptor = -1 }
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #elseif canImport(Darwin)
      Darwin.close(descriptor)
    #endif
  }

  private func flush() throws(OutputError) {
    try FileSystem.writeAll(waiting, to: descriptor, path: path)
    waiting.removeAll(keepingCapacity: true)
  }
}
