import ChainStatistics
import Concurrency
import Distributions
import ModelInterface
import PosteriorSampling
import RandomStreams
import Requests
import Samplers
import SpecialFunctions

/// The presets that every fit is set beside.
private let comparisonPresets = ["uniform", "cochrane"]

/// Sensitivity and specificity under the comparison priors: the draws at hand reweighted where their
/// weights can be trusted, else shorter runs of the same sampler family (2,500 draws in each of four
/// chains, or as many as the run itself where these are fewer; always collapsed). Where NUTS has to stand in, which is a thousand times costlier, warm-up and
/// draws a chain are no longer than the draws of the run itself, so that they decide how long it takes;
/// a row that is too short for its checks is marked.
///
/// All rows have the streams of the fit itself: common random numbers, so that what differs between rows
/// is the prior's doing rather than chance.
///
/// - Parameters:
///   - model: with the prior of the run.
///   - sample: of the run.
///   - options: of the run.
///   - key: of the run's streams.
/// - Returns: one table a setting, with one row a prior.
/// - Throws: `SamplingError`.
package func comparePriors(
  _ model: some AccuracyModel, sample: PosteriorSample, options: FitOptions, key: StreamKey
) throws -> [[PriorRow]] {
  let others = try comparisonPresets.map { (name: $0, prior: try AccuracyPrior.preset($0)) }
    .filter { !$0.prior.isSamePrior(as: model.prior) }
  let shared = settingsBeside(
    options, key: key,
    draws: min(priorRowDraws, max(options.draws * options.chains / 4, 250)))
  var rows = inPieces(others.count, threads: options.threads) {
    reweightedRows(others[$0], model: model, sample: sample, level: options.level)
  }
  let missing = rows.indices.filter { rows[$0] == nil }
  let sampled = try inPieces(missing.count, threads: options.threads) {
    try sampledRows(others[missing[$0]], model: model, shared, level: options.level)
  }
  for (index, row) in zip(missing, sampled) { rows[index] = row }
  let known = rows.compactMap { $0 }
  return model.settings.indices.map { number in known.map { $0[number] } }
}

/// Draws in each of four chains of a fit that stands beside another.
package let priorRowDraws = 2500

/// How a fit that stands beside another is sampled: the same sampler family, always collapsed, in four chains.
///
/// - Parameters:
///   - options: of the run.
///   - key: of its streams.
///   - draws: of each chain.
/// - Returns: the settings, with as many threads as the run.
package func settingsBeside(
  _ options: FitOptions, key: StreamKey, draws: Int = priorRowDraws
) -> SamplingSettings {
  var settings = SamplingSettings(options, key: key)
  (settings.sampler, settings.warmup, settings.chains) = (.collapsed, nil, 4)
  (settings.draws, settings.standIn) = (draws, priorRowStandIn(options))
  return settings
}

/// How long NUTS may run for a row of the table.
package func priorRowStandIn(_ options: FitOptions) -> NoUTurnStandIn {
  NoUTurnStandIn(
    warmup: min(defaultNoUTurnWarmup, max(200, options.draws)),
    draws: min(priorRowDraws, max(100, options.draws)))
}

/// One row a setting.
private func sampledRows(
  _ other: (name: String, prior: AccuracyPrior), model: some AccuracyModel,
  _ settings: SamplingSettings, level: Double
) throws -> [PriorRow] {
  let model = model.underPrior(other.prior)
  let sample = try samplePosterior(model, settings: settings)
  // R-hat and ESS go by ranks, which expit leaves as they are: those of mu are those of Se and Sp.
  let summarizer = Summarizer()
  return model.settings.map { setting in
    let chains = (0..<sample.draws.chainCount).map {
      model.populationColumns(of: setting, from: sample.draws, rows: .chain($0))
    }
    func summary(_ mean: (PopulationColumns) -> [Double]) -> DrawSummary {
      summarizer.summarize(
        chains.map { mean($0).map(inverseLogit) }, level: level, detail: .full)
    }
    let sensitivity = model.parts.contains(.sensitivity) ? summary(\.muSensitivity) : nil
    let specificity = model.parts.contains(.specificity) ? summary(\.muSpecificity) : nil
    return PriorRow(
      prior: other.name, sensitivity: sensitivity?.interval ?? .none,
      specificity: specificity?.interval ?? .none,
      sensitivity95: sensitivity?.interval95 ?? .none,
      specificity95: specificity?.interval95 ?? .none,
      isReliable: passesGates([sensitivity, specificity].compactMap { $0 }, sample))
  }
}

/// The gates of docs/contract.md for some quantities of a sample, divergences included.
package func passesGates(_ summaries: [DrawSummary], _ sample: PosteriorSample) -> Bool {
  summaries.allSatisfy { passesGates($0) } && sample.hasFewDivergences
}

/// Effective draws that an interval needs.
let fewestEffectiveDraws = 400.0

/// The gates of docs/contract.md for one quantity; false where R-hat or ESS do not exist.
package func passesGates(_ summary: DrawSummary) -> Bool {
  summary.splitRHat <= 1.01 && summary.bulkESS >= fewestEffectiveDraws
    && summary.tailESS >= fewestEffectiveDraws
}

extension IntervalEstimate {
  /// Of a proportion that the model has not.
  package static let none = IntervalEstimate(estimate: .nan, lower: .nan, upper: .nan)
}

extension AccuracyPrior {
  /// Equal up to the preset's name.
  func isSamePrior(as other: AccuracyPrior) -> Bool {
    muSensitivity == other.muSensitivity && muSpecificity == other.muSpecificity
      && covariance == other.covariance
  }
}
