#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Another program of the system, started without a shell.
public struct ExternalProgram: Sendable {
  /// Its path.
  public let path: String

  /// Finds a program in the directories of the environment variable PATH; nil where there is none that
  /// may be run.
  ///
  /// - Parameter name: the program's name.
  public init?(named name: String) {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in folders.split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = (folder.isEmpty ? "." : folder) + "/" + name
      if FileSystem.kind(of: candidate) == .other, access(candidate, X_OK) == 0 {
        path = candidate
        return
      }
    }
    return nil
  }

  /// A program at a path; nil where no program that may be run is there.
  ///
  /// - Parameter path: of the program.
  public init?(path: String) {
    guard FileSystem.kind(of: path) == .other, access(path, X_OK) == 0 else { return nil }
    self.path = path
  }

  /// Runs the program to its end; its standard input and output are the null device, its messages go
  /// to standard error.
  ///
  /// - Parameters:
  ///   - arguments: after its name.
  ///   - isCancelled: asked a hundred times a second; the program is ended where it says so.
  /// - Returns: its exit code, 128 + number where a signal ended it, -1 where it could not be started.
  public func run(
    _ arguments: [String], isCancelled: () -> Bool = { false }
  ) -> Int32 {
    guard let child = start(arguments, output: nil) else { return -1 }
    return Self.end(of: child, isCancelled: isCancelled)
  }

  /// Runs the program to its end and takes what it writes to standard output.
  ///
  /// - Parameters:
  ///   - arguments: after its name.
  ///   - limit: bytes that are taken; what follows is dropped.
  /// - Returns: its output; nil where it could not be started or did not end with 0.
  public func output(_ arguments: [String], limit: Int = 16_000_000) -> [UInt8]? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let child = start(arguments, output: ends[1])
    close(ends[1])
    guard let child else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer.prefix(min(count, limit - bytes.count))
    }
    return Self.end(of: child) { false } == 0 ? bytes : nil
  }

  /// Starts the program; its standard output is a descriptor, or the null device.
  private func start(_ arguments: [String], output: Int32?) -> pid_t? {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals that this program ignores would be ignored there as well.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    }
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    return posix_spawn(&child, path, &actions, &attributes, &words, environ) == 0 ? child : nil
  }

  /// Waits for the end of a process.
  private static func end(of child: pid_t, isCancelled: () -> Bool) -> Int32 {
    // Not waited for in one call: a signal that came just before it would not end it.
    var status: Int32 = 0
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child { break }
      guard ended == 0 || errno == EINTR else { return -1 }
      if isCancelled() { kill(child, SIGKILL) }
      usleep(10_000)
    }
    let number = status & 0x7F
    return number == 0 ? (status >> 8) & 0xFF : 128 + number
  }
}
