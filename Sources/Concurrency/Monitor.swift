#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lock with two conditions to wait for: there is work, and work was finished.
///
/// Not `Synchronization.Mutex`, which has nothing to wait for.
final class Monitor: @unchecked Sendable {
  enum Condition { case workToDo, progress }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let conditions = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 2)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(conditions, nil)
    pthread_cond_init(conditions + 1, nil)
  }

  deinit {
    pthread_cond_destroy(conditions)
    pthread_cond_destroy(conditions + 1)
    pthread_mutex_destroy(mutex)
    conditions.deallocate()
    mutex.deallocate()
  }

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }

  /// Waits, with the lock given up meanwhile; may return without a reason.
  func wait(for condition: Condition) { pthread_cond_wait(pointer(condition), mutex) }
  func wakeOne(_ condition: Condition) { pthread_cond_signal(pointer(condition)) }
  func wakeAll(_ condition: Condition) { pthread_cond_broadcast(pointer(condition)) }

  private func pointer(_ condition: Condition) -> UnsafeMutablePointer<pthread_cond_t> {
    condition == .workToDo ? conditions : conditions + 1
  }
}
