import Output
import Synchronization

/// A progress bar that several threads may report to.
final class ProgressDisplay: Sendable {
  private let bar: Mutex<ProgressBar>
  private let label: String

  init(isWanted: Bool, label: String = "fitting") {
    bar = Mutex(ProgressBar(isWanted: isWanted))
    self.label = label
  }

  var update: @Sendable (Double) -> Void {
    { share in self.bar.withLock { $0.update(share: share, label: self.label) } }
  }

  func finish() { bar.withLock { $0.erase() } }
}
