import Dispatch
import Synchronization

/// The results of independent pieces of one piece of work, in their order, side by side where there is
/// a second thread.
///
/// For pieces of a fraction of a millisecond too, and where nothing can be awaited; chains, which can be
/// interrupted, have `runChains` of the samplers.
///
/// - Parameters:
///   - count: number of pieces.
///   - threads: so many at work at once, at most.
///   - piece: the result of one piece, whatever the others do; called from any thread.
/// - Returns: one result a piece; the same for any number of threads.
public func inPieces<Value: Sendable>(
  _ count: Int, threads: Int, _ piece: @Sendable (Int) -> Value
) -> [Value] {
  guard threads > 1, count > 1 else { return (0..<count).map(piece) }
  let progress = Mutex((next: 0, results: [Value?](repeating: nil, count: count)))
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = progress.withLock { progress in
        defer { progress.next += 1 }
        return progress.next
      }
      guard index < count else { return }
      let value = piece(index)
      progress.withLock { $0.results[index] = value }
    }
  }
  return progress.withLock { $0.results }.compactMap { $0 }
}
