import ChainStatistics
import Concurrency
import Distributions
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams
import Samplers

/// The result under one prior.
package struct PresetRow: Sendable, Equatable {
  /// The preset; nil for the prior of the run.
  package var preset: String?
  /// One a setting.
  package var settings: [SettingSummary]
  /// How it was found.
  package var source: Source
  /// Whether its numbers can be trusted.
  package var isReliable: Bool

  /// How a row was found.
  package enum Source: String, Sendable {
    /// Draws under the run's prior, weighed by the ratio of the priors.
    case reweighted
    /// A proposal fitted under the prior, weighed.
    case proposal
    /// Chains under the prior.
    case chains
  }
}

/// The result under the prior of the run and under each preset.
///
/// The draws of the widened proposal are weighed by the ratio of the priors; where the run's prior does not
/// reach all of the other's support, or the weights are bad, a proposal is fitted under the other prior,
/// and where that does not serve either, chains are run.
///
/// - Parameters:
///   - model: data and prior.
///   - proposal: fitted to its posterior; nil where there is none.
///   - sample: of its posterior.
///   - level: probability of the intervals.
///   - settings: of the chains where they are needed.
/// - Returns: the run's own row, then one a preset.
/// - Throws: `SamplingError`, `PriorError`.
package func presetRows(
  _ model: some AccuracyModel, proposal: FittedProposal?, sample: PosteriorSample, level: Double,
  settings: SamplingSettings
) throws -> [PresetRow] {
  let own =
    try proposal.flatMap {
      try WeightedPosterior(model, $0, key: settings.key, threads: settings.threads)
    } ?? WeightedPosterior(model, sample)
  let priors = try PriorPreset.all.map { (name: $0.name, prior: try AccuracyPrior.preset($0.name)) }
  let rows = try inPieces(priors.count, threads: settings.threads) { index in
    try row(priors[index], model: model, own: own, level: level, settings: settings)
  }
  return [
    PresetRow(
      preset: nil, settings: own.summaries(own.logWeights, level: level), source: .reweighted,
      isReliable: true)
  ] + rows
}

private func row<Model: AccuracyModel>(
  _ other: (name: String, prior: AccuracyPrior), model: Model, own: WeightedPosterior<Model>,
  level: Double, settings: SamplingSettings
) throws -> PresetRow {
  if Cancellation.isRequested { throw SamplingError.interrupted }
  if model.prior.reaches(other.prior) {
    let ratios = model.logPriorRatios(of: other.prior, at: own.places, of: own.draws)
    let weights = zip(own.logWeights, ratios).map(+)
    if WeightedPosterior<Model>.areTrusted(weights) {
      return PresetRow(
        preset: other.name, settings: own.summaries(weights, level: level), source: .reweighted,
        isReliable: true)
    }
  }
  let changed = model.underPrior(other.prior)
  if let proposal = try fittedProposal(of: changed, key: settings.key, threads: 1),
    let weighted = try WeightedPosterior(changed, proposal, key: settings.key, threads: 1),
    WeightedPosterior<Model>.areTrusted(weighted.logWeights)
  {
    return PresetRow(
      preset: other.name, settings: weighted.summaries(weighted.logWeights, level: level),
      source: .proposal, isReliable: true)
  }
  var chains = settings
  (chains.sampler, chains.chains, chains.draws, chains.threads) = (.collapsed, 4, 1000, 1)
  chains.warmup = nil
  chains.standIn = NoUTurnStandIn(warmup: 500, draws: 1000)
  let sample = try samplePosterior(changed, settings: chains)
  let weighted = WeightedPosterior(changed, sample)
  return PresetRow(
    preset: other.name, settings: weighted.summaries(weighted.logWeights, level: level),
    source: .chains, isReliable: sample.hasFewDivergences && chainsAgree(changed, sample))
}

/// R-hat and ESS of the means, as a fit must have them.
private func chainsAgree(_ model: some AccuracyModel, _ sample: PosteriorSample) -> Bool {
  model.settings.allSatisfy { setting in
    let chains = (0..<sample.draws.chainCount).map {
      model.populationColumns(of: setting, from: sample.draws, rows: .chain($0))
    }
    return [chains.map(\.muSensitivity), chains.map(\.muSpecificity)].allSatisfy {
      let summary = summarize($0)
      return summary.splitRHat <= 1.01 && summary.bulkESS >= 400 && summary.tailESS >= 400
    }
  }
}

/// Draws of a posterior with weights.
struct WeightedPosterior<Model: AccuracyModel>: Sendable {
  let model: Model
  let draws: DrawTable
  let logWeights: [Double]
  var places: [DrawPlace] { logWeights.indices.map { DrawPlace(chain: 0, draw: $0) } }

  /// The widened proposal's; nil where its weights are bad.
  init?(_ model: Model, _ proposal: FittedProposal, key: StreamKey, threads: Int) throws {
    guard proposal.isSmall else { return nil }
    let batch = try batch(of: proposal, key: key, threads: threads)
    guard !(paretoK(logWeights: batch.logWeights) > 0.7) else { return nil }
    let legal = LegalDraws(
      batch, of: proposal.density,
      volume: CoordinateVolume(model: model, density: proposal.density))
    (self.model, draws, logWeights) = (model, legal.table, legal.logWeights)
  }

  /// Those of a sample, thinned.
  init(_ model: Model, _ sample: PosteriorSample) {
    let places = sample.draws.thinned(limit: 10_000)
    self.model = model
    draws = DrawTable(
      variables: sample.draws.variables, drawsPerChain: places.count,
      blocks: [sample.draws.variables.flatMap { sample.draws.column($0, .places(places)) }])
    logWeights = places.map { _ in 0 }
  }

  func summaries(_ logWeights: [Double], level: Double) -> [SettingSummary] {
    model.settings.map {
      SettingColumns(
        model.populationColumns(of: $0, from: draws, rows: .all), logWeights: logWeights
      ).summary(logWeights: logWeights, level: level)
    }
  }

  /// The ends of an interval take some thousand effective draws.
  static func areTrusted(_ logWeights: [Double]) -> Bool {
    paretoK(logWeights: logWeights) < 0.5 && importanceESS(logWeights: logWeights) >= 3000
  }
}
