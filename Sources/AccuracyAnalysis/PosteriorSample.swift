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

  /// Translates a chain's positions; a rejected draw repeats the one before.
  init(_ draws: ChainDraws, repeats: Bool, point: (Span<Double>) -> BivariatePoint?) {
    let n = draws.count
    for keyPath in [
      \ParameterChain.muSensitivity, \.muSpecificity, \.tauSensitivity, \.tauSpecificity, \.fisherZ,
      \.correlation,
    ] { self[keyPath: keyPath].reserveCapacity(n) }
    var position = [Double](repeating: 0, count: draws.dimension)
    var current = BivariatePoint(
      muSensitivity: .nan, muSpecificity: .nan, tauSensitivity: .nan, tauSpecificity: .nan,
      fisherZ: .nan)
    var rho = Double.nan
    for t in 0..<n {
      if t == 0 || !repeats || draws.acceptance[t] != 0 {
        for k in position.indices { position[k] = draws.positions[k * n + t] }
        if let next = point(position.span) {
          current = next
          rho = next.correlation
        }
      }
      muSensitivity.append(current.muSensitivity)
      muSpecificity.append(current.muSpecificity)
      tauSensitivity.append(current.tauSensitivity)
      tauSpecificity.append(current.tauSpecificity)
      fisherZ.append(current.fisherZ)
      correlation.append(rho)
    }
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
