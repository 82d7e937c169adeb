import CArithmeticPeak
import CollapsedLikelihood

/// Measured seconds of one operation on eight doubles, at best, with the best instruction set.
struct ArithmeticPeak {
  private(set) var multiplyAdd = Double.infinity
  private(set) var exponential = Double.infinity
  private(set) var logarithm = Double.infinity

  /// Looks at each operation once more; the fastest look counts.
  mutating func measure() {
    let set = InstructionSet.best.number
    multiplyAdd = min(multiplyAdd, Self.seconds(4000) { peak_multiply_add(set, $0) })
    exponential = min(exponential, Self.seconds(400) { peak_exp(set, $0) })
    logarithm = min(logarithm, Self.seconds(400) { peak_log(set, $0) })
  }

  private static func seconds(_ rounds: Int, _ loop: (Int) -> Double) -> Double {
    let start = processorTime()
    let result = loop(rounds)
    let elapsed = processorTime() - start
    precondition(result.isFinite)
    return elapsed / Double(rounds * Int(PEAK_ROUND))
  }
}
