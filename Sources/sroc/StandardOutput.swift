#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writing results to standard output.
enum StandardOutput {
  /// Writes all bytes; a closed pipe ends the program quietly with 0.
  static func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        exit(errno == EPIPE ? 0 : 73)
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Writes text in UTF-8.
  static func write(_ text: String) { write(Array(text.utf8)) }
}

/// Writing messages to standard error.
enum StandardError {
  /// Writes one line.
  static func write(line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
