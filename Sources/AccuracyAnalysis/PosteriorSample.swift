import AccuracyModels
import CollapsedLikelihood
import Samplers

/// The draws of one chain on the parameters' own scale.
struct ParameterChain: Sendable {
  var muSensitivity: [Double] = []
  var muSpecificity: [Double] = []
  var tauSensitivity: [Double] = []
  var tauSpecificity: [Double] = []
  var fisherZ: [Double] = []
  var correlation: [Double] = []
  var trace: NoUTurnTrace?
  var acceptanceRate = 0.0

  var count: Int { muSensitivity.count }

  /// The five basic parameters in the order of CONTRACT.
  var columns: [[Double]] {
    [muSensitivity, muSpecificity, tauSensitivity, tauSpecificity, correlation]
  }

  /// Translates a chain's positions.
  ///
  /// - Parameters:
  ///   - draws: the chain.
  ///   - columns: the parameters at many positions, coordinate-major.
  init(_ draws: ChainDraws, columns: (Span<Double>) -> PointColumns) {
    let n = draws.count
    let points = columns(draws.positions.span)
    (muSensitivity, muSpecificity) = (points.muSensitivity, points.muSpecificity)
    (tauSensitivity, tauSpecificity) = (points.tauSensitivity, points.tauSpecificity)
    (fisherZ, correlation) = (points.fisherZ, points.correlation)
    trace = draws.noUTurn
    acceptanceRate = draws.acceptance.reduce(0, +) / Double(max(n, 1))
  }

  func point(_ t: Int) -> BivariatePoint {
    BivariatePoint(
      muSensitivity: muSensitivity[t], muSpecificity: muSpecificity[t],
      tauSensitivity: tauSensitivity[t], tauSpecificity: tauSpecificity[t], fisherZ: fisherZ[t])
  }
}

/// A posterior sample with what is known of how it was made.
struct PosteriorSample: Sendable {
  var chains: [ParameterChain]
  /// `independence-mh` or `nuts`.
  var kernel: String
  /// Why this kernel ran, in a sentence.
  var kernelReason: String
  /// Pilot evaluations, or warm-up iterations per chain.
  var warmup: Int
  var quality: ImportanceQuality?
  var warmupSeconds: Double
  var samplingSeconds: Double
  /// Processor seconds of warm-up and sampling over all cores, where nothing else ran beside; else NaN.
  var warmupProcessorSeconds = Double.nan
  var samplingProcessorSeconds = Double.nan

  var drawsPerChain: Int { chains[0].count }
  var totalDraws: Int { chains.count * drawsPerChain }
  var acceptanceRate: Double {
    chains.reduce(0) { $0 + $1.acceptanceRate } / Double(chains.count)
  }
  var divergences: Int {
    chains.reduce(0) { $0 + ($1.trace?.divergent.count { $0 } ?? 0) }
  }

  /// Evenly thinned draws over all chains, at most `limit`, as (chain, draw).
  func thinned(limit: Int) -> [(chain: Int, draw: Int)] {
    let perChain = max(1, min(drawsPerChain, limit / chains.count))
    return chains.indices.flatMap { chain in
      (0..<perChain).map { k in
        (chain, (2 * k + 1) * drawsPerChain / (2 * perChain))
      }
    }.prefix(max(limit, 1)).map { $0 }
  }
}
