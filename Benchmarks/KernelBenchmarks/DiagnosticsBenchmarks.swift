import Benchmark
import ChainStatistics
import RandomStreams

/// R-hat, effective sample sizes, Monte Carlo errors and quantiles of one quantity, per draw.
func addDiagnosticsBenchmarks() {
  addBenchmark("ess.4x5000", against: .scalar) {
    // An autoregression with the autocorrelation that rejections leave behind.
    let chains = (0..<4).map { index in
      var stream = RandomStream(StreamKey(seed: 1).child(.purpose(.simulation), .index(index)))
      var value = 0.0
      return (0..<5000).map { _ in
        value = 0.2 * value + stream.normal()
        return value
      }
    }
    return (20_000, { blackHole(summarize(chains)) })
  }
}
