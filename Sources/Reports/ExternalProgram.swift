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
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    guard posix_spawn(&child, path, &actions, &attributes, &words, environ) == 0 else { return -1 }
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
