/// Numbered pieces of work, taken in their order by whichever thread is free.
///
/// All variables are guarded by the lock of the `WorkerPool`.
final class Job: @unchecked Sendable {
  /// Does one piece and keeps its result.
  private let body: @Sendable (Job, Int) -> Void
  let count: Int
  /// Threads that may help the one that waits for the result.
  let helperLimit: Int
  /// The job whose piece started this one.
  let parent: Job?
  /// The first piece that nobody has begun.
  private var next = 0
  /// Pieces begun and not finished.
  private var running = 0
  private(set) var helpers = 0

  init(
    count: Int, helperLimit: Int, parent: Job?, body: @escaping @Sendable (Job, Int) -> Void
  ) {
    (self.count, self.helperLimit, self.parent, self.body) = (count, helperLimit, parent, body)
  }

  var isFinished: Bool { next >= count && running == 0 }
  var wantsHelp: Bool { next < count && helpers < helperLimit }

  func helperArrives() { helpers += 1 }
  func helperLeaves() { helpers -= 1 }

  /// The next piece to be done; nil where all have been begun.
  func take() -> Int? {
    guard next < count else { return nil }
    defer { next += 1 }
    running += 1
    return next
  }

  /// Does a piece that was taken; called without the lock.
  func perform(_ index: Int) { body(self, index) }

  func finishedPiece() { running -= 1 }

  /// No piece is begun any more.
  func close() { next = count }

  /// Whether it was started, at any depth, by a piece of another job.
  func descends(from other: Job) -> Bool {
    var ancestor = parent
    while let job = ancestor {
      if job === other { return true }
      ancestor = job.parent
    }
    return false
  }
}
