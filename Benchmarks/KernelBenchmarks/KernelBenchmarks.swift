import Benchmark

/// The kernels one by one, a file for each theme.
let benchmarks: @Sendable () -> Void = {
  addDensityBenchmarks()
  addTransitionBenchmarks()
  addStudyEffectBenchmarks()
  addDiagnosticsBenchmarks()
  addFrequentistBenchmarks()
  addReadingBenchmarks()
  addInstructionSetBenchmarks()
  addArithmeticBoundBenchmarks()
}
