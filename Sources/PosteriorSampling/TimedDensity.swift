import ModelInterface
import Synchronization

/// A density that notes how long its blocks take, for runs that are profiled.
///
/// Two looks at the clock a block are less than 1 % of the work of one.
final class TimedDensity<Base: BlockLogDensity>: BlockLogDensity {
  private let base: Base
  private let nanoseconds = Atomic<Int>(0)
  private let points = Atomic<Int>(0)
  private let largestBlock = Atomic<Int>(0)

  init(_ base: Base) { self.base = base }

  var dimension: Int { base.dimension }
  /// Seconds spent in blocks, over all threads.
  package var seconds: Double { Double(nanoseconds.load(ordering: .relaxed)) * 1e-9 }
  /// Points evaluated in blocks.
  package var evaluations: Int { points.load(ordering: .relaxed) }
  /// The largest block so far.
  package var blockSize: Int { largestBlock.load(ordering: .relaxed) }

  package func logDensity(at position: Span<Double>) -> Double { base.logDensity(at: position) }

  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let start = ContinuousClock.now
    base.logDensities(at: positions, floors: floors, into: &values)
    let elapsed = (ContinuousClock.now - start).components
    nanoseconds.add(
      Int(elapsed.seconds) * 1_000_000_000 + Int(elapsed.attoseconds / 1_000_000_000),
      ordering: .relaxed)
    points.add(values.count, ordering: .relaxed)
    largestBlock.max(values.count, ordering: .relaxed)
  }
}
