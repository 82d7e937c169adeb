import AccuracyData
import AccuracyModels
import Benchmark
import CKernelOperations
import CollapsedLikelihood

/// How near the kernel comes to what its arithmetic alone would take, for points in blocks, as the
/// sampler evaluates them, and one by one.
///
/// The bound is the sum over exponentials, logarithms and multiplications (fused with an addition or
/// not), each times its measured best time; see `KernelOperations` for the counts. Additions that stand
/// alone, divisions, roots, comparisons, loads, stores and all that is done to single numbers are free.
/// It is a bound for the algorithm as it is laid out, with the nodes that it visits, not for the
/// integrals.
func addArithmeticBoundBenchmarks() {
  for dataset in ["auditc", "telomerase", "anti_ccp"] {
    addArithmeticBound(dataset) { try PosteriorDraws.studies(of: dataset) }
  }
  addArithmeticBound("1000-studies") {
    try PosteriorDraws.resampledStudies(of: "anti_ccp", count: 1000)
  }
}

private let bound = BenchmarkMetric.custom("Bound (ns)", useScalingFactor: false)
private let share = BenchmarkMetric.custom(
  "Share of the bound", polarity: .prefersLarger, useScalingFactor: false)
private let multiplications = BenchmarkMetric.custom("Multiply-adds", useScalingFactor: false)
private let exponentials = BenchmarkMetric.custom("Exponentials", useScalingFactor: false)
private let logarithms = BenchmarkMetric.custom("Logarithms", useScalingFactor: false)
private let singly = BenchmarkMetric.custom("Points left over", useScalingFactor: false)

/// Two benchmarks of one set of studies, each at 2,048 posterior draws.
private func addArithmeticBound(
  _ name: String, _ studies: @escaping @Sendable () throws -> [AccuracyStudy]
) {
  let common = [unitTime, bound, share, multiplications, exponentials, logarithms]
  for inBlocks in [true, false] {
    let metrics = inBlocks ? common + [singly] : common
    Benchmark(
      "arithmetic-bound.\(name).\(inBlocks ? "block" : "single")",
      configuration: .init(
        metrics: metrics, units: wholeUnits(metrics), warmupIterations: 1,
        maxDuration: .seconds(20), maxIterations: 15)
    ) { benchmark in
      let draws = try PosteriorDraws(studies: studies())
      let likelihood = draws.target.model.likelihood
      let points = draws.points(PosteriorDraws.blockSize)
      let operations =
        inBlocks
        ? KernelOperations(ofBlock: points, likelihood: likelihood)
        : KernelOperations(ofPoints: points, likelihood: likelihood)
      let columns = columns(of: points)
      var values = [Double](repeating: 0, count: points.count)
      var peak = ArithmeticPeak()
      var fastest = Double.infinity
      for _ in 0..<10 {
        peak.measure()
        let start = processorTime()
        if inBlocks {
          var span = values.mutableSpan
          likelihood.logLikelihoods(at: columns.span, floors: Span(), into: &span)
        } else {
          for i in points.indices { values[i] = likelihood.logLikelihood(at: points[i]) }
        }
        fastest = min(fastest, processorTime() - start)
        blackHole(values[0])
      }
      operations.check(against: values)
      let counts = operations.counts
      let least =
        Double(counts.multiplications) * peak.multiplyAdd
        + Double(counts.exponentials) * peak.exponential
        + Double(counts.logarithms) * peak.logarithm
      let count = Double(points.count)
      benchmark.measurement(unitTime, Int((fastest * 1e9 / count).rounded()))
      benchmark.measurement(bound, Int((least * 1e9 / count).rounded()))
      benchmark.measurement(share, Int((least / fastest * 1000).rounded()))
      // An operation on eight doubles counts as eight, so that both ways can be compared.
      benchmark.measurement(multiplications, 8 * counts.multiplications / points.count)
      benchmark.measurement(exponentials, 8 * counts.exponentials / points.count)
      benchmark.measurement(logarithms, 8 * counts.logarithms / points.count)
      if inBlocks { benchmark.measurement(singly, operations.singly) }
    }
  }
}
