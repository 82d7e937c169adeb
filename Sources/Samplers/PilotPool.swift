import CMath
import Concurrency
import DenseLinearAlgebra
import ModelInterface
import RandomStreams
import SpecialFunctions

/// All pilot draws of an adaptation so far, stage by stage, with the proposals that made them.
struct PilotPool {
  private struct Stage {
    let proposal: DefensiveProposal
    let block: ProposalBlock
    /// The target's log densities at the block's positions.
    let logDensities: [Double]
    /// The log densities at this stage's positions under the proposals of the first stages, as many
    /// as a fit has asked for.
    var underProposals: [[Double]] = []
  }

  let dimension: Int
  /// Threads that may evaluate and fit.
  private let threads: Int
  private var stages: [Stage] = []

  init(dimension: Int, threads: Int) {
    self.dimension = dimension
    self.threads = threads
  }

  /// Points from which on a fit needs less of a defence.
  static let matureCount = 10_000

  var count: Int { stages.reduce(0) { $0 + $1.block.count } }

  /// Draws at least so many points (whole groups of eight) from a proposal and evaluates the target
  /// there: one more stage.
  mutating func draw<Target: BlockLogDensity>(
    _ draws: Int, from proposal: DefensiveProposal, target: Target,
    using stream: inout RandomStream
  ) throws {
    var block = ProposalBlock(dimension: dimension, count: ProposalBlock.wholeGroups(draws))
    proposal.draw(into: &block, using: &stream)
    let floors = block.negligibleDensities(meanLogWeight: lastMeanLogWeight)
    // In halves, whatever the number of threads: values may depend a little on their company.
    let halves = block.parts(of: 2)
    var values = inPieces(halves.count, threads: threads) { [block] index in
      block.logDensities(of: target, halves[index], floors: floors)
    }.flatMap { $0 }
    for (j, value) in values.enumerated() where !(value < .infinity) {
      throw block.failure(at: j, value: value)
    }
    block.dropBelow(floors, &values)
    if Cancellation.isRequested { throw SamplingError.interrupted }
    stages.append(Stage(proposal: proposal, block: block, logDensities: values))
  }

  /// A proposal fitted to all points.
  ///
  /// - Parameter shapes: the shapes that a triangular fit starts at; nil for the affine fit.
  /// - Returns: the fit with its defence.
  /// - Throws: `LinearAlgebraError` where the points' covariance is not positive definite.
  mutating func fit(startingAt shapes: [SinhArcsinhShape]?) throws -> DefensiveProposal {
    let points = weightedPoints()
    let (mean, covariance) = points.moments()
    let fitted =
      if let shapes {
        try TriangularProposal.triangular(
          to: points, noise: .standard, startingAt: shapes, threads: threads)
      } else {
        try TriangularProposal.affine(to: points, noise: .studentT(degreesOfFreedom: 8))
      }
    return DefensiveProposal(
      fitted: fitted, mean: mean,
      standardDeviations: covariance.diagonal.map { $0.squareRoot() },
      share: count < Self.matureCount ? DefensiveProposal.share : DefensiveProposal.smallShare)
  }

  /// All points with deterministic-mixture weights, truncated and normalised.
  private mutating func weightedPoints() -> WeightedPoints {
    evaluateProposals()
    let n = count
    let shares = stages.map { log(Double($0.block.count) / Double(n)) }
    var logWeights: [Double] = []
    logWeights.reserveCapacity(n)
    for stage in stages { logWeights += Self.mixtureLogWeights(stage, logShares: shares) }
    let weights = Self.truncated(logWeights)
    var positions: [Double] = []
    positions.reserveCapacity(dimension * n)
    for k in 0..<dimension {
      for stage in stages {
        let size = stage.block.count
        positions += stage.block.positions[(k * size)..<((k + 1) * size)]
      }
    }
    return WeightedPoints(dimension: dimension, positions: positions, weights: weights)
  }

  /// Brings `underProposals` of every stage up to date.
  private mutating func evaluateProposals() {
    for index in stages.indices {
      for m in stages[index].underProposals.count..<stages.count {
        let values =
          m == index
          ? stages[index].block.logDensities
          : stages[m].proposal.logDensities(at: stages[index].block.positions)
        stages[index].underProposals.append(values)
      }
    }
  }

  /// log pi - log sum_m (N_m / N) q_m of one stage's points.
  private static func mixtureLogWeights(_ stage: Stage, logShares: [Double]) -> [Double] {
    var result = stage.logDensities
    var span = result.mutableSpan
    for j in stride(from: 0, to: stage.block.count, by: 8) {
      var top = EightLanes(repeating: -.infinity)
      for m in logShares.indices {
        let values = stage.underProposals[m]
        let value = values.span.lanes(at: j) + logShares[m]
        top.replace(with: value, where: value .> top)
      }
      var sum = EightLanes.zero
      for m in logShares.indices {
        let values = stage.underProposals[m]
        sum += (values.span.lanes(at: j) + logShares[m] - top).exponential
      }
      span.store(span.span.lanes(at: j) - top - sum.logarithm, at: j)
    }
    return result
  }

  /// Weights held to sqrt(N) times their mean, then normalised.
  private static func truncated(_ logWeights: [Double]) -> [Double] {
    let n = Double(logWeights.count)
    let top = logWeights.max() ?? 0
    var weights = logWeights.map { exp($0 - top) }
    let limit = n.squareRoot() * weights.reduce(0, +) / n
    for j in weights.indices { weights[j] = min(weights[j], limit) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// log pi - log q of the last stage, q being the proposal that made it.
  var lastLogWeights: [Double] {
    guard let stage = stages.last else { return [] }
    return zip(stage.logDensities, stage.block.logDensities).map { $0 - $1 }
  }

  /// The log of the last stage's mean weight, an estimate of the target's log integral whatever the
  /// proposal; minus infinity where no point had density or there is no stage.
  private var lastMeanLogWeight: Double {
    let logWeights = lastLogWeights
    guard let top = logWeights.max(), top > -.infinity else { return -.infinity }
    let sum = logWeights.reduce(0) { $0 + exp($1 - top) }
    return top + log(sum / Double(logWeights.count))
  }

  /// The last stage's points, for chains to start from.
  func starts() -> WeightedStarts? {
    guard let stage = stages.last else { return nil }
    return WeightedStarts(
      block: stage.block, logDensities: stage.logDensities, logWeights: lastLogWeights)
  }
}
