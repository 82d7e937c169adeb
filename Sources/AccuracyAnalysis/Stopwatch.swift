#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Elapsed wall-clock time.
struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  /// Seconds since creation.
  var seconds: Double {
    let elapsed = ContinuousClock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
  }
}
