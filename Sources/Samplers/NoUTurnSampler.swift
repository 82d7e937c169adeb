import Concurrency
public import ModelInterface
public import RandomStreams

/// Draws from a log density by the No-U-Turn sampler: multinomial NUTS with windowed warm-up.
///
/// Each chain adapts by itself: its step size by dual averaging, its metric from the draws of its
/// warm-up windows. A trajectory that meets NaN, an infinite density or an energy error above 1000
/// is divergent: it ends there, and the trace says so. The draws are a function of the key and the
/// chain's index, not of the number of threads.
///
/// - Parameters:
///   - target: the log density with its gradient.
///   - options: lengths of the run and settings of the sampler.
///   - chains: number of chains, at least 1.
///   - key: the run's; ends before a chain.
///   - threads: how many chains may run at once, at least 1.
///   - start: gives a starting point of d coordinates for a chain's index; it may draw from the
///     chain's stream, and is asked up to a hundred times until density and gradient are finite.
///   - progress: told, from several threads, how many iterations a chain has done since it last
///     reported: portions of 100 and the rest.
/// - Returns: the draws by chain index, each with its `NoUTurnTrace`.
/// - Throws: `SamplingError.noFiniteStart`; `SamplingError.interrupted` after cancellation, at most
///   200 leapfrog steps late.
/// - SeeAlso: Hoffman and Gelman (2014), JMLR 15; Betancourt (2017), arXiv:1701.02434.
public func sampleNoUTurn<Target: DifferentiableLogDensity>(
  _ target: Target, options: NoUTurnOptions, chains: Int, key: StreamKey, threads: Int,
  start: @escaping @Sendable (Int, inout RandomStream) -> [Double],
  progress: (@Sendable (Int) -> Void)? = nil
) throws -> [ChainDraws] {
  try inPieces(chains, threads: threads) { chainIndex in
    var chain = try NoUTurnChain(
      target: target, options: options,
      stream: RandomStream(key.child(.chain(chainIndex), .purpose(.sampling))),
      start: { (stream: inout RandomStream) in start(chainIndex, &stream) })
    return try chain.run(progress: progress)
  }
}
