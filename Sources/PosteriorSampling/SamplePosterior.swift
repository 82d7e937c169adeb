import Concurrency
import DenseLinearAlgebra
import Draws
import Messages
import ModelInterface
import RandomStreams
import Requests
import Samplers

/// What a sampling run needs beside the model.
package struct SamplingSettings: Sendable {
  package var sampler: SamplerChoice
  package var chains: Int
  package var warmup: Int?
  package var draws: Int
  /// The key of the fit, which chains and purposes extend.
  package var key: StreamKey
  package var threads: Int
  /// How long NUTS runs where it stands in for an independence sampler; nil: the default warm-up and as
  /// many draws as were asked for.
  package var standIn: NoUTurnStandIn?

  /// Density evaluations of the adaptation; when the user gives none, 3,500 for 20,000 draws, no fewer
  /// than 2,100 for less, and one for every 40 draws up to 14,000 where that is more. A long run repays
  /// the better fit: 15 % more effective draws at 14,000 than at 3,500, 5 % fewer at 2,100.
  ///
  /// A map of more than five coordinates has more coefficients than these points determine: 700 a
  /// coordinate are enough, and 350 leave the tails of ten coordinates wrong (effective draws of the
  /// tails 0.11 of all, against 0.51).
  ///
  /// - Parameter dimension: coordinates of the density.
  /// - Returns: the number of evaluations.
  package func pilotEvaluations(dimension: Int) -> Int {
    let total = chains * draws
    let usual = max(2100, min(7 * total / 40, 3500), min(total / 40, 14_000))
    return warmup ?? (dimension > 5 ? max(usual, 700 * dimension) : usual)
  }

  /// - Parameters:
  ///   - options: of the fit.
  ///   - key: of the fit; see `FitOptions.streamKey(of:)`.
  package init(_ options: FitOptions, key: StreamKey) {
    sampler = options.sampler
    chains = options.chains
    warmup = options.warmup
    draws = options.draws
    self.key = key
    threads = options.threads
  }
}

/// Iterations of each chain of NUTS where it stands in for an independence sampler.
package struct NoUTurnStandIn: Sendable, Equatable {
  package var warmup: Int
  package var draws: Int

  package init(warmup: Int, draws: Int) {
    (self.warmup, self.draws) = (warmup, draws)
  }
}

/// Warm-up iterations per chain of NUTS when the user gives none.
package let defaultNoUTurnWarmup = 1000

/// Draws from the posterior of a model with the chosen sampler.
///
/// `collapsed` adapts an independence proposal and judges it; where even refits do not make it usable,
/// NUTS runs on the parameters alone, and the sample says so.
///
/// - Parameters:
///   - model: data and prior.
///   - settings: sampler, numbers of draws, key of the streams.
///   - clock: where the time of the phases goes; nil in runs that are not profiled.
///   - progress: called with the number of draws finished since the last call, from any thread.
/// - Returns: the draws on the parameters' scale.
/// - Throws: `SamplingError`.
package func samplePosterior(
  _ model: some AccuracyModel, settings: SamplingSettings, clock: PhaseClock? = nil,
  progress: (@Sendable (Int) -> Void)? = nil
) throws -> PosteriorSample {
  switch settings.sampler {
  case .collapsed, .collapsedQuasi:
    let watch = (Stopwatch(), ProcessorClock())
    let routes = clock.time(.mode, model.independenceRoutes)
    guard let route = routes.first else {
      return try sampleStandIn(
        model, settings: settings, reason: "the model has no density for independent proposals",
        clock: clock, progress: progress)
    }
    guard routes.count == 1 else {
      return try sampleParts(
        model, routes: routes, settings: settings, since: watch, clock: clock, progress: progress)
    }
    let found = try sampleIndependently(
      of: route.density, start: route.start, settings: settings, since: watch, clock: clock,
      progress: progress)
    switch found {
    case .sample(let sample): return sample
    case .unfit(let reason):
      return try sampleStandIn(
        model, settings: settings, reason: reason, clock: clock, progress: progress)
    }
  case .collapsedNUTS:
    return try sampleStandIn(
      model, settings: settings, reason: asked(by: settings.sampler), clock: clock,
      progress: progress)
  case .jointNUTS:
    return try sampleJoint(model, settings: settings, clock: clock, progress: progress)
  }
}

/// Why a sampler runs that the request names.
private func asked(by sampler: SamplerChoice) -> Message {
  "asked for by \(setting: .sampler, sampler.rawValue)"
}

/// What became of an independence sampler.
enum IndependentDraws {
  case sample(PosteriorSample)
  /// No usable proposal was found, for this reason.
  case unfit(Message)
}

