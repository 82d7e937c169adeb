import Concurrency
import ModelInterface
import RandomStreams

/// Independence Metropolis-Hastings: proposals from a frozen fitted distribution q, each accepted with
/// probability min(1, w' / w), w = pi / q.
///
/// Leaves the target invariant whatever q is; uniformly ergodic where the weights are bounded, which
/// the defensive part of q sees to. A chain starts at a pilot point drawn by its weight, so no draw
/// is thrown away. Source: Tierney (1994), Ann. Stat. 22:1701, section 2.3.3; the bound of its error:
/// docs/statistics.md, section 4.
///
/// - Parameters:
///   - target: the density that `adapted` was fitted to.
///   - adapted: from `adaptIndependence(to:start:evaluations:key:threads:)`.
///   - draws: draws per chain.
///   - chains: number of chains.
///   - key: the run's; ends before a chain.
///   - threads: chains at work at once; never changes the draws.
///   - progress: called now and then, from several threads, with the draws finished since the last
///     call.
/// - Returns: the chains, by index.
/// - Throws: `SamplingError.nonFiniteLogDensity`, `SamplingError.interrupted`.
public func sampleIndependence<Target: BlockLogDensity>(
  _ target: Target, adapted: AdaptedIndependence, draws: Int, chains: Int, key: StreamKey,
  threads: Int, progress: (@Sendable (Int) -> Void)? = nil
) throws -> [ChainDraws] {
  try inPieces(chains, threads: threads) { index in
    var chain = IndependenceChain(adapted: adapted, draws: draws, key: key.child(.chain(index)))
    try chain.run(target, blockSize: 2048, progress: progress)
    return chain.draws
  }
}

/// One chain: the proposals come in blocks, evaluated together, and are then decided one by one.
struct IndependenceChain: ~Copyable {
  private let proposal: DefensiveProposal
  private var stream: RandomStream
  private(set) var draws: ChainDraws
  /// Where the chain is.
  private var position: [Double]
  private var logDensity: Double
  private var logWeight: Double
  /// No more than the lowest log weight that the chain has held.
  private var lowestLogWeight: Double

  init(adapted: AdaptedIndependence, draws: Int, key: StreamKey) {
    proposal = adapted.proposal
    stream = RandomStream(key.child(.purpose(.sampling)))
    self.draws = ChainDraws(dimension: adapted.proposal.dimension, count: draws)
    let start = adapted.starts.draw(at: stream.uniform())
    position = start.position
    logDensity = start.logDensity
    logWeight = start.logWeight
    // Chains go about 2 below their start within a block; a value that must be found after all costs much.
    lowestLogWeight = start.logWeight - 2
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
    var work = IndependenceBlock(dimension: proposal.dimension, count: blockSize, target: target)
    var first = 0
    var reported = 0
    while first < draws.count {
      let count = min(blockSize, draws.count - first)
      let size = ProposalBlock.wholeGroups(count)
      if size < work.proposals.count {
        work = IndependenceBlock(dimension: proposal.dimension, count: size, target: target)
      }
      proposal.draw(into: &work.proposals, using: &stream)
      work.evaluate(target, lowestLogWeight: lowestLogWeight)
      try decide(target, work, first: first, count: count)
      first += count
      if first - reported >= 512 || first == draws.count {
        if Cancellation.isRequested { throw SamplingError.interrupted }
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
    _ target: Target, _ work: borrowing IndependenceBlock, first: Int, count: Int
  ) throws {
    let knownWeight = lowestLogWeight
    let (values, logUniforms) = (work.values.span, work.logUniforms.span)
    let logProposals = work.proposals.logDensities.span
    // The proposal in force after each decision; -1 for the point that the block began with.
    var inForce = [Int](repeating: -1, count: count)
    var current = -1
    for j in 0..<count {
      guard values[j] < .infinity else { throw work.proposals.failure(at: j, value: values[j]) }
      var value = values[j]
      var weight = value - logProposals[j]
      var accepted = logUniforms[j] < weight - logWeight
      // Floors were rounded; the slack sees to it that no bound passes for a value.
      if accepted, weight < logUniforms[j] + knownWeight + 1e-9 * max(1, abs(value)) {
        value = target.logDensity(at: work.proposals.position(j).span)
        guard value < .infinity else { throw work.proposals.failure(at: j, value: value) }
        weight = value - logProposals[j]
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
    Self.copy(
      work.proposals.positions, inForce, from: &position, to: &draws.positions, at: first,
      of: draws.count)
  }

  /// Copies columns of a block to the draws by the proposals in force; `state` is the point that the
  /// block began with, and becomes the one that it ends with.
  private static func copy(
    _ block: [Double], _ inForce: [Int], from state: inout [Double], to draws: inout [Double],
    at first: Int, of length: Int
  ) {
    guard !state.isEmpty else { return }
    let size = block.count / state.count
    let (source, chosen) = (block.span, inForce.span)
    var target = draws.mutableSpan
    for k in state.indices {
      let begin = state[k]
      for j in chosen.indices {
        let index = chosen[j]
        target[k * length + first + j] = index < 0 ? begin : source[k * size + index]
      }
      state[k] = target[k * length + first + chosen.count - 1]
    }
  }
}

/// Proposals that are evaluated together.
struct IndependenceBlock {
  var proposals: ProposalBlock
  /// The target's log densities, or bounds below their floors.
  private(set) var values: [Double]
  private(set) var logUniforms: [Double] = []

  init<Target: BlockLogDensity>(dimension: Int, count: Int, target: Target) {
    proposals = ProposalBlock(dimension: dimension, count: count)
    values = [Double](repeating: 0, count: count)
  }

  /// Evaluates the target; a proposal that a chain would refuse at this weight and above may get a bound
  /// only.
  mutating func evaluate<Target: BlockLogDensity>(_ target: Target, lowestLogWeight: Double) {
    logUniforms = proposals.logUniforms()
    var floors = logUniforms
    for j in floors.indices { floors[j] += proposals.logDensities[j] + lowestLogWeight }
    // A span of one member while another is read is refused: the values are a local variable meanwhile.
    var values: [Double] = []
    swap(&values, &self.values)
    var span = values.mutableSpan
    target.logDensities(at: proposals.positions.span, floors: floors.span, into: &span)
    self.values = values
  }
}
