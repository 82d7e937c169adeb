import ArgumentParser
import CProcess
import Concurrency
import Output

/// Ending on Ctrl-C (exit code 130), a request to terminate (143) or a closed terminal (129): one
/// message, no file left.
///
/// A fit in progress is left at once, by the signal's handler: before the first file is opened there is
/// nothing to clean up, and a program that waits for its standard input could not be asked to stop.
/// While files are written the work is cancelled instead, so that it removes what it wrote.
enum Interruption {
  /// Starts to listen.
  static func watch() { sroc_watch_signals(Terminal.isInteractive(.error)) }

  /// The exit code of work that was cancelled: 128 and the number of the signal.
  static var exitCode: ExitCode { ExitCode(128 + sroc_caught_signal()) }

  /// Runs a part of the work that makes files.
  ///
  /// - Parameters:
  ///   - isFinal: whether the files stay; false for a trial that removes what it made.
  ///   - work: the part.
  /// - Throws: what `work` throws, which means that no file was left; after a trial `WorkCancelled`;
  ///   after the files are complete, the exit code of a signal that came too late to stop them.
  static func writingFiles(isFinal: Bool, _ work: () throws -> Void) throws {
    sroc_set_phase(SROC_WRITING)
    do {
      try work()
    } catch {
      sroc_set_phase(SROC_WORKING)
      throw error
    }
    sroc_set_phase(isFinal ? SROC_WRITTEN : SROC_WORKING)
    guard sroc_caught_signal() != 0 else { return }
    if !isFinal { throw WorkCancelled() }
    StandardError.write(line: "sroc: interrupted; all files were written")
    throw exitCode
  }
}