func sampleIndependently<Target: BlockLogDensity & DecodableDensity>(
  of target: Target, start: [Double], settings: SamplingSettings,
  since clocks: (watch: Stopwatch, processor: ProcessorClock), clock: PhaseClock?,
  progress: (@Sendable (Int) -> Void)?
) throws -> IndependentDraws {
  let adapted: AdaptedIndependence
  do {
    adapted = try clock.time(.warmup) {
      try adaptIndependence(
        to: target, start: start,
        evaluations: settings.pilotEvaluations(dimension: target.dimension),
        key: settings.key, threads: settings.threads)
    }
  } catch let error as LinearAlgebraError {
    return .unfit("no independence proposal could be fitted (\(error))")
  }
  let (warmupSeconds, warmupProcessorSeconds) = (clocks.watch.seconds, clocks.processor.seconds)
  guard adapted.isUsable else {
    return .unfit(
      "the independence proposal did not fit (importance efficiency "
        + "\(rounded(adapted.quality.efficiency)), largest weight "
        + "\(rounded(adapted.quality.largestWeight)) times the mean)")
  }
  let kernel = IndependenceKernel(settings.sampler, adapted: adapted)
  let sampling = Stopwatch()
  let chains = try drawIndependence(
    target, adapted: adapted, kernel: kernel, settings: settings, clock: clock,
    progress: progress)
  let draws = clock.time(.bookkeeping) {
    decode(chains, of: target, threads: settings.threads)
  }
  var sample = PosteriorSample(
    draws: draws, chains: chains.map(ChainRecord.init), kernel: kernel.kernel,
    kernelReason: kernel.reason(settings.sampler) + " (importance efficiency "
      + "\(rounded(adapted.quality.efficiency)))",
    warmup: adapted.evaluations, quality: adapted.quality, warmupSeconds: warmupSeconds,
    samplingSeconds: sampling.seconds)
  sample.proposal = FittedProposal(density: target, adapted: adapted)
  sample.warmupProcessorSeconds = warmupProcessorSeconds
  sample.samplingProcessorSeconds = clocks.processor.seconds - warmupProcessorSeconds
  return .sample(sample)
}

/// NUTS on the parameters alone: asked for, or standing in for the independence sampler.
func sampleStandIn(
  _ model: some AccuracyModel, settings: SamplingSettings, reason: Message, clock: PhaseClock?,
  progress: (@Sendable (Int) -> Void)?
) throws -> PosteriorSample {
  let watch = Stopwatch()
  let route = clock.time(.mode, model.noUTurnRoute)
  // `warmup` counts pilot evaluations where NUTS only stands in for the independence sampler.
  let isStandIn = settings.sampler != .collapsedNUTS
  let standIn = isStandIn ? settings.standIn : nil
  let warmup =
    isStandIn
    ? standIn?.warmup ?? defaultNoUTurnWarmup : settings.warmup ?? defaultNoUTurnWarmup
  return try sampleNoUTurn(
    route.density, route: route, warmup: warmup, draws: standIn?.draws ?? settings.draws,
    watch: watch, reason: reason, settings: settings, clock: clock, progress: progress)
}

/// NUTS on parameters and study effects together, or on the parameters alone where a model has no more.
private func sampleJoint(
  _ model: some AccuracyModel, settings: SamplingSettings, clock: PhaseClock?,
  progress: (@Sendable (Int) -> Void)?
) throws -> PosteriorSample {
  let watch = Stopwatch()
  let route = clock.time(.mode) { model.jointRoute() ?? model.noUTurnRoute() }
  return try sampleNoUTurn(
    route.density, route: route, warmup: settings.warmup ?? defaultNoUTurnWarmup,
    draws: settings.draws, watch: watch, reason: asked(by: settings.sampler), settings: settings,
    clock: clock, progress: progress)
}

private func sampleNoUTurn<Target: DifferentiableLogDensity & DecodableDensity>(
  _ target: Target, route: NoUTurnRoute, warmup: Int, draws: Int, watch: Stopwatch,
  reason: Message, settings: SamplingSettings, clock: PhaseClock?,
  progress: (@Sendable (Int) -> Void)?
) throws -> PosteriorSample {
  let before = watch.seconds
  let processor = ProcessorClock()
  let (dimension, start) = (target.dimension, route.start)
  let chains = try sampleNoUTurn(
    target,
    options: NoUTurnOptions(
      warmup: warmup, draws: draws, targetAcceptance: route.targetAcceptance),
    chains: settings.chains, key: settings.key, threads: settings.threads,
    start: { _, stream in
      var normals = [Double](repeating: 0, count: dimension)
      for k in normals.indices { normals[k] = stream.normal() }
      return start(normals)
    }, progress: progress)
  return noUTurnSample(
    chains, target: target, watch: watch, before: before, processor: processor, reason: reason,
    warmup: warmup, settings: settings, clock: clock)
}

/// The sample of a NUTS run that began when `watch` said `before`, its warm-up told apart.
private func noUTurnSample<Target: DifferentiableLogDensity & DecodableDensity>(
  _ chains: [ChainDraws], target: Target, watch: Stopwatch, before: Double,
  processor: ProcessorClock, reason: Message, warmup: Int, settings: SamplingSettings,
  clock: PhaseClock?
) -> PosteriorSample {
  let seconds = watch.seconds - before
  let workers = Double(min(settings.threads, settings.chains))
  // Chains side by side: as if each had its share of the time that all took to warm up.
  let adapting = chains.reduce(0) { $0 + ($1.noUTurn?.warmupSeconds ?? 0) } / workers
  clock?.noteTrajectories(
    chains, target: target, seconds: seconds, processorSeconds: processor.seconds,
    warmupSeconds: adapting, workers: workers)
  let translation = Stopwatch()
  let draws = clock.time(.bookkeeping) {
    decode(chains, of: target, threads: settings.threads)
  }
  return PosteriorSample(
    draws: draws, chains: chains.map(ChainRecord.init), kernel: .noUTurn, kernelReason: reason,
    warmup: warmup, quality: nil,
    warmupSeconds: before + adapting,
    samplingSeconds: seconds - adapting + translation.seconds)
}

private func rounded(_ value: Double) -> String {
  let hundredths = (value * 100).rounded() / 100
  return hundredths.isFinite ? "\(hundredths)" : "n/a"
}
