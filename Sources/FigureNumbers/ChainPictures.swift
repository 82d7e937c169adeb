import ChainStatistics
import Draws
import Fitting
import ModelInterface
import SpecialFunctions

/// Some draws of every chain, for the eye.
package struct ChainTraces: Sendable {
  /// The parameters.
  package var names: [String]
  /// How many draws one shown draw stands for.
  package var step: Int
  /// Iterations that are shown, from 1.
  package var iterations: [Int]
  /// By parameter in the order of `names`, then by chain: one value an iteration.
  package var values: [[[Double]]]
}

/// Rank histograms of the chains.
package struct ChainRanks: Sendable {
  /// The parameters.
  package var names: [String]
  /// How many draws one ranked draw stands for.
  package var step: Int
  /// By parameter, then by chain: one count a bin.
  package var counts: [[[Int]]]
  /// By parameter: the count of a bin with the range that 95 % of bins keep to.
  package var expected: [IntervalEstimate]
  /// The share of all bins that lie outside of that range.
  package var shareOutside: Double
}

extension FitResult {
  /// Draws of a parameter by chain.
  func chains(of report: ParameterReport) -> [[Double]] {
    sample.draws.chains(of: report.variable)
  }

  /// Draws at evenly spaced iterations.
  ///
  /// - Parameters:
  ///   - chains: of the first so many.
  ///   - points: at most so many iterations.
  /// - Returns: the draws.
  package func chainTraces(chains: Int, points: Int) -> ChainTraces {
    let step = (drawsPerChain + points - 1) / points
    let iterations = Array(stride(from: 0, to: drawsPerChain, by: step))
    return ChainTraces(
      names: ownParameters.map(\.name), step: step, iterations: iterations.map { $0 + 1 },
      values: ownParameters.map(self.chains(of:)).map {
        $0.prefix(chains).map { chain in iterations.map { chain[$0] } }
      })
  }

  /// Rank histograms.
  ///
  /// - Parameters:
  ///   - bins: of each histogram.
  ///   - limit: of draws that are ranked; every so many are left out beyond.
  /// - Returns: the histograms; nil for a single chain, whose ranks are always even.
  package func chainRanks(bins: Int, limit: Int) -> ChainRanks? {
    guard chainCount > 1, drawsPerChain > 1 else { return nil }
    let step = max(1, totalDraws / limit)
    var ranks = ChainRanks(names: [], step: step, counts: [], expected: [], shareOutside: 0)
    var outside = 0
    for report in ownParameters {
      let chains = self.chains(of: report)
      let histograms = RankHistograms(
        step == 1
          ? chains
          : chains.map { chain in stride(from: 0, to: chain.count, by: step).map { chain[$0] } },
        bins: bins)
      let expected = histograms.expected(
        effectiveCount: report.summary.bulkESS)
      outside += histograms.binsOutside(of: expected)
      ranks.names.append(report.name)
      ranks.counts.append(histograms.counts)
      ranks.expected.append(expected)
    }
    ranks.shareOutside = Double(outside) / Double(ranks.counts.count * bins * chainCount)
    return ranks
  }
}
