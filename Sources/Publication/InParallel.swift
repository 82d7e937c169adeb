import Dispatch
import Synchronization

/// Results of independent jobs, in their order, with as many at work at once as there are threads.
///
/// - Parameters:
///   - count: number of jobs.
///   - threads: 1 works them off one by one; more leaves the number to the system.
///   - job: makes the result of one job; called from any thread.
/// - Returns: one result a job; the same for any number of threads.
func inParallel<Value: Sendable>(
  count: Int, threads: Int, _ job: @Sendable (Int) -> Value
) -> [Value] {
  guard threads > 1, count > 1 else { return (0..<count).map(job) }
  let results = Mutex([Value?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let value = job(index)
    results.withLock { $0[index] = value }
  }
  return results.withLock { $0 }.compactMap { $0 }
}
