import AccuracyModels
import ChainStatistics
import CollapsedLikelihood
import DenseLinearAlgebra
import DensityInterface
import RandomStreams
import Samplers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a sampling run needs beside the model.
struct SamplingSettings: Sendable {
  var sampler: SamplerChoice
  var chains: Int
  var warmup: Int?
  var draws: Int
  var seed: UInt64
  var threads: Int

  init(_ options: FitOptions) {
    sampler = options.sampler
    chains = options.chains
    warmup = options.warmup
    draws = options.draws
    seed = options.seed
    threads = options.threads
  }
}

/// Pilot evaluations of the independence sampler when the user gives none.
let defaultPilotEvaluations = 3500
/// Warm-up iterations per chain of NUTS when the user gives none.
let defaultNoUTurnWarmup = 1000

/// Draws from the posterior of a model with the chosen sampler.
///
/// `collapsed` adapts an independence proposal and judges it; where even refits do not make it usable,
/// NUTS runs on the same density, and the sample says so.
///
/// - Parameters:
///   - model: data and prior.
///   - settings: sampler, numbers of draws, seed.
///   - progress: called with the number of draws finished since the last call, from any thread.
/// - Returns: the draws on the parameters' scale.
/// - Throws: `SamplingError`.
func samplePosterior(
  _ model: BivariateModel, settings: SamplingSettings,
  progress: (@Sendable (Int) -> Void)? = nil
) async throws -> PosteriorSample {
  switch settings.sampler {
  case .collapsed:
    return try await sampleCollapsed(model, settings: settings, progress: progress)
  case .collapsedNUTS:
    return try await sampleCollapsedNoUTurn(
      model, settings: settings, reason: "asked for by --sampler collapsed-nuts",
      progress: progress)
  case .jointNUTS:
    return try await sampleJointNoUTurn(model, settings: settings, progress: progress)
  }
}

private func sampleCollapsed(
  _ model: BivariateModel, settings: SamplingSettings, progress: (@Sendable (Int) -> Void)?
) async throws -> PosteriorSample {
  let watch = Stopwatch()
  let target = CollapsedPosterior(model: model)
  let adapted: AdaptedIndependence
  do {
    adapted = try adaptIndependence(
      to: target, start: target.start, evaluations: settings.warmup ?? defaultPilotEvaluations,
      seed: settings.seed)
  } catch let error as LinearAlgebraError {
    return try await sampleCollapsedNoUTurn(
      model, settings: settings, reason: "no independence proposal could be fitted (\(error))",
      progress: progress)
  }
  let warmupSeconds = watch.seconds
  guard adapted.isUsable else {
    return try await sampleCollapsedNoUTurn(
      model, settings: settings,
      reason: "the independence proposal did not fit (importance efficiency "
        + "\(rounded(adapted.quality.efficiency)), largest weight "
        + "\(rounded(adapted.quality.largestWeight)) times the mean)",
      progress: progress)
  }
  let sampling = Stopwatch()
  let chains = try await sampleIndependence(
    target, adapted: adapted, draws: settings.draws, chains: settings.chains, seed: settings.seed,
    threads: settings.threads, progress: progress)
  let parameters = try await translate(
    chains, threads: settings.threads, repeats: true, target.point(at:))
  return PosteriorSample(
    chains: parameters, kernel: "independence-mh",
    kernelReason: "the fitted proposal covers the posterior (importance efficiency "
      + "\(rounded(adapted.quality.efficiency)))",
    warmup: adapted.evaluations, quality: adapted.quality, warmupSeconds: warmupSeconds,
    samplingSeconds: sampling.seconds)
}

