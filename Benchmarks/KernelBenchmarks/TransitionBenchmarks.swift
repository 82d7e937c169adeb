import AccuracyModels
import Benchmark
import RandomStreams
import Samplers

/// One transition of each kernel: a proposal, its density and the decision, or a whole trajectory.
func addTransitionBenchmarks() {
  addBenchmark("transition.independence.auditc", against: .vector) {
    let draws = try PosteriorDraws("auditc")
    return (
      1024,
      {
        blackHole(
          try sampleIndependence(
            draws.target, adapted: draws.adapted, draws: 1024, chains: 1, key: StreamKey(seed: 2),
            threads: 1))
      }
    )
  }
  addBenchmark("proposal.auditc", against: .vector) {
    let draws = try PosteriorDraws("auditc")
    return (
      PosteriorDraws.blockSize,
      {
        blackHole(
          draws.adapted.replayProposals(
            PosteriorDraws.blockSize, blockSize: PosteriorDraws.blockSize,
            key: StreamKey(seed: 2).child(.chain(0))))
      }
    )
  }
  addBenchmark("transition.nuts.auditc", against: .vector) {
    let draws = try PosteriorDraws("auditc")
    let target = GradientPosterior(model: draws.target.model)
    let mode = draws.target.model.mode()
    // Without warm-up: the same trajectories every time, at a step size that suits the mode.
    let options = NoUTurnOptions(warmup: 0, draws: 64, initialStepSize: 0.5)
    return (
      64,
      {
        blackHole(
          try sampleNoUTurn(
            target, options: options, chains: 1, key: StreamKey(seed: 2), threads: 1,
            start: { _, _ in mode }))
      }
    )
  }
}
