import ModelInterface
import Samplers
import Synchronization

/// The parts of a fit whose time `sroc profile` tells apart, in the order in which they happen.
public enum FitPhase: String, Sendable, CaseIterable {
  /// Reading and checking the data.
  case read
  /// Tables of the collapsed likelihood and of the prior's quantiles.
  case tables
  /// The posterior mode and the coordinates around it.
  case mode
  /// Fitting the proposal, or the warm-up of NUTS; density evaluations included.
  case warmup
  /// Log densities of proposals after warm-up.
  case density
  /// Making proposals after warm-up.
  case proposals
  /// Gradients of NUTS after warm-up.
  case gradients
  /// The rest of sampling: decisions, storage, the translation to parameters, waiting for the
  /// slowest chain.
  case bookkeeping
  /// Quantities derived from the parameters.
  case measures
  /// R-hat, effective sample sizes, quantiles.
  case diagnostics
  /// The fits under other priors, and what each parameter owes to its own.
  case priors
  /// The likelihood at posterior points against the dense rule.
  case integration
  /// Posteriors of the single studies.
  case studyEffects = "study_effects"
  /// Curve and regions.
  case curves
  /// The fit as JSON.
  case output
  /// What no other phase has.
  case other
}

/// Adds up the wall-clock time of the phases of one run, with what was done in them.
///
/// Phases do not overlap: only the main line of a fit is timed, never what runs beside it.
package final class PhaseClock: Sendable {
  /// What the sampling phases did.
  package struct Work: Sendable, Equatable {
    /// Proposals made and evaluated.
    package var proposals = 0
    /// Points evaluated together.
    package var blockSize = 0
    /// Leapfrog steps after warm-up, each one gradient.
    package var leapfrogSteps = 0
    /// Processor time over wall-clock time and cores, of a NUTS run.
    package var processorShare = 1.0
    /// Chains that were at work at once.
    var workers = 1.0
  }

  private struct State {
    var sums: [FitPhase: Double] = [:]
    var work = Work()
    var costs = KernelCosts()
  }

  private let state = Mutex(State())
  /// Whether the costs of a gradient are to be measured at the draws, which takes a while.
  package let measuresCosts: Bool

  package init(measuresCosts: Bool = false) { self.measuresCosts = measuresCosts }

  /// What was done.
  package var work: Work { state.withLock { $0.work } }
  /// What one evaluation costs, where it was measured.
  package var costs: KernelCosts { state.withLock { $0.costs } }

  /// Adds seconds to a phase.
  package func add(_ seconds: Double, to phase: FitPhase) {
    state.withLock { $0.sums[phase, default: 0] += seconds }
  }

  /// Notes proposals of `workers` chains at once.
  package func count(proposals: Int, blockSize: Int, workers: Double) {
    state.withLock {
      $0.work.proposals += proposals
      $0.work.blockSize = max($0.work.blockSize, blockSize)
      $0.work.workers = workers
    }
  }

  /// Enters a NUTS run: its warm-up, its gradients as bookkeeping until their cost is known.
  func noteTrajectories<Target: DifferentiableLogDensity>(
    _ chains: [ChainDraws], target: Target, seconds: Double, processorSeconds: Double,
    warmupSeconds: Double, workers: Double
  ) {
    add(warmupSeconds, to: .warmup)
    add(max(seconds - warmupSeconds, 0), to: .bookkeeping)
    let steps = chains.reduce(0) { $0 + ($1.noUTurn?.leapfrogSteps.reduce(0, +) ?? 0) }
    state.withLock {
      $0.work.leapfrogSteps += steps
      $0.work.processorShare = processorSeconds / (seconds * workers)
      $0.work.workers = workers
    }
    guard measuresCosts else { return }
    let points = PosteriorPoints(chains, limit: 2048)
    let (density, gradient) = (points.costOfDensity(target), points.costOfGradient(target))
    state.withLock { ($0.costs.logDensity, $0.costs.gradient) = (density, gradient) }
  }

  /// The phases that took time, in order, with the parts of sampling told apart by their costs.
  ///
  /// - Parameters:
  ///   - costs: of one proposal and one gradient; what they explain is taken from the bookkeeping.
  ///   - total: seconds from the first phase to the last; what is missing to it is `other`. Nil where
  ///     there is no such rest.
  /// - Returns: phases whose seconds sum to `total`.
  package func phases(costs: KernelCosts, total: Double? = nil) -> [(
    phase: FitPhase, seconds: Double
  )] {
    var (sums, work) = state.withLock { ($0.sums, $0.work) }
    let parts: [(FitPhase, Int, Double?)] = [
      (.proposals, work.proposals, costs.proposal),
      (.gradients, work.leapfrogSteps, costs.gradient),
    ]
    for (phase, count, cost) in parts where count > 0 {
      let explained = Double(count) * (cost ?? 0) * 1e-9 / work.workers
      let seconds = min(explained, sums[.bookkeeping] ?? 0)
      sums[phase, default: 0] += seconds
      sums[.bookkeeping, default: 0] -= seconds
    }
    if let total { sums[.other] = max(total - sums.values.reduce(0, +), 0) }
    return FitPhase.allCases.compactMap { phase in
      sums[phase].flatMap { $0 > 0 ? (phase, $0) : nil }
    }
  }
}

extension PhaseClock? {
  /// Does a part of the work and adds its time to a phase, where there is a clock.
  package func time<Result>(_ phase: FitPhase, _ work: () throws -> Result) rethrows -> Result {
    let watch = Stopwatch()
    defer { self?.add(watch.seconds, to: phase) }
    return try work()
  }
}
