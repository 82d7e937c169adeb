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
///   - threads: 1 works them off one by one; more leaves the number to the system.
///   - piece: the result of one piece, whatever the others do; called from any thread.
/// - Returns: one result a piece; the same for any number of threads.
public func inPieces<Value: Sendable>(
  _ count: Int, threads: Int, _ piece: @Sendable (Int) -> Value
) -> [Value] {
  guard threads > 1, count > 1 else { return (0..<count).map(piece) }
  let results = Mutex([Value?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let value = piece(index)
    results.withLock { $0[index] = value }
  }
  return results.withLock { $0 }.compactMap { $0 }
}
