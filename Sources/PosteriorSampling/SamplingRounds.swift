import ChainStatistics
import Draws
import ModelInterface

/// The effective draws of rounds of independent chains together.
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
  /// Of each parameter that is judged.
  private var effectiveDraws: [Variable: EffectiveDraws] = [:]

  /// - Parameter comparesRounds: whether the effective draws are to be judged by the rounds' error too.
  package init(comparesRounds: Bool = false) { self.comparesRounds = comparesRounds }

  /// What is known of one parameter.
  private struct EffectiveDraws {
    var bulk = 0.0
    var tail = 0.0
    var replicates = ReplicateESS()
    /// Of the form that tells its values apart where its own numbers do not.
    var monitor: ReplicateESS?

    /// The better of both forms.
    var replicateESS: ReplicateESS {
      guard let monitor, replicates.mean.isNaN || replicates.tail.isNaN else { return replicates }
      return monitor
    }
  }

  /// The smallest bulk ESS over the parameters; NaN where one does not exist.
  package var minBulkESS: Double { Self.smallest(effectiveDraws.values.map(\.bulk)) }
  /// The smallest tail ESS over the parameters; NaN where one does not exist.
  package var minTailESS: Double { Self.smallest(effectiveDraws.values.map(\.tail)) }
  /// Mean acceptance.
  package var acceptanceRate: Double { acceptance / Double(count) }

  /// Adds the chains of one round.
  ///
  /// - Parameters:
  ///   - draws: of all parameters.
  ///   - acceptanceRate: mean over the chains.
  ///   - seconds: wall-clock time of drawing.
  ///   - processorSeconds: meanwhile, over all cores.
  package mutating func add(
    _ draws: DrawTable, acceptanceRate: Double, seconds: Double, processorSeconds: Double
  ) {
    count += 1
    self.draws += draws.totalDraws
    self.seconds += seconds
    self.processorSeconds += processorSeconds
    acceptance += acceptanceRate
    let judged = draws.variables.filter { $0.role == .parameter }
    let summaries = summarizeAll(judged.map { draws.chains(of: $0) })
    for (variable, own) in zip(judged, summaries) {
      var effective = effectiveDraws[variable, default: EffectiveDraws()]
      if comparesRounds {
        effective.replicates.add(draws.chains(of: variable))
        if let monitor = variable.monitor {
          effective.monitor = effective.monitor ?? ReplicateESS()
          effective.monitor?.add(draws.chains(of: monitor))
        }
      }
      // As in a fit: where many draws of rho round to +-1, atanh rho still tells them apart.
      var summary = own
      if let monitor = variable.monitor, summary.tailESS.isNaN || summary.splitRHat.isNaN {
        summary = summarize(draws.chains(of: monitor))
      }
      effective.bulk += summary.bulkESS
      effective.tail += summary.tailESS
      effectiveDraws[variable] = effective
      let isMissing = maxRHat.isNaN || summary.splitRHat.isNaN
      maxRHat = isMissing ? .nan : max(maxRHat, summary.splitRHat)
    }
  }

  /// The effective draws by the error of the rounds; nil where the rounds were not compared.
  package var replicateESS: (mean: Double?, tail: Double?) {
    guard comparesRounds, count >= 2 else { return (nil, nil) }
    let all = effectiveDraws.values.map(\.replicateESS)
    let rounds = Double(count)
    return (rounds * Self.smallest(all.map(\.mean)), rounds * Self.smallest(all.map(\.tail)))
  }

  private static func smallest(_ values: [Double]) -> Double {
    values.contains { $0.isNaN } ? .nan : values.reduce(.infinity) { min($0, $1) }
  }
}
