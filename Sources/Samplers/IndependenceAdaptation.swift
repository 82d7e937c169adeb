import ChainStatistics
import DenseLinearAlgebra
import DensityInterface
import RandomStreams

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How well a proposal covers its target, measured on fresh draws from it.
public struct ImportanceQuality: Sendable, Equatable {
  /// Effective sample size of the importance weights over their number, in (0, 1].
  public var efficiency: Double
  /// Largest weight over the mean weight.
  public var largestWeight: Double
  /// Shape k of a generalised Pareto tail of the weights; NaN where it cannot be fitted.
  public var paretoK: Double

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
}

/// Pilot points with their importance weights under the final proposal, for exact-enough starts.
struct WeightedStarts: Sendable {
  let dimension: Int
  let positions: [Double]
  let logDensities: [Double]
  let cumulativeWeights: [Double]

  /// The point at a share in (0, 1) of the total weight.
  func index(at share: Double) -> Int {
    let target = share * (cumulativeWeights.last ?? 0)
    return cumulativeWeights.firstIndex { $0 >= target } ?? 0
  }
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
///   - evaluations: pilot evaluations, at least 700.
///   - seed: the run's seed.
/// - Returns: the frozen proposal with its quality.
/// - Throws: `SamplingError.noFiniteStart`, `SamplingError.nonFiniteLogDensity`,
///   `SamplingError.interrupted`.
public func adaptIndependence<Target: BlockLogDensity>(
  to target: Target, start: [Double], evaluations: Int, seed: UInt64
) throws -> AdaptedIndependence {
  precondition(evaluations >= 700 && start.count == target.dimension)
  guard target.logDensity(at: start.span).isFinite else { throw SamplingError.noFiniteStart }
  var stream = RandomStream(seed: seed, index: 0, purpose: .adaptation)
  var pool = PilotPool(dimension: target.dimension)
  let unit = evaluations / 7

  let pilot = TriangularProposal(
    mean: start, factor: try laplaceFactor(of: target, at: start, inflation: 1.2),
    degreesOfFreedom: 5)
  try pool.draw(unit, from: DefensiveProposal(pilot: pilot), target: target, using: &stream)
  try pool.draw(
    2 * unit, from: try pool.fit(triangular: false), target: target, using: &stream)
  try pool.draw(
    evaluations - 3 * unit, from: try pool.fit(triangular: true), target: target, using: &stream)

  var refits = 0
  while true {
    let proposal = try pool.fit(triangular: true)
    // A fresh batch judges the fit; it is kept for the next one.
    let first = pool.count
    let batch = max(400, evaluations / 7)
    try pool.draw(batch, from: proposal, target: target, using: &stream)
    let logWeights = pool.logWeights(under: proposal, from: first)
    let quality = ImportanceQuality(logWeights: logWeights)
    if quality.isGood || refits == 3 {
      return AdaptedIndependence(
        proposal: proposal, starts: pool.starts(from: first, logWeights: logWeights),
        quality: quality, evaluations: pool.count)
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

/// All pilot draws so far, with the proposals that made them.
private struct PilotPool {
  let dimension: Int
  private var positions: [Double] = []
  private var logDensities: [Double] = []
  private var stages: [(proposal: DefensiveProposal, count: Int)] = []
  /// Per point: the log density of every stage's proposal.
  private var proposalDensities: [[Double]] = []

  init(dimension: Int) { self.dimension = dimension }

  var count: Int { logDensities.count }

  mutating func draw<Target: BlockLogDensity>(
    _ draws: Int, from proposal: DefensiveProposal, target: Target,
    using stream: inout RandomStream
  ) throws {
    let d = dimension
    var workspace = [Double](repeating: 0, count: 2 * d)
    var point = [Double](repeating: 0, count: d)
    var block = [Double](repeating: 0, count: d * draws)
    for j in 0..<draws {
      var pointSpan = point.mutableSpan
      var workspaceSpan = workspace.mutableSpan
      proposal.draw(into: &pointSpan, workspace: &workspaceSpan, using: &stream)
      for k in 0..<d { block[k * draws + j] = point[k] }
      positions.append(contentsOf: point)
    }
    var values = [Double](repeating: 0, count: draws)
    var span = values.mutableSpan
    target.logDensities(at: block.span, into: &span)
    for j in 0..<draws where values[j].isNaN || values[j] == .infinity {
      throw SamplingError.nonFiniteLogDensity(
        position: (0..<d).map { block[$0 * draws + j] }, value: values[j])
    }
    if Task.isCancelled { throw SamplingError.interrupted }
    let before = count
    logDensities += values
    stages.append((proposal, draws))
    // Old points under the new proposal, new points under every proposal.
    for stage in stages.indices {
      let first = stage == stages.count - 1 ? 0 : before
      let added = logProposalDensities(stages[stage].proposal, from: first)
      if stage == stages.count - 1 {
        proposalDensities.append(added)
      } else {
        proposalDensities[stage] += added
      }
    }
  }

  private func logProposalDensities(_ proposal: DefensiveProposal, from first: Int) -> [Double] {
    var workspace = [Double](repeating: 0, count: 2 * dimension)
    var result: [Double] = []
    result.reserveCapacity(count - first)
    let d = dimension
    for j in first..<count {
      var span = workspace.mutableSpan
      result.append(
        proposal.logDensity(at: positions.span.extracting((j * d)..<(j * d + d)), workspace: &span))
    }
    return result
  }

  /// log pi - log q of the points from `first` on, all of which `proposal` made.
  func logWeights(under proposal: DefensiveProposal, from first: Int) -> [Double] {
    let densities = proposalDensities[stages.count - 1]
    return (first..<count).map { logDensities[$0] - densities[$0] }
  }

  /// Deterministic-mixture weights of all points, truncated and normalised.
  private func mixtureWeights() -> [Double] {
    let n = Double(count)
    let shares = stages.map { log(Double($0.count) / n) }
    var logWeights = [Double](repeating: 0, count: count)
    for j in 0..<count {
      var top = -Double.infinity
      for m in stages.indices { top = max(top, proposalDensities[m][j] + shares[m]) }
      var sum = 0.0
      for m in stages.indices { sum += exp(proposalDensities[m][j] + shares[m] - top) }
      logWeights[j] = logDensities[j] - top - log(sum)
    }
    let top = logWeights.max() ?? 0
    var weights = logWeights.map { exp($0 - top) }
    let limit = n.squareRoot() * weights.reduce(0, +) / n
    for j in weights.indices { weights[j] = min(weights[j], limit) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  func fit(triangular: Bool) throws -> DefensiveProposal {
    let points = WeightedPoints(
      dimension: dimension, positions: positions, weights: mixtureWeights())
    let (mean, covariance) = points.moments()
    let fitted =
      triangular
      ? try TriangularProposal.triangular(to: points, degreesOfFreedom: 30)
      : try TriangularProposal.affine(to: points, degreesOfFreedom: 8)
    return DefensiveProposal(
      fitted: fitted, mean: mean,
      standardDeviations: covariance.diagonal.map { $0.squareRoot() })
  }

  func starts(from first: Int, logWeights: [Double]) -> WeightedStarts {
    let top = logWeights.max() ?? 0
    var sum = 0.0
    let cumulative = logWeights.map { weight -> Double in
      sum += exp(weight - top)
      return sum
    }
    return WeightedStarts(
      dimension: dimension, positions: Array(positions[(first * dimension)...]),
      logDensities: Array(logDensities[first...]), cumulativeWeights: cumulative)
  }
}
