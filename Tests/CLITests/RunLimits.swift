import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// When a program under test is killed.
///
/// The limit that means something is of processor time: on a busy machine a program waits long and works
/// no more. The limit on the wall clock is for one that waits for ever.
struct RunLimits {
  /// Seconds of processor time, over all threads; a debug build may need minutes.
  var processorSeconds = 600.0
  /// Seconds on the wall clock.
  var wallSeconds = 1200.0
}

/// A program under test was killed by the tests.
struct KilledProgram: Error, CustomStringConvertible {
  let arguments: [String]
  let reason: String
  /// What it had written to standard error.
  let errors: String

  var description: String {
    "the tests killed sroc \(arguments.joined(separator: " ")) after \(reason); it had said: \(errors)"
  }
}

/// How a child process ended.
struct ProcessEnd {
  /// Exit code; 128 + number where a signal ended it.
  var code: Int32
  /// Seconds of processor time that it took.
  var processorSeconds: Double
  /// The limit for which it was killed; nil where it ended by itself.
  var killedFor: String?
}

/// Waits for the end of a child and kills it at a limit.
func waitForEnd(of child: pid_t, limits: RunLimits) -> ProcessEnd {
  let start = ContinuousClock.now
  var status: Int32 = 0
  var usage = rusage()
  var killedFor: String?
  while wait4(child, &status, WNOHANG, &usage) == 0 {
    usleep(2000)
    if killedFor != nil { continue }
    let wall = start.duration(to: .now) / .seconds(1)
    if let processor = processorSeconds(of: child), processor > limits.processorSeconds {
      killedFor = "\(limits.processorSeconds) s of processor time (\(wall) s on the wall clock)"
    } else if wall > limits.wallSeconds {
      killedFor = "\(limits.wallSeconds) s on the wall clock"
    }
    if killedFor != nil { kill(child, SIGKILL) }
  }
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + 1e-6 * Double(time.tv_usec) }
  let number = status & 0x7F
  return ProcessEnd(
    code: number == 0 ? (status >> 8) & 0xFF : 128 + number,
    processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), killedFor: killedFor)
}
