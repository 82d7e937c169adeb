import CMath
import Concurrency
import ModelInterface
import RandomStreams

/// Independence Metropolis-Hastings on whole blocks of quasi-random points.
///
/// A block is a freshly scrambled Sobol net sent through the fitted proposal q: n points x_j, each of
/// them distributed as q, that together fill q evenly. With w_j = pi(x_j) / q(x_j) and Z the mean of
/// the weights, a block is accepted with probability min(1, Z' / Z), and the draws are taken from the
/// block in force, each x_j in proportion to its weight, by systematic resampling along the net's
/// spatial order.
///
/// The chain runs on pairs (block, index) with density proportional to p(block) w_index, whose
/// marginal for x_index is pi whatever the points of a block have to do with each other, as long as
/// each is distributed as q: the argument of particle independent Metropolis-Hastings (Andrieu, Doucet
/// and Holenstein 2010, J. R. Stat. Soc. B 72:269), with a net in place of independent particles. The
/// proposal of blocks does not depend on the state, so a block that is refused leaves its forerunner,
/// which is resampled anew. The first block is taken as it comes, which shifts means by at most some
/// SD(Z) times the error of a block's mean, far below the error of a chain. Within a block draws follow
/// the net from a random place on, so that each by itself has the density pi, whatever the weights.
///
/// Draws of one block complement each other: means and quantiles have a smaller error than as many
/// independent draws, which statistics of the draws themselves cannot see. Errors are to be judged
/// from independent runs (`ReplicateESS`); effective sample sizes of the draws understate them.
///
/// - Parameters: as those of `sampleIndependence`.
/// - Returns: the chains, by index; within a block the draws follow the order of the net.
/// - Throws: `SamplingError.nonFiniteLogDensity`, `SamplingError.interrupted`,
///   `SamplingError.noFiniteStart` where no point of the first block has density.
public func sampleQuasiRandom<Target: BlockLogDensity>(
  _ target: Target, adapted: AdaptedIndependence, draws: Int, chains: Int, key: StreamKey,
  threads: Int, progress: (@Sendable (Int) -> Void)? = nil
) throws -> [ChainDraws] {
  let plan = QuasiRandomPlan(draws: draws)
  let net = SobolNet(dimension: target.dimension + 1, logCount: plan.logCount)
  return try inPieces(chains, threads: threads) { index in
    var chain = QuasiRandomChain(
      adapted: adapted, net: net, draws: draws, key: key.child(.chain(index)))
    try chain.run(target, plan: plan, progress: progress)
    return chain.draws
  }
}

/// How many blocks of how many points give a number of draws.
struct QuasiRandomPlan: Equatable {
  /// A block has 2^logCount points.
  let logCount: Int
  let blocks: Int

  init(logCount: Int, blocks: Int) { (self.logCount, self.blocks) = (logCount, blocks) }

  /// The largest blocks, of 64 to 4,096 points, that make no more than a tenth of the draws in vain; the
  /// smallest where none does.
  init(draws: Int) {
    var logCount = 12
    func blocks(_ logCount: Int) -> Int { max((draws + (1 << logCount) - 1) >> logCount, 1) }
    while logCount > 6, Double(blocks(logCount) << logCount) > 1.1 * Double(max(draws, 1)) {
      logCount -= 1
    }
    self.logCount = logCount
    self.blocks = blocks(logCount)
  }

  /// The draws that a block supplies, as evenly as possible.
  func share(_ block: Int, of draws: Int) -> Range<Int> {
    (block * draws / blocks)..<((block + 1) * draws / blocks)
  }
}

/// One chain of blocks.
struct QuasiRandomChain: ~Copyable {
  private let proposal: DefensiveProposal
  private let net: SobolNet
  private var stream: RandomStream
  private(set) var draws: ChainDraws
  /// The block in force.
  private var points: ProposalBlock
  private var values: [Double]
  private var weights: [Double] = []
  /// log Z of the block in force; the first one is accepted.
  private var logMeanWeight = -Double.infinity
  /// For a test that shows what refusing is for.
  private let takesEveryBlock: Bool

