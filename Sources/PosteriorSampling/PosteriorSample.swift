import Concurrency
import Draws
import Messages
import ModelInterface
import Requests
import Samplers

/// What is kept of a chain beside its draws.
package struct ChainRecord: Sendable {
  /// Mean acceptance.
  package var acceptanceRate: Double
  /// Of NUTS only.
  package var trace: NoUTurnTrace?

  package init(acceptanceRate: Double, trace: NoUTurnTrace? = nil) {
    (self.acceptanceRate, self.trace) = (acceptanceRate, trace)
  }

  init(_ chain: ChainDraws) {
    self.init(acceptanceRate: chain.acceptanceRate, trace: chain.noUTurn)
  }
}

/// A posterior sample with what is known of how it was made.
package struct PosteriorSample: Sendable {
  /// The draws of all parameters.
  package var draws: DrawTable
  /// One a chain.
  package var chains: [ChainRecord]
  /// What made the draws.
  package var kernel: SamplingKernel
  /// Why this kernel ran, in a sentence.
  package var kernelReason: Message
  /// Pilot evaluations, or warm-up iterations per chain.
  package var warmup: Int
  package var quality: ImportanceQuality?
  package var warmupSeconds: Double
  package var samplingSeconds: Double
  /// Processor seconds of warm-up and sampling over all cores, where nothing else ran beside; else NaN.
  package var warmupProcessorSeconds = Double.nan
  package var samplingProcessorSeconds = Double.nan
  /// The proposal of an independence sampler; nil of other kernels and of draws that were read.
  package var proposal: FittedProposal?

  package init(
    draws: DrawTable, chains: [ChainRecord], kernel: SamplingKernel, kernelReason: Message,
    warmup: Int,
    quality: ImportanceQuality? = nil, warmupSeconds: Double = .nan,
    samplingSeconds: Double = .nan
  ) {
    (self.draws, self.chains) = (draws, chains)
    (self.kernel, self.kernelReason, self.warmup) = (kernel, kernelReason, warmup)
    (self.quality, self.warmupSeconds) = (quality, warmupSeconds)
    self.samplingSeconds = samplingSeconds
  }

  package var drawsPerChain: Int { draws.drawsPerChain }
  package var totalDraws: Int { draws.totalDraws }
  package var acceptanceRate: Double {
    chains.reduce(0) { $0 + $1.acceptanceRate } / Double(chains.count)
  }
  package var divergences: Int {
    chains.reduce(0) { $0 + ($1.trace?.divergent.count { $0 } ?? 0) }
  }

  /// Whether at most 0.1 % of the trajectories diverged, as a fit must have it.
  package var hasFewDivergences: Bool { Double(divergences) <= 0.001 * Double(totalDraws) }
}

/// The draws of chains as a table of named parameters.
///
/// - Parameters:
///   - chains: in the coordinates of the density, at least one.
///   - target: the density that was sampled.
///   - threads: chains at work at once.
/// - Returns: one column a variable of the density.
package func decode(
  _ chains: [ChainDraws], of target: some DecodableDensity, threads: Int
) -> DrawTable {
  let count = chains[0].count
  let blocks = inPieces(chains.count, threads: threads) { index in
    let positions = chains[index].positions
    return target.block(of: positions.span, drawsPerChain: count)
  }
  return DrawTable(variables: target.variables, drawsPerChain: count, blocks: blocks)
}
