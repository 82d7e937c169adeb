import Batches
import Output
import Synchronization

/// How far a batch is: a bar on a terminal, elsewhere one line a minute, as a log of a cluster wants it.
final class BatchDisplay: Sendable {
  private struct State: ~Copyable {
    var bar: ProgressBar
    var lastLine: ContinuousClock.Instant
  }

  private let state: Mutex<State>
  private let label: String
  private let isWanted: Bool
  private let start = ContinuousClock().now

  init(isWanted: Bool, label: String) {
    state = Mutex(State(bar: ProgressBar(isWanted: isWanted), lastLine: ContinuousClock().now))
    (self.isWanted, self.label) = (isWanted, label)
  }

  var update: @Sendable (BatchCount) -> Void {
    { count in
      guard self.isWanted else { return }
      let now = ContinuousClock().now
      let elapsed = self.start.duration(to: now)
      let seconds =
        Double(elapsed.components.seconds) + 1e-18 * Double(elapsed.components.attoseconds)
      self.state.withLock { state in
        let words = self.label + count.progress(after: seconds)
        if state.bar.isEnabled {
          state.bar.update(
            share: Double(count.done) / Double(max(count.total, 1)), label: words)
        } else if state.lastLine.duration(to: now) >= .seconds(60) {
          state.lastLine = now
          StandardError.write(line: words)
        }
      }
    }
  }

  func finish() { state.withLock { $0.bar.erase() } }
}
