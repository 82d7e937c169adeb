import CArithmeticPeak
import CollapsedLikelihood

/// What a piece of work is timed against, in the same body of the same run, so that a threshold holds
/// on another machine too.
enum Calibration: Sendable {
  /// Multiply-adds on eight doubles with the instruction set of the kernel: for vectorised work.
  case vector
  /// A chain of scalar arithmetic and memory access: for everything else.
  case scalar

  /// Does some hundred microseconds of work.
  ///
  /// - Returns: the seconds of what counts as one unit: a thousand operations.
  func seconds() -> Double {
    switch self {
    case .vector:
      let rounds = 8000
      let start = processorTime()
      let result = peak_multiply_add(InstructionSet.best.number, rounds)
      let elapsed = processorTime() - start
      precondition(result.isFinite)
      return elapsed / Double(rounds * Int(PEAK_ROUND)) * 1000
    case .scalar:
      let steps = 100_000
      let start = processorTime()
      let result = Self.scalarWork(steps)
      let elapsed = processorTime() - start
      precondition(result != 0)
      return elapsed / Double(steps) * 1000
    }
  }

  /// A generator of pseudo-random numbers that looks each of them up in a table: multiplication,
  /// shifts, a load from the first cache, a branch that nothing can foresee.
  @inline(never)
  private static func scalarWork(_ steps: Int) -> UInt64 {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    var sum: UInt64 = 1
    let table = [UInt64](unsafeUninitializedCapacity: 1024) { buffer, count in
      for i in 0..<1024 { buffer.initializeElement(at: i, to: UInt64(i) &* 0xbf58_476d) }
      count = 1024
    }
    for _ in 0..<steps {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = table[Int(state >> 54)]
      if state & (1 << 40) == 0 { sum &+= value } else { sum ^= value >> 3 }
    }
    return sum
  }
}

extension InstructionSet {
  /// The set as `arithmetic_peak.h` numbers it.
  var number: Int32 {
    switch self {
    case .baseline: Int32(PEAK_BASELINE)
    case .avx2: Int32(PEAK_AVX2)
    case .avx512: Int32(PEAK_AVX512)
    }
  }
}
