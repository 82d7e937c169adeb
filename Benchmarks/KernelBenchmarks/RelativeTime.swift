import Benchmark

/// Nanoseconds of one unit of work: to read, not to compare between machines.
let unitTime = BenchmarkMetric.custom(
  "Time (ns)", polarity: .prefersSmaller, useScalingFactor: false)
/// Time of one unit of work in thousandths of the calibration's unit: what thresholds hold to account.
let relativeTime = BenchmarkMetric.custom(
  "Relative time", polarity: .prefersSmaller, useScalingFactor: false)

/// Has metrics printed in full, where the tool would round them to thousands.
func wholeUnits(_ metrics: [BenchmarkMetric]) -> [BenchmarkMetric: BenchmarkUnits] {
  [BenchmarkMetric: BenchmarkUnits](uniqueKeysWithValues: metrics.map { ($0, .count) })
}

/// Adds a benchmark of a piece of work against a calibration.
///
/// Every sample is the fastest of ten looks at the work over the fastest of eleven at the calibration,
/// taken in turns, in processor time: what else the machine does makes either slower, never faster.
///
/// - Parameters:
///   - name: without a slash, or its threshold could not be found again.
///   - calibration: what the work resembles.
///   - setUp: prepares the work, untimed; returns the units in one call, and the call.
func addBenchmark(
  _ name: String, against calibration: Calibration,
  _ setUp: @escaping @Sendable () throws -> (units: Int, work: () throws -> Void)
) {
  Benchmark(
    name,
    configuration: .init(
      metrics: [unitTime, relativeTime], units: wholeUnits([unitTime, relativeTime]),
      warmupIterations: 1, maxDuration: .seconds(20), maxIterations: 15,
      thresholds: [relativeTime: .init(relative: [.p90: 50])])
  ) { benchmark in
    let (units, work) = try setUp()
    try work()
    var fastest = Double.infinity
    var unit = calibration.seconds()
    for _ in 0..<10 {
      let start = processorTime()
      try work()
      fastest = min(fastest, processorTime() - start)
      unit = min(unit, calibration.seconds())
    }
    let seconds = fastest / Double(units)
    benchmark.measurement(unitTime, Int((seconds * 1e9).rounded()))
    benchmark.measurement(relativeTime, Int((seconds / unit * 1000).rounded()))
  }
}