private func sampleCollapsedNoUTurn(
  _ model: BivariateModel, settings: SamplingSettings, reason: String,
  progress: (@Sendable (Int) -> Void)?
) async throws -> PosteriorSample {
  let watch = Stopwatch()
  let target = GradientPosterior(model: model)
  let mode = model.mode()
  // `warmup` counts pilot evaluations where NUTS only stands in for the independence sampler.
  let warmup =
    settings.sampler == .collapsed ? defaultNoUTurnWarmup : settings.warmup ?? defaultNoUTurnWarmup
  let chains = try await sampleNoUTurn(
    target,
    options: NoUTurnOptions(warmup: warmup, draws: settings.draws, targetAcceptance: 0.9),
    chains: settings.chains, seed: settings.seed, threads: settings.threads,
    start: { _, stream in mode.map { $0 + 0.5 * stream.normal() } }, progress: progress)
  let parameters = try await translate(
    chains, threads: settings.threads, repeats: false, target.point(at:))
  return PosteriorSample(
    chains: parameters, kernel: "nuts", kernelReason: reason, warmup: warmup, quality: nil,
    warmupSeconds: 0, samplingSeconds: watch.seconds)
}

private func sampleJointNoUTurn(
  _ model: BivariateModel, settings: SamplingSettings, progress: (@Sendable (Int) -> Void)?
) async throws -> PosteriorSample {
  let watch = Stopwatch()
  let reference = try await centringReference(model, seed: settings.seed)
  let target = JointPosterior(model: model, reference: reference)
  let warmup = settings.warmup ?? defaultNoUTurnWarmup
  let dimension = target.dimension
  let chains = try await sampleNoUTurn(
    target,
    options: NoUTurnOptions(warmup: warmup, draws: settings.draws, targetAcceptance: 0.95),
    chains: settings.chains, seed: settings.seed, threads: settings.threads,
    start: { _, stream in
      var normals = [Double](repeating: 0, count: dimension)
      for k in normals.indices { normals[k] = stream.normal() }
      return target.start(normals: normals)
    }, progress: progress)
  let parameters = try await translate(
    chains, threads: settings.threads, repeats: false, target.point(at:))
  return PosteriorSample(
    chains: parameters, kernel: "nuts", kernelReason: "asked for by --sampler nuts",
    warmup: warmup, quality: nil, warmupSeconds: 0, samplingSeconds: watch.seconds)
}

/// The point that decides which study effects of the joint density are centred.
///
/// A centred effect makes a funnel where its conditional SD comes near 0, so the SDs and
/// sqrt(1 - rho^2) are taken at the lower 2.5 % of their posterior, from a short collapsed run. The
/// choice moves the efficiency of the joint sampler only, never what it samples.
private func centringReference(
  _ model: BivariateModel, seed: UInt64
) async throws -> BivariatePoint {
  let target = CollapsedPosterior(model: model)
  let adapted = try adaptIndependence(
    to: target, start: target.start, evaluations: defaultPilotEvaluations, seed: seed)
  let chains = try await sampleIndependence(
    target, adapted: adapted, draws: 2000, chains: 1, seed: seed, threads: 1)
  let draws = ParameterChain(chains[0], repeats: true, point: target.point(at:))
  func low(_ values: [Double], _ probability: Double = 0.025) -> Double {
    quantiles(of: values, probabilities: [probability])[0]
  }
  let steepest = low(draws.fisherZ.map { 1 / cosh($0) })
  return BivariatePoint(
    muSensitivity: low(draws.muSensitivity, 0.5), muSpecificity: low(draws.muSpecificity, 0.5),
    tauSensitivity: low(draws.tauSensitivity), tauSpecificity: low(draws.tauSpecificity),
    fisherZ: acosh(1 / min(steepest, 1)) * (low(draws.fisherZ, 0.5) < 0 ? -1 : 1))
}

private func translate(
  _ chains: [ChainDraws], threads: Int, repeats: Bool,
  _ point: @escaping @Sendable (Span<Double>) -> BivariatePoint?
) async throws -> [ParameterChain] {
  try await runChains(count: chains.count, threads: threads) { index in
    ParameterChain(chains[index], repeats: repeats, point: point)
  }
}

private func rounded(_ value: Double) -> String {
  let hundredths = (value * 100).rounded() / 100
  return hundredths.isFinite ? "\(hundredths)" : "n/a"
}
