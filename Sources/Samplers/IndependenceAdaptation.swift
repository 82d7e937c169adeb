import CMath
import ChainStatistics
import DenseLinearAlgebra
import ModelInterface
import RandomStreams

/// How well a proposal covers its target, measured on fresh draws from it.
public struct ImportanceQuality: Sendable, Equatable {
  /// Effective sample size of the importance weights over their number, in (0, 1].
  public var efficiency: Double
  /// Largest weight over the mean weight.
  public var largestWeight: Double
  /// Shape k of a generalised Pareto tail of the weights; NaN where it cannot be fitted.
  public var paretoK: Double

  /// The quality from its numbers, for instance those of a saved run.
  ///
  /// - Parameters:
  ///   - efficiency: in (0, 1].
  ///   - largestWeight: over the mean weight.
  ///   - paretoK: NaN where it cannot be fitted.
  public init(efficiency: Double, largestWeight: Double, paretoK: Double) {
    self.efficiency = efficiency
    self.largestWeight = largestWeight
    self.paretoK = paretoK
  }

  /// Good enough to stop adapting.
  var isGood: Bool { efficiency >= 0.8 && largestWeight <= 15 && !(paretoK > 0.7) }
  /// Poor, but an exact and still useful kernel.
  var isUsable: Bool { efficiency >= 0.3 && largestWeight <= 60 && !(paretoK > 0.7) }
}

/// A proposal fitted to a target, frozen, with the points that chains may start from.
public struct AdaptedIndependence: Sendable {
  let proposal: DefensiveProposal
  let starts: WeightedStarts
  /// Measured on the last, fresh batch.
  public let quality: ImportanceQuality
  /// Density evaluations spent.
  public let evaluations: Int
  /// Whether the proposal is good enough for independence Metropolis-Hastings.
  public var isUsable: Bool { quality.isUsable }
  /// Whether it is good enough to resample from blocks of its points.
  public var isGood: Bool { quality.isGood }
}

/// Fits the proposal of the independence sampler to a target.
///
/// Adaptive multiple importance sampling in three stages: 1/7 of the evaluations from an inflated t5
/// at the start point's curvature, 2/7 from a t8 fitted to them, 4/7 from the triangular map fitted to
/// both; then the final fit. Every fit uses all points so far with deterministic-mixture weights
/// pi / sum_m (N_m / N) q_m, truncated at sqrt(N) times their mean. The final proposal is judged on a
/// fresh batch; if that disappoints, the batch joins the points and the map is refitted, at most three
/// times.
///
/// Sources: Cornuet, Marin, Mira and Robert (2012), Scand. J. Stat. 39:798, for the weights; Ionides
/// (2008), J. Comput. Graph. Stat. 17:295, for the truncation.
///
/// - Parameters:
///   - target: coordinates standardised so that its tails are at most normal around the origin.
///   - start: where to begin, usually the mode; the density must be finite there.
///   - evaluations: pilot evaluations, at least 700; every stage is rounded up to groups of eight.
///   - key: the run's; ends before a purpose.
///   - threads: 1 keeps to this thread, more leaves the number to the system; the result does not depend
///     on it.
/// - Returns: the frozen proposal with its quality.
/// - Throws: `SamplingError.noFiniteStart`, `SamplingError.nonFiniteLogDensity`,
///   `SamplingError.interrupted`.
public func adaptIndependence<Target: BlockLogDensity>(
  to target: Target, start: [Double], evaluations: Int, key: StreamKey, threads: Int = 1
) throws -> AdaptedIndependence {
  precondition(evaluations >= 700 && start.count == target.dimension)
  guard target.logDensity(at: start.span).isFinite else { throw SamplingError.noFiniteStart }
  var stream = RandomStream(key.child(.purpose(.adaptation)))
  var pool = PilotPool(dimension: target.dimension, threads: threads)
  let unit = evaluations / 7

  let pilot = TriangularProposal(
    mean: start, factor: try laplaceFactor(of: target, at: start, inflation: 1.2),
    noise: .studentT(degreesOfFreedom: 5))
  try pool.draw(unit, from: DefensiveProposal(pilot: pilot), target: target, using: &stream)
  let affine = try pool.fit(startingAt: nil)
  try pool.draw(2 * unit, from: affine, target: target, using: &stream)
  var proposal = try pool.fit(startingAt: affine.shapes)
  try pool.draw(evaluations - 3 * unit, from: proposal, target: target, using: &stream)

  var refits = 0
  while true {
    proposal = try pool.fit(startingAt: proposal.shapes)
    // A fresh batch judges the fit; it is kept for the next one.
    let batch = max(400, evaluations / 7)
    try pool.draw(batch, from: proposal, target: target, using: &stream)
    let quality = ImportanceQuality(logWeights: pool.lastLogWeights)
    if quality.isGood || refits == 3, let starts = pool.starts() {
      return AdaptedIndependence(
        proposal: proposal, starts: starts, quality: quality, evaluations: pool.count)
    }
    refits += 1
    try pool.draw(4 * batch, from: proposal, target: target, using: &stream)
  }
}

extension ImportanceQuality {
  init(logWeights: [Double]) {
    let top = logWeights.max() ?? 0
    let weights = logWeights.map { exp($0 - top) }
    let mean = weights.reduce(0, +) / Double(max(weights.count, 1))
    efficiency = importanceESS(logWeights: logWeights) / Double(max(weights.count, 1))
    largestWeight = 1 / mean
    paretoK = ChainStatistics.paretoK(logWeights: logWeights)
  }
}
