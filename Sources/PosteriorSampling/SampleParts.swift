import Draws
import Messages
import ModelInterface
import RandomStreams
import Samplers

/// Draws of a posterior whose parts are independent given the data: each part by itself, then the k-th draws
/// of all parts together, which are a draw of the whole.
///
/// A part is drawn exactly as a fit of its own would be, with the streams of a level of separate fits, so
/// that both give the same draws. Where one part has no usable proposal, NUTS runs on the whole.
///
/// - Parameters:
///   - model: data and prior.
///   - routes: the parts, each with a name.
///   - settings: sampler, numbers of draws, key of the streams.
///   - clocks: started before the routes were found.
///   - clock: where the time of the phases goes.
///   - progress: called with the number of draws finished since the last call.
/// - Returns: the draws on the parameters' scale.
/// - Throws: `SamplingError`.
func sampleParts(
  _ model: some AccuracyModel, routes: [IndependenceRoute], settings: SamplingSettings,
  since clocks: (watch: Stopwatch, processor: ProcessorClock), clock: PhaseClock?,
  progress: (@Sendable (Int) -> Void)?
) throws -> PosteriorSample {
  var parts: [PosteriorSample] = []
  var report: (@Sendable (Int) -> Void)?
  if let progress {
    let count = routes.count
    report = { progress(($0 + count - 1) / count) }
  }
  var started = clocks
  for route in routes {
    var own = settings
    if let part = route.part { own.key = settings.key.child(.level(part)) }
    switch try sampleIndependently(
      of: route.density, start: route.start, settings: own, since: started, clock: clock,
      progress: report)
    {
    case .sample(let sample): parts.append(sample)
    case .unfit(let reason):
      return try sampleStandIn(
        model, settings: settings, reason: reason, clock: clock, progress: progress)
    }
    started = (Stopwatch(), ProcessorClock())
  }
  return join(parts, variables: model.drawnVariables)
}

/// The parts as one sample; acceptance is their mean, the quality that of the worst.
private func join(_ parts: [PosteriorSample], variables: [Variable]) -> PosteriorSample {
  let first = parts[0]
  let count = first.drawsPerChain
  let blocks = first.chains.indices.map { chain in
    variables.flatMap { variable in
      parts.first { $0.draws.contains(variable) }?.draws.column(variable, chain: chain) ?? []
    }
  }
  let chains = first.chains.indices.map { chain in
    ChainRecord(
      acceptanceRate: parts.reduce(0) { $0 + $1.chains[chain].acceptanceRate }
        / Double(parts.count))
  }
  let qualities = parts.compactMap(\.quality)
  var sample = PosteriorSample(
    draws: DrawTable(variables: variables, drawsPerChain: count, blocks: blocks), chains: chains,
    kernel: parts.contains { $0.kernel == .independence } ? .independence : first.kernel,
    kernelReason: "the posterior is a product of parts, each drawn by itself; "
      + first.kernelReason,
    warmup: parts.reduce(0) { $0 + $1.warmup }, quality: qualities.worst,
    warmupSeconds: parts.reduce(0) { $0 + $1.warmupSeconds },
    samplingSeconds: parts.reduce(0) { $0 + $1.samplingSeconds })
  let proposals = parts.compactMap(\.proposal)
  if proposals.count == parts.count { sample.proposal = FittedProposal(joining: proposals) }
  sample.warmupProcessorSeconds = parts.reduce(0) { $0 + $1.warmupProcessorSeconds }
  sample.samplingProcessorSeconds = parts.reduce(0) { $0 + $1.samplingProcessorSeconds }
  return sample
}

extension [ImportanceQuality] {
  /// The worst of each measure; nil where there is none.
  fileprivate var worst: ImportanceQuality? {
    guard let first else { return nil }
    return dropFirst().reduce(first) {
      ImportanceQuality(
        efficiency: Swift.min($0.efficiency, $1.efficiency),
        largestWeight: Swift.max($0.largestWeight, $1.largestWeight),
        paretoK: $0.paretoK.isNaN ? $1.paretoK : Swift.max($0.paretoK, $1.paretoK))
    }
  }
}
