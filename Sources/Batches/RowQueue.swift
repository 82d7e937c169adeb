import Synchronization

/// Takes rows in any order and passes them on in their own, each as soon as all before it have come.
final class RowQueue: Sendable {
  private struct State {
    var next: Int
    var waiting: [Int: [UInt8]] = [:]
  }

  private let state: Mutex<State>
  private let sink: @Sendable ([UInt8]) throws -> Void

  /// A queue.
  ///
  /// - Parameters:
  ///   - first: the number of the first row that is to come.
  ///   - sink: takes rows one at a time, from any thread.
  init(first: Int, sink: @escaping @Sendable ([UInt8]) throws -> Void) {
    state = Mutex(State(next: first))
    self.sink = sink
  }

  /// The number of the first row that was not passed on.
  var next: Int { state.withLock { $0.next } }

  /// Gives a row.
  ///
  /// - Parameters:
  ///   - row: with its line feed.
  ///   - number: each once.
  /// - Throws: what the sink throws.
  func put(_ row: [UInt8], at number: Int) throws {
    try state.withLock { state in
      state.waiting[number] = row
      while let next = state.waiting.removeValue(forKey: state.next) {
        try sink(next)
        state.next += 1
      }
    }
  }
}