  init(
    adapted: AdaptedIndependence, net: SobolNet, draws: Int, key: StreamKey,
    takesEveryBlock: Bool = false
  ) {
    proposal = adapted.proposal
    self.takesEveryBlock = takesEveryBlock
    self.net = net
    stream = RandomStream(key.child(.purpose(.sampling)))
    self.draws = ChainDraws(dimension: adapted.proposal.dimension, count: draws)
    points = ProposalBlock(dimension: adapted.proposal.dimension, count: net.count)
    values = [Double](repeating: 0, count: net.count)
  }

  /// Fills all draws.
  mutating func run<Target: BlockLogDensity>(
    _ target: Target, plan: QuasiRandomPlan, progress: (@Sendable (Int) -> Void)?
  ) throws {
    for block in 0..<plan.blocks {
      let accepted = try step(target)
      let places = plan.share(block, of: draws.count)
      try take(places, accepted: accepted)
      if Cancellation.isRequested { throw SamplingError.interrupted }
      progress?(places.count)
    }
  }

  /// Proposes a block; returns whether it is in force now.
  private mutating func step<Target: BlockLogDensity>(_ target: Target) throws -> Bool {
    var fresh = ProposalBlock(dimension: net.dimension - 1, count: net.count)
    proposal.draw(into: &fresh, from: net, using: &stream)
    let logUniform = log(stream.uniform())
    var freshValues = [Double](repeating: 0, count: net.count)
    var span = freshValues.mutableSpan
    // Nothing is known of the first block's weights.
    let floors = fresh.negligibleDensities(meanLogWeight: logMeanWeight)
    target.logDensities(at: fresh.positions.span, floors: floors.span, into: &span)
    for j in freshValues.indices where !(freshValues[j] < .infinity) {
      throw fresh.failure(at: j, value: freshValues[j])
    }
    fresh.dropBelow(floors, &freshValues)
    var logWeights = freshValues
    for j in logWeights.indices { logWeights[j] -= fresh.logDensities[j] }
    let top = logWeights.max() ?? 0
    // A block without any density is never in force.
    guard top > -.infinity else { return false }
    for j in logWeights.indices { logWeights[j] = exp(logWeights[j] - top) }
    let freshLogMean = top + log(logWeights.reduce(0, +) / Double(net.count))
    guard takesEveryBlock || logUniform < freshLogMean - logMeanWeight else { return false }
    (points, values, weights) = (fresh, freshValues, logWeights)
    logMeanWeight = freshLogMean
    return true
  }

  /// Draws from the block in force: systematic resampling (one uniform) along the spatial order, then in
  /// the order of the net, which a random rotation starts anywhere.
  private mutating func take(_ places: Range<Int>, accepted: Bool) throws {
    let offset = stream.uniform()
    var copies = [Int](repeating: 0, count: net.count)
    let total = weights.reduce(0, +)
    guard total > 0 else { throw SamplingError.noFiniteStart }
    let perDraw = Double(places.count) / total
    var (sum, taken) = (0.0, 0)
    for j in net.spatialOrder {
      sum += weights[j] * perDraw
      // Draws offset, offset + 1, ... below the running sum; rounding must not lose the last one.
      let reached = min(Int((sum - offset).rounded(.up)), places.count)
      if reached > taken { (copies[j], taken) = (reached - taken, reached) }
    }
    if taken < places.count, let last = net.spatialOrder.last(where: { weights[$0] > 0 }) {
      copies[last] += places.count - taken
    }
    var chosen = [Int](repeating: 0, count: places.count)
    var place = places.isEmpty ? 0 : stream.index(below: places.count)
    for j in copies.indices {
      for _ in 0..<copies[j] {
        chosen[place] = j
        place = place + 1 == places.count ? 0 : place + 1
      }
    }
    for (draw, j) in zip(places, chosen) {
      draws.logDensities[draw] = values[j]
      draws.acceptance[draw] = accepted ? 1 : 0
    }
    Self.copy(points.positions, chosen, to: &draws.positions, at: places.lowerBound, draws.count)
  }

  /// Copies the chosen points of every column of a block to the columns of the draws.
  private static func copy(
    _ block: [Double], _ chosen: [Int], to draws: inout [Double], at first: Int, _ length: Int
  ) {
    guard length > 0 else { return }
    let columns = draws.count / length
    let size = columns == 0 ? 0 : block.count / columns
    let (source, indices) = (block.span, chosen.span)
    var target = draws.mutableSpan
    for k in 0..<columns {
      for j in indices.indices { target[k * length + first + j] = source[k * size + indices[j]] }
    }
  }
}
