import Documents
import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a file line by line with a buffer of its own, however long the file is.
package final class PartLines {
  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - name: of the file.
  ///   - folder: where it stands.
  ///   - path: of the folder, for messages.
  /// - Throws: `OutputError`.
  package init(_ name: String, in folder: DirectoryHandle, path: String) throws(OutputError) {
    self.path = path + "/" + name
    do { descriptor = try folder.openForReading(name) } catch {
      throw OutputError(path: self.path, reason: Message(error.reason))
    }
  }

  deinit { close(descriptor) }

  /// The next line without its line feed; nil at the end. What follows the last line feed is a line too.
  ///
  /// - Throws: `OutputError`.
  package func next() throws(OutputError) -> [UInt8]? {
    while true {
      if let end = buffer[start...].firstIndex(of: 10) {
        defer { start = end + 1 }
        return Array(buffer[start..<end])
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return Array(buffer[start...])
      }
      try fill()
    }
  }

  private func fill() throws(OutputError) {
    buffer.removeFirst(start)
    start = 0
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileSystem.failure(path)
      }
      isAtEnd = count == 0
      buffer.append(contentsOf: piece[..<count])
      return
    }
  }
}

/// Writes a staged file in pieces of a useful size.
package final class LineFile {
  private let descriptor: Int32
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
    Self.end(descriptor)
  }

  private static func end(_ descriptor: Int32) {
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
