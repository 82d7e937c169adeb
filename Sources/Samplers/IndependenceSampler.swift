import DensityInterface
import RandomStreams

/// Independence Metropolis-Hastings: proposals from a frozen fitted distribution q, each accepted with
/// probability min(1, w' / w), w = pi / q.
///
/// Leaves the target invariant whatever q is; uniformly ergodic where the weights are bounded, which
/// the defensive part of q sees to. A chain starts at a pilot point drawn by its weight, so no draw
/// is thrown away. Source: Tierney (1994), Ann. Stat. 22:1701, section 2.3.3.
///
/// - Parameters:
///   - target: the density that `adapted` was fitted to.
///   - adapted: from `adaptIndependence(to:start:evaluations:seed:)`.
///   - draws: draws per chain.
///   - chains: number of chains.
///   - seed: the run's seed.
///   - threads: chains at work at once; never changes the draws.
///   - progress: called now and then, from several threads, with the draws finished since the last
///     call.
/// - Returns: the chains, by index.
/// - Throws: `SamplingError.nonFiniteLogDensity`, `SamplingError.interrupted`.
public func sampleIndependence<Target: BlockLogDensity>(
  _ target: Target, adapted: AdaptedIndependence, draws: Int, chains: Int, seed: UInt64,
  threads: Int, progress: (@Sendable (Int) -> Void)? = nil
) async throws -> [ChainDraws] {
  try await runChains(count: chains, threads: threads) { index in
    var chain = IndependenceChain(adapted: adapted, draws: draws, seed: seed, index: index)
    try chain.run(target, blockSize: 512, progress: progress)
    return chain.draws
  }
}

/// One chain: the proposals come in blocks, evaluated together, and are then decided one by one.
struct IndependenceChain: ~Copyable {
  private let proposal: DefensiveProposal
  private var stream: RandomStream
  private(set) var draws: ChainDraws
  private var position: [Double]
  private var logDensity: Double
  private var logWeight: Double
  /// The lowest log weight that the chain has held.
  private var lowestLogWeight: Double

  init(adapted: AdaptedIndependence, draws: Int, seed: UInt64, index: Int) {
    proposal = adapted.proposal
    stream = RandomStream(seed: seed, index: index, purpose: .chain)
    self.draws = ChainDraws(dimension: adapted.proposal.dimension, count: draws)
    let start = adapted.starts.draw(at: stream.uniform())
    position = start.position
    logDensity = start.logDensity
    logWeight = start.logWeight
    lowestLogWeight = start.logWeight
  }

  /// Fills all draws.
  ///
  /// - Parameters:
  ///   - target: the density.
  ///   - blockSize: proposals made and evaluated together, a multiple of eight; changes the draws only
  ///     as far as the target's values depend on their company.
  ///   - progress: called every few blocks.
  /// - Throws: `SamplingError`.
  mutating func run<Target: BlockLogDensity>(
    _ target: Target, blockSize: Int, progress: (@Sendable (Int) -> Void)?
  ) throws {
    var block = ProposalBlock(dimension: proposal.dimension, count: blockSize)
    var values = [Double](repeating: 0, count: blockSize)
    var floors = values
    var first = 0
    var reported = 0
    while first < draws.count {
      let count = min(blockSize, draws.count - first)
      let size = ProposalBlock.wholeGroups(count)
      if size < block.count {
        block = ProposalBlock(dimension: proposal.dimension, count: size)
        values.removeLast(values.count - size)
        floors.removeLast(floors.count - size)
      }
      proposal.draw(into: &block, using: &stream)
      let logUniforms = block.logUniforms()
      for j in floors.indices {
        floors[j] = logUniforms[j] + block.logDensities[j] + lowestLogWeight
      }
      var span = values.mutableSpan
      target.logDensities(at: block.positions.span, floors: floors.span, into: &span)
      try decide(target, block, values, logUniforms, first: first, count: count)
      first += count
      if first - reported >= 512 || first == draws.count {
        if Task.isCancelled { throw SamplingError.interrupted }
        progress?(first - reported)
        reported = first
      }
    }
  }

  /// Accepts or rejects the first `count` proposals of a block, in order, and records the draws.
  ///
  /// A value below its floor, which held for the lowest weight so far, may only be a bound; where the
  /// bound does not settle the decision, the value is found after all.
  private mutating func decide<Target: BlockLogDensity>(
    _ target: Target, _ block: borrowing ProposalBlock, _ values: [Double], _ logUniforms: [Double],
    first: Int, count: Int
  ) throws {
    let knownWeight = lowestLogWeight
    // The proposal in force after each decision; -1 for the point that the block began with.
    var inForce = [Int](repeating: -1, count: count)
    var current = -1
    for j in 0..<count {
      guard values[j] < .infinity else { throw block.failure(at: j, value: values[j]) }
      var value = values[j]
      var weight = value - block.logDensities[j]
      var accepted = logUniforms[j] < weight - logWeight
      if accepted, weight < logUniforms[j] + knownWeight {
        value = target.logDensity(at: block.position(j).span)
        guard value < .infinity else { throw block.failure(at: j, value: value) }
        weight = value - block.logDensities[j]
        accepted = logUniforms[j] < weight - logWeight
      }
      if accepted {
        current = j
        logDensity = value
        logWeight = weight
        lowestLogWeight = min(lowestLogWeight, weight)
      }
      inForce[j] = current
      draws.logDensities[first + j] = logDensity
      draws.acceptance[first + j] = accepted ? 1 : 0
    }
    for k in position.indices {
      let column = k * draws.count + first
      for j in 0..<count {
        let source = inForce[j]
        draws.positions[column + j] =
          source < 0 ? position[k] : block.positions[k * block.count + source]
      }
      if current >= 0 { position[k] = block.positions[k * block.count + current] }
    }
  }
}
