import Documents
import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a file line by line with a buffer of its own, however long the file is. The file is open only while the
/// buffer is filled, so that thousands can be read side by side.
package final class LineReader {
  private let folder: DirectoryHandle
  private let name: String
  private let path: String
  private let bufferSize: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var offset = 0
  private var isAtEnd = false

  /// A reader at the beginning of a file.
  ///
  /// - Parameters:
  ///   - name: of the file.
  ///   - folder: where it stands.
  ///   - path: of the folder, for messages.
  ///   - bufferSize: bytes that are read at a time.
  package init(_ name: String, in folder: DirectoryHandle, path: String, bufferSize: Int = 1 << 16)
  {
    (self.folder, self.name, self.bufferSize) = (folder, name, bufferSize)
    self.path = path + "/" + name
  }

  /// The next line without its line feed; nil at the end. What follows the last line feed is no line: a writer that was
  /// cut off left it.
  ///
  /// - Returns: the line.
  /// - Throws: `OutputError`.
  package func next() throws(OutputError) -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 10) {
        defer { start = end + 1 }
        return Array(buffer[start..<end])
      }
      if isAtEnd { return nil }
      searched = buffer.count - start
      try fill()
    }
  }

  private func fill() throws(OutputError) {
    buffer.removeFirst(start)
    start = 0
    let descriptor: Int32
    do { descriptor = try folder.openForReading(name) } catch {
      throw OutputError(path: path, reason: Message(error.reason))
    }
    defer { close(descriptor) }
    var piece = [UInt8](repeating: 0, count: bufferSize)
    while true {
      let count = piece.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileSystem.failure(path)
      }
      (isAtEnd, offset) = (count == 0, offset + count)
      buffer.append(contentsOf: piece[..<count])
      return
    }
  }
}
