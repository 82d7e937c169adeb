import DensityInterface
import RandomStreams

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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
    try chain.run(target, progress: progress)
    return chain.draws
  }
}

private struct IndependenceChain: ~Copyable {
  private let proposal: DefensiveProposal
  private var stream: RandomStream
  private(set) var draws: ChainDraws
  private var position: [Double]
  private var logDensity: Double
  private var logWeight: Double

  /// Proposals made and evaluated together; a matter of speed only.
  private static let blockSize = 64

  init(adapted: AdaptedIndependence, draws: Int, seed: UInt64, index: Int) {
    proposal = adapted.proposal
    stream = RandomStream(seed: seed, index: index, purpose: .chain)
    self.draws = ChainDraws(dimension: adapted.proposal.dimension, count: draws)
    let starts = adapted.starts
    let chosen = starts.index(at: stream.uniform())
    let d = starts.dimension
    let start = Array(starts.positions[(chosen * d)..<(chosen * d + d)])
    var workspace = [Double](repeating: 0, count: 2 * d)
    var span = workspace.mutableSpan
    position = start
    logDensity = starts.logDensities[chosen]
    logWeight =
      starts.logDensities[chosen]
      - adapted.proposal.logDensity(at: start.span, workspace: &span)
  }

  mutating func run<Target: BlockLogDensity>(
    _ target: Target, progress: (@Sendable (Int) -> Void)?
  ) throws {
    let d = proposal.dimension
    let size = Self.blockSize
    var block = [Double](repeating: 0, count: d * size)
    var values = [Double](repeating: 0, count: size)
    var proposalValues = values
    var point = [Double](repeating: 0, count: d)
    var workspace = [Double](repeating: 0, count: 2 * d)
    var first = 0
    while first < draws.count {
      for j in 0..<size {
        var pointSpan = point.mutableSpan
        var workspaceSpan = workspace.mutableSpan
        proposal.draw(into: &pointSpan, workspace: &workspaceSpan, using: &stream)
        proposalValues[j] = proposal.logDensity(at: pointSpan.span, workspace: &workspaceSpan)
        for k in 0..<d { block[k * size + j] = pointSpan[k] }
      }
      var valueSpan = values.mutableSpan
      target.logDensities(at: block.span, into: &valueSpan)
      let count = min(size, draws.count - first)
      for j in 0..<count {
        let proposed = values[j]
        if proposed.isNaN || proposed == .infinity {
          throw SamplingError.nonFiniteLogDensity(
            position: (0..<d).map { block[$0 * size + j] }, value: proposed)
        }
        let weight = proposed - proposalValues[j]
        let accepted = log(stream.uniform()) < weight - logWeight
        if accepted {
          for k in 0..<d { position[k] = block[k * size + j] }
          logDensity = proposed
          logWeight = weight
        }
        record(first + j, accepted: accepted)
      }
      first += count
      if first % (8 * size) == 0 || first == draws.count {
        if Task.isCancelled { throw SamplingError.interrupted }
        progress?(min(8 * size, count + (first - count) % (8 * size)))
      }
    }
  }

  private mutating func record(_ index: Int, accepted: Bool) {
    for k in 0..<draws.dimension { draws.positions[k * draws.count + index] = position[k] }
    draws.logDensities[index] = logDensity
    draws.acceptance[index] = accepted ? 1 : 0
  }
}
