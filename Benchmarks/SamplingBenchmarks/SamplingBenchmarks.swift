import Benchmark

/// Effective draws per second of the default sampler; names have no slash, because the threshold
/// files could not be found again under a name with one.
let benchmarks: @Sendable () -> Void = {
  let effectivePerSecond = BenchmarkMetric.custom(
    "ESS per second", polarity: .prefersLarger, useScalingFactor: false)
  let warmup = BenchmarkMetric.custom(
    "Warm-up (us)", polarity: .prefersSmaller, useScalingFactor: false)
  let perDraw = BenchmarkMetric.custom(
    "Time per draw (ns)", polarity: .prefersSmaller, useScalingFactor: false)

  for (draws, repeats) in [(5_000, 30), (250_000, 5)] {
    Benchmark(
      "collapsed.auditc.4x\(draws)",
      configuration: .init(
        metrics: [.wallClock, effectivePerSecond, warmup, perDraw], warmupIterations: 1,
        maxDuration: .seconds(120), maxIterations: repeats)
    ) { benchmark in
      // As many evaluations of the adaptation as `sroc fit` takes for 4 chains of this length.
      // Another seed each time: the figure then is that of the sampler, not of one lucky chain.
      let fit = try CollapsedFit(
        dataset: "auditc", chains: 4, draws: draws, evaluations: min(max(draws / 10, 3500), 14_000),
        seed: UInt64(benchmark.currentIteration + 1))
      benchmark.measurement(effectivePerSecond, Int(fit.effectivePerSecond))
      benchmark.measurement(warmup, Int(fit.warmupSeconds * 1e6))
      benchmark.measurement(perDraw, Int(fit.samplingSeconds * 1e9 / Double(4 * draws)))
    }
  }
}
