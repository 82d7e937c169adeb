import AccuracyModels
import DensityInterface
import Samplers

/// Draws with a fitted proposal; where there is a clock, with the time of the densities apart.
///
/// What is not density is entered as bookkeeping; `PhaseClock.separate` moves the share of the
/// proposals, once their cost is known.
func drawIndependence(
  _ target: CollapsedPosterior, adapted: AdaptedIndependence, settings: SamplingSettings,
  clock: PhaseClock?, progress: (@Sendable (Int) -> Void)?
) async throws -> [ChainDraws] {
  func draw<Target: BlockLogDensity>(_ target: Target) async throws -> [ChainDraws] {
    try await sampleIndependence(
      target, adapted: adapted, draws: settings.draws, chains: settings.chains,
      seed: settings.seed, threads: settings.threads, progress: progress)
  }
  guard let clock else { return try await draw(target) }
  let timed = TimedDensity(target)
  let watch = Stopwatch()
  let chains = try await draw(timed)
  let seconds = watch.seconds
  let workers = Double(min(settings.threads, settings.chains))
  let density = min(timed.seconds / workers, seconds)
  clock.add(density, to: .density)
  clock.add(seconds - density, to: .bookkeeping)
  clock.count(proposals: timed.evaluations, blockSize: timed.blockSize, workers: workers)
  return chains
}
