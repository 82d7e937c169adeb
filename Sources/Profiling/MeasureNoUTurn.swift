import AccuracyModels
import CollapsedLikelihood
import Fitting
import PosteriorSampling
import Samplers

/// NUTS adapts in every chain, so it runs once, with as many draws as the fit's speed asks for.
func measureNoUTurn(
  like fit: ModelFit, progress: (@Sendable (Double) -> Void)?
) throws -> Throughput {
  var settings = SamplingSettings(fit.options, key: fit.options.streamKey(of: fit.dataset))
  let cores = min(settings.threads, settings.chains)
  var secondsPerDraw = fit.sample.samplingSeconds / Double(settings.draws)
  // What warm-up learns and what else the machine does change the speed: a run that came out short
  // tells the length of the next.
  while true {
    let wanted = 1.2 * leastSamplingSeconds / max(secondsPerDraw, 1e-9)
    settings.draws = max(100, Int(min(wanted, 1e7)))
    let done = DrawCounter(total: settings.chains * settings.draws)
    var count: (@Sendable (Int) -> Void)?
    if let progress { count = { progress(done.add($0)) } }
    let clock = PhaseClock(measuresCosts: true)
    let tables = Stopwatch()
    let model = BivariateModel(
      likelihood: samplingLikelihood(fit.dataset.studies), prior: fit.model.prior)
    let tableSeconds = tables.seconds
    let sample = try samplePosterior(
      model, settings: settings, clock: clock, progress: count)
    secondsPerDraw = sample.samplingSeconds / Double(settings.draws)
    if sample.samplingSeconds < leastSamplingSeconds && settings.draws < 10_000_000 { continue }

    var rounds = SamplingRounds()
    rounds.add(
      sample.draws, acceptanceRate: sample.acceptanceRate, seconds: sample.samplingSeconds,
      processorSeconds: clock.work.processorShare * sample.samplingSeconds * Double(cores))
    var costs = clock.costs
    costs.studyEffects = costOfStudyEffects(model, sample: sample, key: settings.key)
    let sampling: Set<FitPhase> = [.gradients, .bookkeeping]
    var phases = clock.phases(costs: costs).filter { sampling.contains($0.phase) }
    let rest = rounds.seconds - phases.reduce(0) { $0 + $1.seconds }
    if rest > 0 { phases.append((.other, rest)) }
    return Throughput(
      kernel: sample.kernel, kernelReason: sample.kernelReason,
      warmupSeconds: tableSeconds + sample.warmupSeconds, rounds: rounds, cores: cores,
      phases: phases, costs: costs,
      blockSize: nil,
      leapfrogStepsPerDraw: Double(clock.work.leapfrogSteps) / Double(sample.totalDraws))
  }
}
