import CMath
import Concurrency
import ModelInterface
import RandomStreams

/// Fresh draws of a proposal with the target's log densities at them, for importance sampling.
public struct ImportanceBatch: Sendable {
  /// The number of coordinates.
  public let dimension: Int
  /// Coordinate k of point j is at `k * count + j`.
  public let positions: [Double]
  /// The target's log density at each point, up to its constant; minus infinity where it has none.
  public let logTargets: [Double]
  /// The normalised log density at each point of what it was drawn from.
  public let logProposals: [Double]

  /// The number of points.
  public var count: Int { logTargets.count }

  /// log target less log proposal, one a point.
  public var logWeights: [Double] { zip(logTargets, logProposals).map { $0 - $1 } }
}

/// Draws from a widened proposal and evaluates the target there:
///
///     q = 0.8 fitted + 0.2 t_5(m, 2 C),
///
/// m and C the mean and covariance that the proposal was fitted to. The densities without one of the
/// studies reach further out than the posterior; with the proposal as it is, whose own defence is 5 %,
/// the weights of such a density had k 0.52 and an error of 0.30 in log p where this one has 0.40 and
/// 0.03 (`auditc`, S08).
///
/// Both components of a full batch are scrambled nets, so that it fills q evenly. Means over it are
/// unbiased; an error that is taken from the spread of independent draws is too large, not too small.
/// Nothing is replaced by a bound: every value is exact.
///
/// - Parameters:
///   - target: a density whose coordinates are those of the proposals, one after the other.
///   - proposals: one for each group of coordinates that is independent of the others, or nearly so; each
///     has at most `AdaptedIndependence.largestDimension` coordinates.
///   - size: how many points.
///   - key: the run's; ends before a purpose.
///   - threads: never changes the result.
/// - Returns: the points.
/// - Throws: `SamplingError.nonFiniteLogDensity`, `SamplingError.interrupted`.
public func widenedBatch<Target: BlockLogDensity>(
  of target: Target, proposals: [AdaptedIndependence], size: WidenedBatchSize = .full,
  key: StreamKey, threads: Int
) throws -> ImportanceBatch {
  let count = size.count
  var positions: [Double] = []
  var (logFitted, logWide) = (
    [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
  )
  for (index, adapted) in proposals.enumerated() {
    var stream = RandomStream(key.child(.purpose(.widenedBatch), .index(index)))
    let points = adapted.widenedPoints(size, isFirst: index == 0, using: &stream)
    positions += points.positions
    for j in 0..<count {
      logFitted[j] += points.logFitted[j]
      logWide[j] += points.logWide[j]
    }
  }
  var block = ProposalBlock(dimension: target.dimension, count: count)
  precondition(positions.count == block.positions.count, "the proposals of another density")
  block.positions = positions
  for j in 0..<count {
    let (a, b) = (logFitted[j] + log(0.8), logWide[j] + log(0.2))
    block.logDensities[j] = max(a, b) + log1p(exp(-abs(a - b)))
  }
  // In parts of one length, whatever the number of threads: values may depend on their company.
  let parts = block.parts(of: max(count / 1024, 1))
  let values = inPieces(parts.count, threads: threads) { [block] index in
    block.logDensities(of: target, parts[index], floors: [])
  }.flatMap { $0 }
  for (j, value) in values.enumerated() where !(value < .infinity) {
    throw block.failure(at: j, value: value)
  }
  if Cancellation.isRequested { throw SamplingError.interrupted }
  return ImportanceBatch(
    dimension: target.dimension, positions: positions, logTargets: values,
    logProposals: block.logDensities)
}

/// How many points a widened batch has.
public enum WidenedBatchSize: Sendable {
  /// 10,240, which leave errors near 0.01 in log p of a study.
  case full
  /// 320 independent ones, for a look at a single study.
  case small

  /// Points of the fitted component, and a quarter as many of the wide one: shares of 80 and 20 %.
  var logCounts: (fitted: Int, wide: Int) {
    switch self {
    case .full: (13, 11)
    case .small: (8, 6)
    }
  }

  /// All points.
  public var count: Int { (1 << logCounts.fitted) + (1 << logCounts.wide) }
}

extension AdaptedIndependence {
  private static let wideDegreesOfFreedom = 5.0

  /// Coordinates that a net has, less the one that chooses a part of the proposal.
  public static let largestDimension = 39

  /// The number of coordinates.
  public var dimension: Int { proposal.dimension }

  /// The points of one proposal with their log densities under both components.
  ///
  /// - Parameters:
  ///   - size: how many.
  ///   - isFirst: the points of others are shuffled within their component, since two scrambles of one net
  ///     do not fill the product of their cubes.
  ///   - stream: random numbers.
  /// - Returns: coordinate-major positions, first those of the fitted component.
  func widenedPoints(
    _ size: WidenedBatchSize, isFirst: Bool, using stream: inout RandomStream
  ) -> (positions: [Double], logFitted: [Double], logWide: [Double]) {
    let wide = DefensiveProposal(
      pilot: proposal.spread(
        2.0.squareRoot(), noise: .studentT(degreesOfFreedom: Self.wideDegreesOfFreedom)))
    var blocks: [ProposalBlock] = []
    for (part, logCount) in [
      (proposal, size.logCounts.fitted), (wide, size.logCounts.wide),
    ] {
      var block = ProposalBlock(dimension: part.dimension, count: 1 << logCount)
      switch size {
      case .full:
        let net = SobolNet(dimension: part.dimension + 1, logCount: logCount)
        part.draw(into: &block, from: net, using: &stream)
        if !isFirst { block.shuffle(using: &stream) }
      case .small: part.draw(into: &block, using: &stream)
      }
      blocks.append(block)
    }
    let positions = (0..<proposal.dimension).flatMap { k in
      blocks.flatMap { $0.positions[(k * $0.count)..<((k + 1) * $0.count)] }
    }
    return (
      positions, blocks.flatMap { [proposal] in proposal.logDensities(at: $0.positions) },
      blocks.flatMap { wide.logDensities(at: $0.positions) }
    )
  }
}

extension ProposalBlock {
  /// Puts the points into a random order (Fisher and Yates).
  fileprivate mutating func shuffle(using stream: inout RandomStream) {
    for j in stride(from: count - 1, to: 0, by: -1) {
      let other = stream.index(below: j + 1)
      for k in 0..<dimension { positions.swapAt(k * count + j, k * count + other) }
    }
  }
}
