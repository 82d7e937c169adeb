import AccuracyModels
import CollapsedLikelihood
import Draws
import Fitting
import PosteriorSampling
import RandomStreams
import Samplers

/// Runs the sampler that a fit used until it has sampled for two seconds.
///
/// - Parameters:
///   - fit: a fit with these options, whose kernel is measured.
///   - progress: called with the share done in [0, 1], from any thread.
/// - Returns: the speed, with the costs of single evaluations.
/// - Throws: `SamplingError`.
func measureThroughput(
  like fit: ModelFit, progress: (@Sendable (Double) -> Void)?
) throws -> Throughput {
  fit.sample.kernel == .noUTurn
    ? try measureNoUTurn(like: fit, progress: progress)
    : try measureIndependence(like: fit, progress: progress)
}

/// Draws a round at most, over all chains: some 50 MB, whatever the length of the run.
private let drawsPerRound = 400_000
/// Independent runs at least where effective draws are judged by their error.
private let replicates = 16
/// Draws a chain and round at least, for effective sample sizes that mean something.
private let leastDrawsPerChain = 500

private func adapt(
  to target: CollapsedPosterior, _ settings: SamplingSettings
) throws -> AdaptedIndependence {
  try adaptIndependence(
    to: target, start: target.start,
    evaluations: settings.pilotEvaluations(dimension: target.dimension), key: settings.key,
    threads: settings.threads)
}

/// The independence sampler adapts once and then runs in rounds of its chains, each round with other
/// random streams, so that memory stays bounded; effective sample sizes are summed over the rounds.
private func measureIndependence(
  like fit: ModelFit, progress: (@Sendable (Double) -> Void)?
) throws -> Throughput {
  let key = fit.options.streamKey(of: fit.dataset)
  var settings = SamplingSettings(fit.options, key: key)
  let clock = PhaseClock()
  let quick = try quickRun(like: fit)
  // Adapted as for a run that samples so long.
  let perSecond = Double(fit.sample.totalDraws) / max(fit.sample.samplingSeconds, 1e-9)
  settings.draws = Int(min(leastSamplingSeconds * perSecond, 1e9)) / settings.chains
  let warmup = Stopwatch()
  let model = BivariateModel(
    likelihood: samplingLikelihood(fit.dataset.studies), prior: fit.model.prior)
  let target = CollapsedPosterior(model: model)
  let adapted = try adapt(to: target, settings)
  let warmupSeconds = warmup.seconds

  // A first, short round tells how many draws two seconds are; it is not counted.
  settings.draws = leastDrawsPerChain
  let trial = Stopwatch()
  let kernel = IndependenceKernel(settings.sampler, adapted: adapted)
  var chains = try drawIndependence(
    target, adapted: adapted, kernel: kernel, settings: settings, clock: nil, progress: nil)
  settings.draws = roundLength(
    secondsPerDraw: trial.seconds / Double(leastDrawsPerChain), settings,
    atLeast: kernel == .quasi ? replicates : 1)
  // Whole blocks of the largest size, as a long run has them, unless many chains make the draws.
  if kernel == .quasi, settings.chains <= 8 {
    settings.draws = (settings.draws + 4095) / 4096 * 4096
  }
  var rounds = SamplingRounds(comparesRounds: kernel == .quasi)
  while rounds.seconds < leastSamplingSeconds || kernel == .quasi && rounds.count < replicates {
    settings.key = key.child(.replicate(rounds.count))
    let (watch, processor) = (Stopwatch(), ProcessorClock())
    chains = try drawIndependence(
      target, adapted: adapted, kernel: kernel, settings: settings, clock: clock, progress: nil)
    let drawn = chains
    let draws = Optional(clock).time(.bookkeeping) {
      decode(drawn, of: target, threads: settings.threads)
    }
    rounds.add(
      draws, acceptanceRate: drawn.reduce(0) { $0 + $1.acceptanceRate } / Double(drawn.count),
      seconds: watch.seconds, processorSeconds: processor.seconds)
    progress?(min(rounds.seconds / leastSamplingSeconds, 1))
  }
  let blockSize = clock.work.blockSize
  var costs = costsOfDensities(chains, target: target, blockSize: blockSize)
  costs.proposal = costOfProposal(adapted, blockSize: blockSize, key: settings.key)
  costs.studyEffects = costOfStudyEffects(model, sample: fit.sample, key: key)
  var result = Throughput(
    kernel: kernel.kernel, kernelReason: kernel.reason(settings.sampler),
    warmupSeconds: warmupSeconds, rounds: rounds, cores: min(settings.threads, settings.chains),
    phases: clock.phases(costs: costs, total: rounds.seconds), costs: costs, blockSize: blockSize,
    leapfrogStepsPerDraw: nil)
  result.secondsTo4000ESS = quick
  (result.replicateMeanESS, result.replicateTailESS) = rounds.replicateESS
  return result
}

