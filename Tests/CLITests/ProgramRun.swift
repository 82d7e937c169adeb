import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What one run of the program did.
struct ProgramRun {
  /// Exit code; 128 + number where a signal ended it, as shells say.
  var code: Int32
  /// Standard output.
  var output: Data
  /// Standard error.
  var errors: String
  /// Seconds of processor time of all its threads, which a busy machine does not lengthen.
  var processorSeconds: Double

  /// Standard output as text.
  var text: String { String(decoding: output, as: UTF8.self) }
  /// Messages on standard error, one a line.
  var messages: [Substring] { errors.split(separator: "\n") }
}

/// Where standard output goes.
enum OutputTarget {
  /// Into `ProgramRun.output`.
  case captured
  /// To a device or file.
  case path(String)
  /// To a pipe whose reader takes so many bytes and goes away.
  case reader(bytes: Int)
  /// The descriptor is closed.
  case closed
}

/// Runs the program that the package builds and waits for its end.
///
/// - Parameters:
///   - arguments: after the program's name.
///   - input: standard input; nil for an empty one.
///   - target: where standard output goes.
///   - directory: working directory; nil for the present one.
///   - shellPrefix: shell commands before the program takes the shell's place, such as a limit.
///   - program: its path; nil for the one beside the tests.
///   - limits: when it is killed.
///   - during: called once the program runs, with its process id.
/// - Returns: what it did.
/// - Throws: `KilledProgram` where it went on beyond a limit; where the program or a scratch file is
///   missing; and what `during` throws.
func sroc(
  _ arguments: [String], input: Data? = nil, output target: OutputTarget = .captured,
  directory: String? = nil, shellPrefix: String? = nil, program: String? = nil,
  limits: RunLimits = RunLimits(), during: ((pid_t) throws -> Void)? = nil
) throws -> ProgramRun {
  let files = try ScratchDirectory()
  let paths = (input: files.path("in"), output: files.path("out"), errors: files.path("err"))
  try (input ?? Data()).write(to: URL(fileURLWithPath: paths.input))
  var command = [try program ?? programPath()] + arguments
  if shellPrefix != nil || directory != nil {
    let change = directory == nil ? "" : "cd \"$1\" && shift && "
    let script = change + (shellPrefix.map { $0 + "; " } ?? "") + "exec \"$@\""
    command = ["/bin/sh", "-c", script, "sh"] + (directory.map { [$0] } ?? []) + command
  }
  var ends: [Int32] = [-1, -1]
  var actions = try FileActions()
  actions.open(0, paths.input, O_RDONLY)
  switch target {
  case .captured: actions.open(1, paths.output, O_WRONLY | O_CREAT)
  case .path(let path): actions.open(1, path, O_WRONLY)
  case .closed: actions.close(1)
  case .reader:
    ends = try privatePipe()
    actions.duplicate(ends[1], to: 1)
  }
  actions.open(2, paths.errors, O_WRONLY | O_CREAT)
  let child = try actions.spawn(command)
  if case .reader(let bytes) = target {
    close(ends[1])
    read(from: ends[0], bytes: bytes)
  }
  do {
    try during?(child)
  } catch {
    // Nobody would wait for it.
    kill(child, SIGKILL)
    waitpid(child, nil, 0)
    throw error
  }
  let end = waitForEnd(of: child, limits: limits)
  let errors = String(decoding: files.data("err") ?? Data(), as: UTF8.self)
  if let reason = end.killedFor {
    throw KilledProgram(arguments: arguments, reason: reason, errors: errors)
  }
  return ProgramRun(
    code: end.code, output: files.data("out") ?? Data(), errors: errors,
    processorSeconds: end.processorSeconds)
}

/// The program, which the build puts beside the bundle of tests.
func programPath() throws -> String {
  let own = [CommandLine.arguments[0], Bundle.main.executablePath, Bundle.main.bundlePath]
  for path in own.compactMap({ $0 }) {
    var folder = URL(fileURLWithPath: path)
    for _ in 0..<4 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("sroc").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
        !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate)
      {
        return candidate
      }
    }
  }
  throw MissingProgram(searched: own.compactMap { $0 })
}

/// Held where a descriptor is open that no other test's process may inherit.
private let spawning = NSLock()

/// Both ends of a pipe that processes started meanwhile do not inherit: one that held the reading end
/// would keep it open.
private func privatePipe() throws -> [Int32] {
  var ends: [Int32] = [-1, -1]
  try spawning.withLock {
    try #require(pipe(&ends) == 0)
    for end in ends { try #require(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
  }
  return ends
}

struct MissingProgram: Error { let searched: [String] }

/// Takes so many bytes from a pipe and closes it.
private func read(from descriptor: Int32, bytes: Int) {
  var buffer = [UInt8](repeating: 0, count: max(bytes, 1))
  if bytes > 0 { _ = read(descriptor, &buffer, bytes) }
  close(descriptor)
}

/// The descriptors of a process to be made.
private struct FileActions: ~Copyable {
  private var actions = posix_spawn_file_actions_t()

  init() throws { try #require(posix_spawn_file_actions_init(&actions) == 0) }

  deinit {
    var actions = actions
    posix_spawn_file_actions_destroy(&actions)
  }

  mutating func open(_ descriptor: Int32, _ path: String, _ flags: Int32) {
    posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o600)
  }

  mutating func close(_ descriptor: Int32) {
    posix_spawn_file_actions_addclose(&actions, descriptor)
  }

  mutating func duplicate(_ descriptor: Int32, to other: Int32) {
    posix_spawn_file_actions_adddup2(&actions, descriptor, other)
  }

  mutating func spawn(_ command: [String]) throws -> pid_t {
    var arguments = command.map { strdup($0) } + [nil]
    var variables =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child: pid_t = 0
    let failure = spawning.withLock {
      posix_spawn(&child, command[0], &actions, nil, &arguments, &variables)
    }
    try #require(failure == 0)
    return child
  }
}
