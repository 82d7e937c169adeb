import AccuracyModels
import Benchmark
import CollapsedLikelihood

/// Log density in blocks of posterior draws with each instruction set that the processor has, whatever
/// the kernel would choose: what a machine with less pays.
func addInstructionSetBenchmarks() {
  let sets = InstructionSet.available.reversed()
  let times = sets.map {
    ($0, BenchmarkMetric.custom("\($0.rawValue) (ns)", useScalingFactor: false))
  }
  for dataset in ["auditc", "anti_ccp"] {
    Benchmark(
      "instruction-sets.\(dataset)",
      configuration: .init(
        metrics: times.map(\.1), units: wholeUnits(times.map(\.1)), warmupIterations: 1,
        maxDuration: .seconds(20), maxIterations: 15)
    ) { benchmark in
      let draws = try PosteriorDraws(dataset)
      let blocks = draws.blocks(2)
      var paths = try times.map { set, metric in
        TimedPath(
          metric: metric,
          target: try PosteriorDraws.target(draws.studies, instructionSet: set))
      }
      for _ in 0..<10 { for index in paths.indices { paths[index].look(at: blocks) } }
      for path in paths {
        precondition(
          zip(path.values, paths[0].values).allSatisfy { abs($0 - $1) < 1e-5 },
          "the instruction sets disagree")
        let count = Double(blocks.count * PosteriorDraws.blockSize)
        benchmark.measurement(path.metric, Int((path.fastest * 1e9 / count).rounded()))
      }
    }
  }
}

/// One instruction set, its fastest look in seconds and the values of the last block.
private struct TimedPath {
  let metric: BenchmarkMetric
  let target: CollapsedPosterior
  var fastest = Double.infinity
  var values = [Double](repeating: 0, count: PosteriorDraws.blockSize)

  init(metric: BenchmarkMetric, target: CollapsedPosterior) {
    self.metric = metric
    self.target = target
  }

  mutating func look(at blocks: [[Double]]) {
    // Apart from `self`, which the span into `values` keeps to itself.
    let target = target
    let start = processorTime()
    for block in blocks {
      var span = values.mutableSpan
      target.logDensities(at: block.span, into: &span)
    }
    fastest = min(fastest, processorTime() - start)
  }
}
