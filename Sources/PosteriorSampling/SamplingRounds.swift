import ChainStatistics

/// What rounds of independent chains are worth together.
///
/// Chains of different rounds are independent given the one adaptation, so that the effective sample
/// size of each parameter is the sum over rounds.
package struct SamplingRounds: Sendable {
  package private(set) var count = 0
  package private(set) var draws = 0
  /// Wall-clock seconds of drawing.
  package private(set) var seconds = 0.0
  /// Processor seconds meanwhile, over all cores.
  package private(set) var processorSeconds = 0.0
  /// The largest split R-hat over parameters and rounds.
  package private(set) var maxRHat = 0.0
  private var acceptance = 0.0
  private let comparesRounds: Bool
  /// Of the five basic parameters and of atanh rho.
  private var replicates = [ReplicateESS](repeating: ReplicateESS(), count: 6)

  /// - Parameter comparesRounds: whether the worth of the draws is to be judged by the rounds' error too.
  package init(comparesRounds: Bool = false) { self.comparesRounds = comparesRounds }
  private var bulk = [Double](repeating: 0, count: 5)
  private var tail = [Double](repeating: 0, count: 5)

  /// The smallest bulk ESS over the five basic parameters; NaN where one does not exist.
  package var minBulkESS: Double { Self.smallest(bulk) }
  /// The smallest tail ESS over the five basic parameters; NaN where one does not exist.
  package var minTailESS: Double { Self.smallest(tail) }
  /// Mean acceptance.
  package var acceptanceRate: Double { acceptance / Double(count) }

  /// Adds the chains of one round.
  package mutating func add(_ chains: [ParameterChain], seconds: Double, processorSeconds: Double) {
    count += 1
    draws += chains.reduce(0) { $0 + $1.count }
    self.seconds += seconds
    self.processorSeconds += processorSeconds
    acceptance += chains.reduce(0) { $0 + $1.acceptanceRate } / Double(chains.count)
    if comparesRounds {
      for k in 0..<5 { replicates[k].add(chains.map { $0.columns[k] }) }
      replicates[5].add(chains.map(\.fisherZ))
    }
    var summaries = summarizeAll((0..<5).map { k in chains.map { $0.columns[k] } })
    // As in a fit: where many draws of rho round to +-1, atanh rho still tells them apart.
    if summaries[4].tailESS.isNaN || summaries[4].splitRHat.isNaN {
      summaries[4] = summarize(chains.map(\.fisherZ))
    }
    for (k, summary) in summaries.enumerated() {
      bulk[k] += summary.bulkESS
      tail[k] += summary.tailESS
      let isMissing = maxRHat.isNaN || summary.splitRHat.isNaN
      maxRHat = isMissing ? .nan : max(maxRHat, summary.splitRHat)
    }
  }

  /// The worth of all draws by the error of the rounds; nil where the rounds were not compared.
  package var replicateESS: (mean: Double?, tail: Double?) {
    guard comparesRounds, count >= 2 else { return (nil, nil) }
    var worths = Array(replicates[..<5])
    if worths[4].mean.isNaN || worths[4].tail.isNaN { worths[4] = replicates[5] }
    let rounds = Double(count)
    return (rounds * Self.smallest(worths.map(\.mean)), rounds * Self.smallest(worths.map(\.tail)))
  }

  private static func smallest(_ values: [Double]) -> Double {
    values.contains { $0.isNaN } ? .nan : values.reduce(.infinity) { min($0, $1) }
  }
}
