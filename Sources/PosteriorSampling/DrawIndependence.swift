import Messages
import ModelInterface
import Requests
import Samplers

/// What is done with a fitted proposal.
package enum IndependenceKernel: Sendable {
  /// One proposal after the other.
  case single
  /// Whole blocks of quasi-random points.
  case quasi

  /// The kernel that a sampler uses with a proposal that has been judged usable.
  package init(_ sampler: SamplerChoice, adapted: AdaptedIndependence) {
    self = sampler == .collapsedQuasi && adapted.isGood ? .quasi : .single
  }

  /// Its name in files and records.
  package var kernel: SamplingKernel {
    switch self {
    case .single: .independence
    case .quasi: .quasiRandom
    }
  }

  /// Why it runs.
  package func reason(_ sampler: SamplerChoice) -> Message {
    switch self {
    case .quasi:
      "the fitted proposal is close to the posterior; the error tends to be smaller than effective "
        + "sample sizes of the draws say"
    case .single where sampler == .collapsedQuasi:
      "the fitted proposal covers the posterior, but not closely enough for quasi-random blocks"
    case .single: "the fitted proposal covers the posterior"
    }
  }
}

/// Draws with a fitted proposal; where there is a clock, with the time of the densities apart.
///
/// What is not density is entered as bookkeeping; `PhaseClock.separate` moves the share of the
/// proposals, once their cost is known.
package func drawIndependence(
  _ target: some BlockLogDensity, adapted: AdaptedIndependence, kernel: IndependenceKernel,
  settings: SamplingSettings, clock: PhaseClock?, progress: (@Sendable (Int) -> Void)?
) throws -> [ChainDraws] {
  func draw<Target: BlockLogDensity>(_ target: Target) throws -> [ChainDraws] {
    switch kernel {
    case .single:
      try sampleIndependence(
        target, adapted: adapted, draws: settings.draws, chains: settings.chains,
        key: settings.key, threads: settings.threads, progress: progress)
    case .quasi:
      try sampleQuasiRandom(
        target, adapted: adapted, draws: settings.draws, chains: settings.chains,
        key: settings.key, threads: settings.threads, progress: progress)
    }
  }
  guard let clock else { return try draw(target) }
  let timed = TimedDensity(target)
  let watch = Stopwatch()
  let chains = try draw(timed)
  let seconds = watch.seconds
  let workers = Double(min(settings.threads, settings.chains))
  let density = min(timed.seconds / workers, seconds)
  clock.add(density, to: .density)
  clock.add(seconds - density, to: .bookkeeping)
  clock.count(proposals: timed.evaluations, blockSize: timed.blockSize, workers: workers)
  return chains
}
