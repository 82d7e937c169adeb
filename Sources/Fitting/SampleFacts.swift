import PosteriorSampling
import Samplers

extension FitResult {
  /// Number of chains.
  package var chainCount: Int { sample.chains.count }
  /// Draws of each chain.
  package var drawsPerChain: Int { sample.drawsPerChain }
  /// Draws of all chains.
  package var totalDraws: Int { sample.totalDraws }

  /// How well the weights of the proposal do; nil for a kernel without a proposal.
  package var proposalQuality: ImportanceQuality? { sample.quality }

  /// Trajectories that diverged, 0 for a kernel without any.
  package var divergences: Int { sample.divergences }
}

extension DiagnosticsReport {
  /// Smallest bulk or tail ESS over the five basic parameters.
  package var minESS: Double { min(minBulkESS, minTailESS) }
}
