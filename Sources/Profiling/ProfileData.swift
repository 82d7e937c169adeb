import AccuracyData
import CollapsedLikelihood
import FitPages
import Fitting
import Messages
import PosteriorSampling
import Requests

/// Where the time of a fit goes, and how fast its sampler is: what `sroc profile` shows.
public struct ProfileResult: Sendable {
  /// What was asked for.
  public var options: FitOptions
  /// The data.
  public var dataset: AccuracyDataset
  /// The instruction set that the kernel of the likelihood uses.
  public var instructionSet: InstructionSet
  /// Seconds of the phases of one fit with all its output; they sum to `fitSeconds`.
  public var phases: [(phase: FitPhase, seconds: Double)]
  /// Seconds of that fit, from reading the data to its JSON.
  public var fitSeconds: Double
  /// The speed of a run of two seconds or more.
  public var throughput: Throughput

  /// Whether the effective sample sizes can be trusted: R-hat at most 1.01 and ESS at least 400 over
  /// the five basic parameters.
  public var ok: Bool { throughput.maxRHat <= 1.01 && throughput.minESS >= 400 }
}

/// Profiles a fit: first the fit itself with a clock on its phases, then its sampler alone for two
/// seconds or more, then single evaluations at posterior draws.
///
/// - Parameters:
///   - options: of the fit; `threads` is the number of cores.
///   - progress: called with the share done in [0, 1], from any thread.
/// - Returns: the profile.
/// - Throws: as `runFit`; also `AnalysisError` with code `.usage` where `options` ask for one fit a
///   level.
public func profileData(
  _ options: FitOptions, progress: (@Sendable (Double) -> Void)? = nil
) throws -> ProfileResult {
  guard !options.splits else {
    throw AnalysisError(
      .usage,
      "profile takes one data set: use \(setting: .filter, "COLUMN=VALUE"), not \(argument: .by)")
  }
  let clock = PhaseClock()
  let watch = Stopwatch()
  let fit = try runFit(
    options, detail: .full, clock: clock, progress: part(of: progress, from: 0, to: 0.2))
  let bytes = Optional(clock).time(.output) { fit.json().serializedBytes() }
  let seconds = withExtendedLifetime(bytes) { watch.seconds }
  let throughput = try measureThroughput(
    like: fit, progress: part(of: progress, from: 0.2, to: 0.9))
  progress?(1)
  return ProfileResult(
    options: options, dataset: fit.dataset,
    // A fit chooses the kernel so.
    instructionSet: .best, phases: clock.phases(costs: throughput.costs, total: seconds),
    fitSeconds: seconds,
    throughput: throughput)
}

/// Progress of one part of the work as that of the whole.
private func part(
  of progress: (@Sendable (Double) -> Void)?, from start: Double, to end: Double
) -> (@Sendable (Double) -> Void)? {
  guard let progress else { return nil }
  return { progress(start + (end - start) * $0) }
}
