import RandomStreams

extension AdaptedIndependence {
  /// Makes the proposals of one chain and drops them: what proposals cost by themselves.
  ///
  /// The same numbers as `sampleIndependence` proposes for that seed and chain, in blocks of the same
  /// size.
  ///
  /// - Parameters:
  ///   - count: proposals, rounded up to whole blocks.
  ///   - blockSize: proposals made together, a multiple of eight.
  ///   - seed: the run's seed.
  ///   - index: the chain.
  /// - Returns: the number made, and the sum of their log densities, which ties the work to a result.
  public func replayProposals(
    _ count: Int, blockSize: Int, seed: UInt64, index: Int
  ) -> (count: Int, sumOfLogDensities: Double) {
    var stream = RandomStream(seed: seed, index: index, purpose: .chain)
    _ = starts.draw(at: stream.uniform())
    var block = ProposalBlock(dimension: proposal.dimension, count: blockSize)
    var made = 0
    var sum = 0.0
    while made < count {
      proposal.draw(into: &block, using: &stream)
      sum += block.logDensities[0]
      made += blockSize
    }
    return (made, sum)
  }
}
