import RandomStreams

extension AdaptedIndependence {
  /// Makes the proposals of one chain and drops them: what proposals cost by themselves.
  ///
  /// The same numbers as `sampleIndependence` proposes for that key, in blocks of the same
  /// size.
  ///
  /// - Parameters:
  ///   - count: proposals, rounded up to whole blocks.
  ///   - blockSize: proposals made together, a multiple of eight.
  ///   - key: the chain's.
  /// - Returns: the number made, and the sum of their log densities, which ties the work to a result.
  public func replayProposals(
    _ count: Int, blockSize: Int, key: StreamKey
  ) -> (count: Int, sumOfLogDensities: Double) {
    var stream = RandomStream(key.child(.purpose(.sampling)))
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
