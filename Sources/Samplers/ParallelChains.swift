/// Runs one task a chain, at most `threads` at a time, and returns the results by chain index.
///
/// The result of a chain may depend on its index only, so it is the same for any number of threads.
///
/// - Parameters:
///   - count: number of chains.
///   - threads: how many may run at once, at least 1.
///   - body: the work of one chain; its random stream is opened inside.
/// - Returns: the results in the order of the chain index.
/// - Throws: the first error of any chain; `SamplingError.interrupted` when the task was cancelled.
public func runChains<Result: Sendable>(
  count: Int, threads: Int, body: @escaping @Sendable (_ chainIndex: Int) throws -> Result
) async throws -> [Result] {
  precondition(count >= 1 && threads >= 1)
  return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: count)
    var next = 0
    func launch(_ group: inout ThrowingTaskGroup<(Int, Result), any Error>) {
      let index = next
      next += 1
      group.addTask { (index, try body(index)) }
    }
    while next < min(threads, count) { launch(&group) }
    while let (index, result) = try await group.next() {
      results[index] = result
      if Task.isCancelled { throw SamplingError.interrupted }
      if next < count { launch(&group) }
    }
    return results.compactMap { $0 }
  }
}
