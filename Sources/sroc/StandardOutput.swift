#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opens those of standard input, output and error that the caller closed on the null device, or the
/// next file opened would take their place and receive messages.
func openStandardStreams() {
  for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
    _ = open("/dev/null", O_RDWR)
  }
}

/// Writing results to standard output.
enum StandardOutput {
  /// Writes all bytes; a closed pipe ends the program quietly with 0, a full disk with 73.
  static func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { exit(0) }
        let reason = String(cString: strerror(errno))
        StandardError.write(line: "sroc: cannot write standard output: \(reason)")
        exit(73)
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
