import AccuracyModels
import CollapsedLikelihood
import Samplers

/// The draws of one chain on the parameters' own scale.
package struct ParameterChain: Sendable {
  package var muSensitivity: [Double] = []
  package var muSpecificity: [Double] = []
  package var tauSensitivity: [Double] = []
  package var tauSpecificity: [Double] = []
  package var fisherZ: [Double] = []
  package var correlation: [Double] = []
  package var trace: NoUTurnTrace?
  package var acceptanceRate = 0.0

  package init() {}

  package var count: Int { muSensitivity.count }

  /// The five basic parameters in the order of docs/contract.md.
  package var columns: [[Double]] {
    [muSensitivity, muSpecificity, tauSensitivity, tauSpecificity, correlation]
  }

  /// Translates a chain's positions.
  ///
  /// - Parameters:
  ///   - draws: the chain.
  ///   - columns: the parameters at many positions, coordinate-major, for a chain without a record of
  ///     them.
  package init(_ draws: ChainDraws, columns: (Span<Double>) -> PointColumns) {
    let n = draws.count
    let points =
      draws.recorded.isEmpty
      ? columns(draws.positions.span) : PointColumns(recorded: draws.recorded)
    (muSensitivity, muSpecificity) = (points.muSensitivity, points.muSpecificity)
    (tauSensitivity, tauSpecificity) = (points.tauSensitivity, points.tauSpecificity)
    (fisherZ, correlation) = (points.fisherZ, points.correlation)
    trace = draws.noUTurn
    acceptanceRate = draws.acceptance.reduce(0, +) / Double(max(n, 1))
  }

  package func point(_ t: Int) -> BivariatePoint {
    BivariatePoint(
      muSensitivity: muSensitivity[t], muSpecificity: muSpecificity[t],
      tauSensitivity: tauSensitivity[t], tauSpecificity: tauSpecificity[t], fisherZ: fisherZ[t])
  }
}

/// A posterior sample with what is known of how it was made.
package struct PosteriorSample: Sendable {
  package var chains: [ParameterChain]
  /// `independence-mh`, `independence-quasi` or `nuts`.
  package var kernel: String
  /// Why this kernel ran, in a sentence.
  package var kernelReason: String
  /// Pilot evaluations, or warm-up iterations per chain.
  package var warmup: Int
  package var quality: ImportanceQuality?
  package var warmupSeconds: Double
  package var samplingSeconds: Double
  /// Processor seconds of warm-up and sampling over all cores, where nothing else ran beside; else NaN.
  package var warmupProcessorSeconds = Double.nan
  package var samplingProcessorSeconds = Double.nan

  package init(
    chains: [ParameterChain], kernel: String, kernelReason: String, warmup: Int,
    quality: ImportanceQuality?, warmupSeconds: Double, samplingSeconds: Double,
    warmupProcessorSeconds: Double = Double.nan, samplingProcessorSeconds: Double = Double.nan
  ) {
    (self.chains, self.kernel, self.kernelReason) = (chains, kernel, kernelReason)
    (self.warmup, self.quality, self.warmupSeconds) = (warmup, quality, warmupSeconds)
    (self.samplingSeconds, self.warmupProcessorSeconds, self.samplingProcessorSeconds) = (
      samplingSeconds, warmupProcessorSeconds, samplingProcessorSeconds
    )
  }

  package var drawsPerChain: Int { chains[0].count }
  package var totalDraws: Int { chains.count * drawsPerChain }
  package var acceptanceRate: Double {
    chains.reduce(0) { $0 + $1.acceptanceRate } / Double(chains.count)
  }
  package var divergences: Int {
    chains.reduce(0) { $0 + ($1.trace?.divergent.count { $0 } ?? 0) }
  }

  /// Whether at most 0.1 % of the trajectories diverged, as a fit must have it.
  package var hasFewDivergences: Bool { Double(divergences) <= 0.001 * Double(totalDraws) }

  /// Evenly thinned draws over all chains, at most `limit`, as (chain, draw).
  package func thinned(limit: Int) -> [(chain: Int, draw: Int)] {
    let perChain = max(1, min(drawsPerChain, limit / chains.count))
    return chains.indices.flatMap { chain in
      (0..<perChain).map { k in
        (chain, (2 * k + 1) * drawsPerChain / (2 * perChain))
      }
    }.prefix(max(limit, 1)).map { $0 }
  }
}
