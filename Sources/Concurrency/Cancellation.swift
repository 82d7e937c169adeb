import CProcess
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Work ended before its time because it was asked to; it left nothing behind.
public struct WorkCancelled: Error {
  /// The error.
  public init() {}
}

/// Whether the work at hand was asked to stop. Long work looks now and then.
///
/// It is asked by a signal to the program, by a `CancellationScope` around it, or by the failure of a
/// piece before its own in `inPieces`.
public enum Cancellation {
  /// Whether the work of this thread should stop.
  public static var isRequested: Bool {
    sroc_caught_signal() != 0 || (Scope.current?.isCancelled ?? false)
  }

  /// Throws where the work of this thread should stop.
  ///
  /// - Throws: `WorkCancelled`.
  public static func check() throws(WorkCancelled) {
    if isRequested { throw WorkCancelled() }
  }
}

/// Work that can be asked to stop by itself, with all the pieces that it starts on any thread.
public final class CancellationScope: Sendable {
  private let mark = CancellationMark()

  /// A scope that nobody has cancelled.
  public init() {}

  /// Asks the work of the scope to stop; from any thread, at any time.
  public func cancel() { mark.cancel(from: 0) }

  /// Does work inside the scope, on this thread.
  ///
  /// - Parameter work: looks at `Cancellation.isRequested`.
  /// - Returns: its result.
  /// - Throws: what it throws.
  public func run<Value>(_ work: () throws -> Value) rethrows -> Value {
    try Scope(mark: mark, place: 0, job: Scope.current?.job, outer: Scope.current).run(work)
  }
}

/// From which place on the pieces of one job are cancelled.
final class CancellationMark: Sendable {
  private let lowest = Atomic<Int>(.max)

  func cancel(from place: Int) { lowest.min(place, ordering: .relaxed) }
  func isCancelled(at place: Int) -> Bool { lowest.load(ordering: .relaxed) <= place }
}

/// Where a thread's work belongs.
final class Scope: Sendable {
  private let mark: CancellationMark
  private let place: Int
  private let outer: Scope?
  /// The job that the work is a piece of.
  let job: Job?

  init(mark: CancellationMark, place: Int, job: Job?, outer: Scope?) {
    (self.mark, self.place, self.job, self.outer) = (mark, place, job, outer)
  }

  var isCancelled: Bool { mark.isCancelled(at: place) || (outer?.isCancelled ?? false) }

  /// That of this thread's work.
  static var current: Scope? {
    pthread_getspecific(key).map { Unmanaged<Scope>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Does work with this scope as the thread's own.
  func run<Value>(_ work: () throws -> Value) rethrows -> Value {
    let earlier = pthread_getspecific(Self.key)
    pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
    defer { pthread_setspecific(Self.key, earlier) }
    return try withExtendedLifetime(self) { try work() }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let failure = pthread_key_create(&key, nil)
    precondition(failure == 0, "no key for data of a thread: \(failure)")
    return key
  }()
}
