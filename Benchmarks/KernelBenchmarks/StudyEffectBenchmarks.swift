import Benchmark
import CollapsedLikelihood
import RandomStreams

/// One draw of one study's effects given the parameters, averaged over studies and posterior draws.
func addStudyEffectBenchmarks() {
  for dataset in ["auditc", "naf_pet_ct"] {
    addBenchmark("study-effects.\(dataset)", against: .scalar) {
      let draws = try PosteriorDraws(dataset)
      let points = draws.points(128)
      return (
        points.count * draws.studies.count,
        {
          var stream = RandomStream(StreamKey(seed: 1).child(.purpose(.studyEffects)))
          for point in points {
            for study in draws.studies {
              blackHole(drawStudyEffects(study: study, point: point, using: &stream))
            }
          }
        }
      )
    }
  }
}
