import AccuracyModels
import Benchmark
import CollapsedLikelihood

/// Log density in blocks of posterior draws, and log likelihood with gradient point by point, at posterior draws.
func addDensityBenchmarks() {
  for dataset in ["auditc", "anti_ccp", "telomerase"] {
    addBenchmark("density.\(dataset)", against: .vector) {
      let draws = try PosteriorDraws(dataset)
      let blocks = draws.blocks(2)
      var values = [Double](repeating: 0, count: PosteriorDraws.blockSize)
      return (
        blocks.count * PosteriorDraws.blockSize,
        {
          var span = values.mutableSpan
          for block in blocks {
            draws.target.logDensities(at: block.span, into: &span)
            blackHole(span[0])
          }
        }
      )
    }
  }
  addBenchmark("gradient.auditc", against: .vector) {
    let draws = try PosteriorDraws("auditc")
    let likelihood = draws.target.model.likelihood
    let points = draws.points(512)
    return (
      points.count,
      { for point in points { blackHole(likelihood.logLikelihoodAndGradient(at: point).value) } }
    )
  }
}
