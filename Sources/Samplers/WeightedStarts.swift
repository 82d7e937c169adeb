import CMath

/// Pilot points with their importance weights under the final proposal, for exact-enough starts.
struct WeightedStarts: Sendable {
  private let dimension: Int
  private let positions: [Double]
  private let logDensities: [Double]
  private let logWeights: [Double]
  private let cumulativeWeights: [Double]

  /// - Parameters:
  ///   - block: the points.
  ///   - logDensities: the target there.
  ///   - logWeights: log target less log proposal.
  init(block: ProposalBlock, logDensities: [Double], logWeights: [Double]) {
    dimension = block.dimension
    positions = block.positions
    self.logDensities = logDensities
    self.logWeights = logWeights
    let top = logWeights.max() ?? 0
    var sum = 0.0
    cumulativeWeights = logWeights.map { weight in
      sum += exp(weight - top)
      return sum
    }
  }

  /// The point at a share in (0, 1) of the total weight.
  func draw(at share: Double) -> (position: [Double], logDensity: Double, logWeight: Double) {
    let target = share * (cumulativeWeights.last ?? 0)
    let index = cumulativeWeights.firstIndex { $0 >= target } ?? 0
    let position = (0..<dimension).map { positions[$0 * logDensities.count + index] }
    return (position, logDensities[index], logWeights[index])
  }
}
