import AccuracyModels
import Benchmark
import CKernelOperations
import CollapsedLikelihood

/// How near the kernel comes to what its arithmetic alone would take.
///
/// The bound is the sum over exponentials, logarithms and multiplications (fused with an addition or
/// not), each times its measured best time; the counts come from running the kernel's own source on a
/// type that counts. Additions that stand alone, divisions, roots, comparisons, loads and stores are
/// left out, so that no program can be faster than the bound on the same algorithm.
func addArithmeticBoundBenchmarks() {
  let share = BenchmarkMetric.custom(
    "Share of the bound", polarity: .prefersLarger, useScalingFactor: false)
  let bound = BenchmarkMetric.custom("Bound (ns)", useScalingFactor: false)
  let multiplications = BenchmarkMetric.custom("Multiply-adds", useScalingFactor: false)
  let exponentials = BenchmarkMetric.custom("Exponentials", useScalingFactor: false)
  let logarithms = BenchmarkMetric.custom("Logarithms", useScalingFactor: false)
  for dataset in ["auditc", "anti_ccp", "telomerase"] {
    Benchmark(
      "arithmetic-bound.\(dataset)",
      configuration: .init(
        metrics: [unitTime, bound, share, multiplications, exponentials, logarithms],
        warmupIterations: 1, maxDuration: .seconds(20), maxIterations: 15)
    ) { benchmark in
      let draws = try await PosteriorDraws(dataset)
      let likelihood = draws.target.model.likelihood
      let points = draws.points(512)
      let counts = countOperations(likelihood, points)
      var peak = ArithmeticPeak()
      var fastest = Double.infinity
      for _ in 0..<10 {
        peak.measure()
        let start = ContinuousClock.now
        for point in points { blackHole(likelihood.logLikelihood(at: point)) }
        fastest = min(fastest, (ContinuousClock.now - start) / .seconds(1))
      }
      let least =
        Double(counts.multiplications) * peak.multiplyAdd
        + Double(counts.exponentials) * peak.exponential
        + Double(counts.logarithms) * peak.logarithm
      let count = Double(points.count)
      benchmark.measurement(unitTime, Int((fastest * 1e9 / count).rounded()))
      benchmark.measurement(bound, Int((least * 1e9 / count).rounded()))
      benchmark.measurement(share, Int((least / fastest * 1000).rounded()))
      benchmark.measurement(multiplications, counts.multiplications / points.count)
      benchmark.measurement(exponentials, counts.exponentials / points.count)
      benchmark.measurement(logarithms, counts.logarithms / points.count)
    }
  }
}

/// The operations of all points together, on a kernel whose values agree with the one that is timed.
private func countOperations(
  _ likelihood: CollapsedLikelihood, _ points: [BivariatePoint]
) -> kernel_operation_counts {
  var counts = kernel_operation_counts()
  // Binomial coefficients and the like, which the kernel leaves to its caller.
  var constant: Double?
  for point in points {
    let value = likelihood.withKernelInput(at: point) {
      count_kernel_operations($0, $1, nil, &counts)
    }
    let difference = likelihood.logLikelihood(at: point) - value
    precondition(
      abs(difference - (constant ?? difference)) < 1e-8 * (1 + abs(difference)),
      "the kernel that counts is not the one that is timed")
    constant = constant ?? difference
  }
  return counts
}
