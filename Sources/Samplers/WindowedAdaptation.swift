/// When a chain's warm-up learns the metric: Stan's three phases.
///
/// A first buffer adapts the step size only, then come windows of doubling length, each of which
/// ends with a new metric from its own draws, then a last buffer adapts the step size to the final
/// metric. The buffers are 75 and 50 iterations and the first window 25. A window that would leave
/// no room for a next one of twice its length takes all that is left. If warm-up is shorter than
/// 150 iterations the three phases take 15 %, 75 % and 10 % of it, with one window; if it is
/// shorter than 20, the metric is not learnt.
///
/// - SeeAlso: Stan Reference Manual, "Automatic parameter tuning"; stan/mcmc/windowed_adaptation.
public struct WindowedAdaptation: Sendable, Equatable {
  /// The windows of metric adaptation, as ranges of warm-up iterations counted from 0.
  public let windows: [Range<Int>]

  /// Lays out the windows.
  ///
  /// - Parameter warmup: number of warm-up iterations, at least 0.
  public init(warmup: Int) {
    guard warmup >= 20 else {
      windows = []
      return
    }
    var firstBuffer = 75
    var lastBuffer = 50
    var length = 25
    if firstBuffer + length + lastBuffer > warmup {
      firstBuffer = warmup * 15 / 100
      lastBuffer = warmup / 10
      length = warmup - firstBuffer - lastBuffer
    }
    let end = warmup - lastBuffer
    var laidOut: [Range<Int>] = []
    var start = firstBuffer
    while start < end {
      let leavesRoom = start + length == end || start + 3 * length <= end
      // The first window keeps its length whatever follows it.
      let stop = laidOut.isEmpty || leavesRoom ? start + length : end
      laidOut.append(start..<stop)
      start = stop
      length *= 2
    }
    windows = laidOut
  }

  /// Whether the draw of an iteration belongs to a window.
  ///
  /// - Parameter iteration: counted from 0.
  /// - Returns: true inside a window.
  public func learns(at iteration: Int) -> Bool { windows.contains { $0.contains(iteration) } }

  /// Whether a window ends with an iteration.
  ///
  /// - Parameter iteration: counted from 0.
  /// - Returns: true at a window's last iteration.
  public func windowEnds(at iteration: Int) -> Bool {
    windows.contains { $0.upperBound == iteration + 1 }
  }
}
