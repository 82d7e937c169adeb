import Synchronization

/// Counts finished draws over all chains.
package final class DrawCounter: Sendable {
  private let done = Atomic<Int>(0)
  private let total: Int

  /// A counter that ends at `total`.
  package init(total: Int) { self.total = max(total, 1) }

  /// Adds finished draws and returns the share done.
  package func add(_ count: Int) -> Double {
    let value = done.add(count, ordering: .relaxed).newValue
    return min(Double(value) / Double(total), 1)
  }
}
