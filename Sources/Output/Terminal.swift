#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is known of the terminal behind a stream.
public enum Terminal {
  /// The output streams.
  public enum Stream: Int32, Sendable {
    /// Standard output.
    case output = 1
    /// Standard error.
    case error = 2
  }

  /// Whether a stream is an interactive terminal that can move its cursor (`TERM` not `dumb`).
  ///
  /// - Parameter stream: the stream.
  /// - Returns: whether it is.
  public static func isInteractive(_ stream: Stream) -> Bool {
    isatty(stream.rawValue) == 1 && variable("TERM") != "dumb"
  }

  /// The columns of a terminal, from the terminal, else from `COLUMNS`; `nil` where the stream
  /// is not a terminal.
  ///
  /// - Parameter stream: the stream.
  /// - Returns: columns, at least 1.
  public static func columns(_ stream: Stream) -> Int? {
    guard isatty(stream.rawValue) == 1 else { return nil }
    var size = winsize()
    if ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return variable("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  /// Writes text to a stream at once; an error is ignored, as there is nowhere to report it.
  package static func write(_ text: String, to stream: Stream) {
    try? FileSystem.writeAll(Array(text.utf8), to: stream.rawValue, path: "")
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
