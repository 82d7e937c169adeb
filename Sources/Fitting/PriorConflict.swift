import Messages
import ModelInterface
import PosteriorSampling
import Requests

/// Problems of draws that lie beyond all of a prior's mass, where the collapsed samplers' coordinates
/// are no longer the prior's own.
///
/// - Parameters:
///   - sample: draws of any sampler.
///   - model: that they were made of.
///   - sampler: the joint one has coordinates without a table, and no problem.
/// - Returns: one sentence a parameter that has more than 0.1 % of its draws there.
func priorConflicts(
  _ sample: PosteriorSample, model: some AccuracyModel, sampler: SamplerChoice
) -> [Message] {
  if sampler == .jointNUTS { return [] }
  let total = Double(sample.totalDraws)
  return model.drawsBeyondPrior(sample.draws).filter { $0.count > 0.001 * total }.map {
    "\($0.name): prior and data exclude each other ("
      + "\(Int((100 * $0.count / total).rounded(.up))) % of the draws are more than "
      + "\(model.priorReach) SDs out in the prior); a wider prior, or "
      + "\(setting: .sampler, SamplerChoice.jointNUTS.rawValue)"
  }
}
