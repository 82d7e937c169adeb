import CProcess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// More than this is a mistake, such as a device that never ends.
private let largestFileInMegabytes = 256

/// Bytes of memory that a byte of a table takes up to the JSON of `check`; 110 were measured.
private let memoryPerByte = 128

/// Reads a whole file; also a pipe, which has no size beforehand.
///
/// - Parameters:
///   - bytes: the path; on Unix a name is any bytes but 0.
///   - path: the same for messages.
///   - mayHaveLostBytes: the name comes from a text, as of a saved run, in which U+FFFD can stand for
///     bytes that are no text.
/// - Returns: its bytes.
/// - Throws: `unreadable` with the reason, or `tooLarge`.
package func readFile(
  _ bytes: [UInt8], name path: String, mayHaveLostBytes: Bool = false
) throws(TabularTextError) -> [UInt8] {
  if bytes.isEmpty || bytes.contains(0) {
    throw .unreadable(file: "\"\"", reason: "this is not the name of a file")
  }
  let descriptor = (bytes + [0]).withUnsafeBufferPointer { name in
    name.withMemoryRebound(to: CChar.self) { name in
      name.baseAddress.map { open($0, O_RDONLY | O_CLOEXEC) } ?? -1
    }
  }
  if descriptor < 0 {
    let code = errno
    throw .unreadable(
      file: path,
      reason: mayHaveLostBytes && code == ENOENT
        ? "there is no such file; a name that is not UTF-8 cannot be kept in a saved run: give the "
          + "file as DATA" : reason(for: code))
  }
  defer { close(descriptor) }
  var status = stat()
  if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
    throw .unreadable(file: path, reason: reason(for: EISDIR))
  }
  return try readToEnd(of: descriptor, file: path)
}

/// Reads an open descriptor to its end.
///
/// - Parameters:
///   - descriptor: open for reading; stays open.
///   - file: name for messages.
/// - Returns: its bytes.
/// - Throws: `unreadable` or `tooLarge`.
package func readToEnd(of descriptor: Int32, file: String) throws(TabularTextError) -> [UInt8] {
  var contents: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count == 0 { return contents }
    if count < 0 {
      if errno == EINTR { continue }
      throw .unreadable(file: file, reason: reason(for: errno))
    }
    contents.append(contentsOf: buffer[..<count])
    let needed = contents.count * memoryPerByte
    let left = sroc_memory_left()
    if UInt64(needed) > left {
      throw .tooLittleMemory(
        file: file, neededMegabytes: (needed + 999_999) / 1_000_000,
        leftMegabytes: Int(left / 1_000_000))
    }
    if contents.count > largestFileInMegabytes << 20 {
      throw .tooLarge(file: file, megabytes: largestFileInMegabytes)
    }
  }
}

private func reason(for code: Int32) -> String {
  switch code {
  case ENOENT, ENOTDIR:
    "there is no such file; give a path, - for standard input, or example:NAME"
  case EISDIR: "this is a directory; give the CSV file in it"
  case EACCES, EPERM: "there is no permission to read the file"
  default: "the file cannot be read: \(String(cString: strerror(code)))"
  }
}
