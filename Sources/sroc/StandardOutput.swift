import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opens those of standard input, output and error that the caller closed on the null device, or the
/// next file opened would take their place and receive messages. What is then written to standard output
/// is not lost in silence; see `StandardOutput`.
func openStandardStreams() {
  for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
    _ = open("/dev/null", O_RDWR)
    if descriptor == 1 { StandardOutput.wasClosed.store(true, ordering: .relaxed) }
  }
}

/// Writing results to standard output.
enum StandardOutput {
  /// Whether the caller closed it before the program began.
  static let wasClosed = Atomic(false)

  /// Writes all bytes; a closed pipe ends the program quietly with 0, a full disk with 73, and so does
  /// a standard output that was closed from the start.
  static func write(_ bytes: [UInt8]) {
    if wasClosed.load(ordering: .relaxed), !bytes.isEmpty {
      StandardError.write(line: "sroc: cannot write standard output: it is closed")
      exit(73)
    }
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
