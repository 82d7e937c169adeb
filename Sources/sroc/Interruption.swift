import Dispatch
import Reports
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ending on Ctrl-C, a closed terminal or a request to terminate: one message, exit code 130, no
/// file left.
///
/// A fit in progress is left at once: before the first file is opened there is nothing to clean up,
/// and a program that waits for its standard input could not be asked to stop. While files are
/// written the work is cancelled instead, so that it removes what it wrote.
enum Interruption {
  private enum Phase { case working, writing, written }

  private static let phase = Mutex(Phase.working)

  /// Starts to listen.
  ///
  /// - Parameter cancel: cancels the work.
  /// - Returns: the sources, to be kept as long as the program listens.
  static func watch(cancel: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
    // A queue of its own: on a global one the handler would wait until a chain gives up its thread.
    let queue = DispatchQueue(label: "interruption")
    return [SIGINT, SIGTERM, SIGHUP].compactMap { number in
      let earlier = signal(number, SIG_IGN)
      // nohup asks for SIGHUP to stay ignored.
      if number == SIGHUP, isIgnored(earlier) { return nil }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { end(cancel: cancel) }
      source.resume()
      return source
    }
  }

  /// Runs a part of the work that makes files.
  ///
  /// - Parameters:
  ///   - isFinal: whether the files stay; false for a trial that removes what it made.
  ///   - work: the part.
  /// - Throws: what `work` throws, which means that no file was left; after a trial `CancellationError`.
  static func writingFiles(isFinal: Bool, _ work: () throws -> Void) throws {
    phase.withLock { $0 = .writing }
    do {
      try work()
      phase.withLock { $0 = isFinal ? .written : .working }
    } catch {
      phase.withLock { $0 = .working }
      throw error
    }
    // Too late for the files of a trial to notice, but not for the work that would follow.
    if !isFinal { try Task.checkCancellation() }
  }

  private static func end(cancel: () -> Void) {
    phase.withLock { phase in
      // The lock is kept up to the end, so that writing cannot begin after it was looked at.
      switch phase {
      case .writing: cancel()
      case .working: leave("interrupted; nothing was written")
      case .written: leave("interrupted; all files were written")
      }
    }
  }

  private static func leave(_ message: String) -> Never {
    let erasure = Terminal.isInteractive(.error) ? "\r\u{1B}[2K" : ""
    StandardError.write(line: erasure + "sroc: " + message)
    _exit(130)
  }

  private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
