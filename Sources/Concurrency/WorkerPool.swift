import CProcess
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The threads of the program beside the one that it began with.
///
/// A thread is made where there is work for it, up to the number that the work allows, and then kept.
/// Whoever waits for a job works on it, so a job ends also where no thread can be made. While it waits
/// for pieces that others have begun, it helps with what those pieces have started: no thread idles as
/// long as there is work for it, and none gets into work that its own need not wait for.
final class WorkerPool: @unchecked Sendable {
  static let shared = WorkerPool()

  /// Address space of a worker's stack.
  static let stackBytes = 2 << 20

  private let monitor = Monitor()
  /// Jobs with pieces that helpers may begin, in the order in which they came.
  private var open: [Job] = []
  private var workers = 0
  private var idleWorkers = 0
  private var waiting = 0
  /// The system refused a thread: one more attempt would cost time for nothing.
  private var isFull = false

  private let reserved = Atomic<Int>(0)

  /// Keeps memory for the work: no thread is made that would leave less.
  func reserve(bytes: Int) { reserved.store(bytes, ordering: .relaxed) }

  /// Offers a job to the workers.
  func offer(_ job: Job, threads: Int) {
    guard job.helperLimit > 0 else { return }
    monitor.lock()
    open.append(job)
    grow(for: job, limit: threads - 1)
    for _ in 0..<min(job.helperLimit, idleWorkers) { monitor.wakeOne(.workToDo) }
    if waiting > 0 { monitor.wakeAll(.progress) }
    monitor.unlock()
  }

  /// Works on a job until all its pieces are done, here or elsewhere.
  func finish(_ job: Job) {
    monitor.lock()
    work(on: job)
    open.removeAll { $0 === job }
    while !job.isFinished {
      if let other = open.first(where: { $0.wantsHelp && $0.descends(from: job) }) {
        help(other)
      } else {
        waiting += 1
        monitor.wait(for: .progress)
        waiting -= 1
      }
    }
    monitor.unlock()
  }

  /// Lets no more pieces of a job begin.
  func close(_ job: Job) {
    monitor.lock()
    job.close()
    monitor.unlock()
  }

  /// Does pieces as long as there are any; called and left with the lock held.
  private func work(on job: Job) {
    while let index = job.take() {
      monitor.unlock()
      job.perform(index)
      monitor.lock()
      job.finishedPiece()
    }
  }

  private func help(_ job: Job) {
    job.helperArrives()
    work(on: job)
    job.helperLeaves()
    if job.isFinished, waiting > 0 { monitor.wakeAll(.progress) }
  }

  private func grow(for job: Job, limit: Int) {
    let wanted = min(job.helperLimit - idleWorkers, limit - workers)
    for _ in 0..<max(wanted, 0) where !isFull {
      if hasMemory, startWorker() { workers += 1 } else { isFull = true }
    }
  }

  private var hasMemory: Bool {
    sroc_memory_left() >= UInt64(max(reserved.load(ordering: .relaxed), 0) + Self.stackBytes)
  }

  private func startWorker() -> Bool {
    sroc_start_thread(WorkerPool.stackBytes) { WorkerPool.shared.serve() }
  }

  /// The life of a worker.
  private func serve() {
    monitor.lock()
    while true {
      if let job = open.first(where: \.wantsHelp) {
        help(job)
      } else {
        idleWorkers += 1
        monitor.wait(for: .workToDo)
        idleWorkers -= 1
      }
    }
  }
}