/// Seconds to 4,000 effective draws: tables, mode, adaptation and sampling of a short run, the median
/// of five with other streams, or of fewer where they take seconds.
private func quickRun(like fit: ModelFit) throws -> Double {
  let key = fit.options.streamKey(of: fit.dataset)
  var settings = SamplingSettings(fit.options, key: key)
  settings.draws = max(8000 / settings.chains, 100)
  var seconds: [Double] = []
  var round = 0
  while round < 5, seconds.reduce(0, +) < leastSamplingSeconds {
    round += 1
    settings.key = key.child(.replicate(round))
    let watch = Stopwatch()
    let model = BivariateModel(
      likelihood: samplingLikelihood(fit.dataset.studies), prior: fit.model.prior)
    let sample = try samplePosterior(model, settings: settings)
    let elapsed = watch.seconds
    var rounds = SamplingRounds()
    rounds.add(
      sample.draws, acceptanceRate: sample.acceptanceRate, seconds: sample.samplingSeconds,
      processorSeconds: elapsed)
    let before = elapsed - sample.samplingSeconds
    let effectiveDraws = min(rounds.minBulkESS, rounds.minTailESS)
    seconds.append(before + 4000 * sample.samplingSeconds / effectiveDraws)
  }
  return seconds.sorted()[seconds.count / 2]
}

/// Draws a chain in each of `atLeast` or more rounds, from the time that one draw of every chain takes.
private func roundLength(
  secondsPerDraw: Double, _ settings: SamplingSettings, atLeast: Int
) -> Int {
  // A tenth more than needed, so that a last, short lack does not cost a whole round.
  let wanted = Int(min(1.1 * leastSamplingSeconds / max(secondsPerDraw, 1e-9), 1e9))
  let most = max(drawsPerRound / settings.chains, leastDrawsPerChain)
  let rounds = max((wanted + most - 1) / most, atLeast)
  return max(leastDrawsPerChain, (wanted + rounds - 1) / rounds)
}

/// Density and gradient of the collapsed posterior at draws.
private func costsOfDensities(
  _ chains: [ChainDraws], target: CollapsedPosterior, blockSize: Int
) -> KernelCosts {
  let points = PosteriorPoints(chains, limit: 2048)
  // Both densities have the scores of the covariance; the means come as such in the second.
  let mapped = PosteriorPoints(points) { position in
    target.point(at: position.span).map {
      [$0.muSensitivity, $0.muSpecificity] + position.prefix(3)
    }
  }
  var costs = KernelCosts()
  costs.logDensity = points.costOfDensity(target, blockSize: blockSize)
  costs.gradient = mapped.costOfGradient(GradientPosterior(model: target.model))
  return costs
}

private func costOfProposal(
  _ adapted: AdaptedIndependence, blockSize: Int, key: StreamKey
) -> Double {
  let count = 256 * blockSize
  return nanoseconds(units: count) {
    adapted.replayProposals(count, blockSize: blockSize, key: key).sumOfLogDensities
  }
}
