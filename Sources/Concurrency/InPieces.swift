import Synchronization

/// The results of independent pieces of one piece of work, in their order, side by side where there is
/// a second thread.
///
/// The calling thread works too. For one thread or one piece no thread is made; where the system
/// refuses threads the work takes longer and has the same result. Pieces may be of a fraction of a
/// millisecond, and may be divided into pieces themselves.
///
/// A piece that throws cancels those behind it (see `Cancellation`) and none before it, so the error is
/// that of the first piece that fails, for any number of threads.
///
/// - Parameters:
///   - count: number of pieces.
///   - threads: so many at work at once in the whole program, at most; at least 1.
///   - piece: the result of one piece, whatever the others do; called from any thread.
/// - Returns: one result a piece; the same for any number of threads.
/// - Throws: what the first failing piece throws.
public func inPieces<Value: Sendable, Failure: Error>(
  _ count: Int, threads: Int, _ piece: @escaping @Sendable (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
  precondition(count >= 0 && threads >= 1)
  if threads == 1 || count <= 1 {
    var results: [Value] = []
    results.reserveCapacity(count)
    for index in 0..<count { results.append(try piece(index)) }
    return results
  }
  let pieces = Pieces(count, threads: threads, helpers: min(threads, count) - 1, piece)
  return try pieces.results()
}

/// One piece of work that another thread may do meanwhile; where none has begun it when its value is
/// needed, it is done then and there.
public final class WorkBeside<Value: Sendable, Failure: Error>: Sendable {
  private let pieces: Pieces<Value, Failure>

  fileprivate init(threads: Int, _ work: @escaping @Sendable () throws(Failure) -> Value) {
    pieces = Pieces(1, threads: threads, helpers: min(threads - 1, 1)) { _ throws(Failure) in
      try work()
    }
  }

  /// The result of the work.
  ///
  /// - Throws: what the work throws.
  public func value() throws(Failure) -> Value { try pieces.results()[0] }

  fileprivate func abandon() { pieces.abandon() }
}

/// Does work with another piece of work beside it, which is over at the end whatever happens.
///
/// - Parameters:
///   - threads: as in `inPieces`; with 1 the other piece is done when its value is asked for.
///   - other: independent of the main work; cancelled where nobody has asked for its value.
///   - main: what this thread does.
/// - Returns: the result of the main work.
/// - Throws: what the main work throws.
public func withWorkBeside<Value: Sendable, Failure: Error, Result>(
  threads: Int, _ other: @escaping @Sendable () throws(Failure) -> Value,
  _ main: (WorkBeside<Value, Failure>) throws -> Result
) throws -> Result {
  let beside = WorkBeside(threads: threads, other)
  defer { beside.abandon() }
  return try main(beside)
}

/// Keeps memory for the work to come: where a limit leaves no more, no further thread is made.
///
/// - Parameter bytes: what the work is going to need.
public func reserveMemory(bytes: Int) { WorkerPool.shared.reserve(bytes: bytes) }

/// A job with its results.
private struct Pieces<Value: Sendable, Failure: Error>: Sendable {
  private let outcomes: Outcomes<Value, Failure>
  private let mark = CancellationMark()
  private let job: Job

  init(
    _ count: Int, threads: Int, helpers: Int,
    _ piece: @escaping @Sendable (Int) throws(Failure) -> Value
  ) {
    let outcomes = Outcomes<Value, Failure>(count: count)
    let outer = Scope.current
    job = Job(count: count, helperLimit: helpers, parent: outer?.job) { [mark] job, index in
      let scope = Scope(mark: mark, place: index, job: job, outer: outer)
      let outcome = scope.run { () -> Result<Value, Failure> in
        do throws(Failure) { return .success(try piece(index)) } catch { return .failure(error) }
      }
      outcomes.set(outcome, at: index)
      if case .failure = outcome {
        mark.cancel(from: index + 1)
        WorkerPool.shared.close(job)
      }
    }
    self.outcomes = outcomes
    WorkerPool.shared.offer(job, threads: threads)
  }

  /// Works until all is done.
  func results() throws(Failure) -> [Value] {
    WorkerPool.shared.finish(job)
    return try outcomes.values()
  }

  /// Cancels what nobody has asked for and waits for its end.
  func abandon() {
    mark.cancel(from: 0)
    WorkerPool.shared.close(job)
    WorkerPool.shared.finish(job)
  }
}

/// What came of each piece.
private final class Outcomes<Value: Sendable, Failure: Error>: Sendable {
  private let all: Mutex<[Result<Value, Failure>?]>

  init(count: Int) { all = Mutex([Result<Value, Failure>?](repeating: nil, count: count)) }

  func set(_ outcome: Result<Value, Failure>, at index: Int) {
    all.withLock { $0[index] = outcome }
  }

  /// The values up to the first failure, which is thrown; pieces behind it may have nothing.
  func values() throws(Failure) -> [Value] {
    var values: [Value] = []
    for outcome in all.withLock({ $0 }) {
      guard let outcome else { break }
      values.append(try outcome.get())
    }
    return values
  }
}
