import AccuracyData
import AccuracyModels
import CMath
import ChainStatistics
import CollapsedLikelihood
import Concurrency
import Distributions
import Draws
import ModelInterface
import PosteriorSampling
import Requests
import Samplers
import SpecialFunctions

/// The presets that every fit is set beside.
private let comparisonPresets = ["uniform", "cochrane"]

/// Sensitivity and specificity under the comparison priors: the draws at hand reweighted where their
/// weights can be trusted, else shorter runs of the same sampler family (2,500 draws in each of four
/// chains, always collapsed). Where NUTS has to stand in, which is a thousand times dearer, warm-up and
/// draws a chain are no longer than the draws of the run itself, so that they decide how long it takes;
/// a row that is too short for its checks is marked.
func comparePriors(
  _ likelihood: CollapsedLikelihood, chosen: AccuracyPrior, sample: PosteriorSample,
  options: FitOptions
) throws -> [PriorRow] {
  let others = try comparisonPresets.map { (name: $0, prior: try AccuracyPrior.preset($0)) }
    .filter { !$0.prior.isSamePrior(as: chosen) }
  var settings = SamplingSettings(options)
  settings.sampler = .collapsed
  settings.warmup = nil
  settings.chains = 4
  settings.draws = priorRowDraws
  settings.standIn = priorRowStandIn(options)
  settings.threads = 1
  let shared = settings
  var rows = inPieces(others.count, threads: options.threads) {
    reweightedRow(others[$0], chosen: chosen, sample: sample, level: options.level)
  }
  let missing = rows.indices.filter { rows[$0] == nil }
  let sampled = try inPieces(missing.count, threads: options.threads) {
    try priorRow(likelihood, others[missing[$0]], shared, level: options.level)
  }
  for (index, row) in zip(missing, sampled) { rows[index] = row }
  return rows.compactMap { $0 }
}

private let priorRowDraws = 2500

/// How long NUTS may run for a row of the table.
func priorRowStandIn(_ options: FitOptions) -> NoUTurnStandIn {
  NoUTurnStandIn(
    warmup: min(defaultNoUTurnWarmup, max(200, options.draws)),
    draws: min(priorRowDraws, max(100, options.draws)))
}

private func priorRow(
  _ likelihood: CollapsedLikelihood, _ other: (name: String, prior: AccuracyPrior),
  _ settings: SamplingSettings, level: Double
) throws -> PriorRow {
  let model = BivariateModel(likelihood: likelihood, prior: other.prior)
  let sample = try samplePosterior(model, settings: settings)
  // R-hat and ESS go by ranks, which expit leaves as they are: those of mu are those of Se and Sp.
  let summarizer = Summarizer()
  func summary(_ variable: Variable) -> DrawSummary {
    summarizer.summarize(
      sample.draws.chains(of: variable).map { $0.map(inverseLogit) }, level: level, detail: .full)
  }
  let (sensitivity, specificity) = (summary(.muSensitivity), summary(.muSpecificity))
  return PriorRow(
    prior: other.name, sensitivity: sensitivity.interval, specificity: specificity.interval,
    sensitivity95: sensitivity.interval95, specificity95: specificity.interval95,
    isReliable: passesGates([sensitivity, specificity], sample))
}

/// The gates of docs/contract.md for some quantities of a sample, divergences included.
func passesGates(_ summaries: [DrawSummary], _ sample: PosteriorSample) -> Bool {
  summaries.allSatisfy { passesGates($0) } && sample.hasFewDivergences
}

/// The gates of docs/contract.md for one quantity; false where R-hat or ESS do not exist.
func passesGates(_ summary: DrawSummary) -> Bool {
  summary.splitRHat <= 1.01 && summary.bulkESS >= 400 && summary.tailESS >= 400
}

/// Fills in `learnt` and the prior intervals of the parameters.
///
/// learnt = 1 - Var(Phi^-1(F_prior(x)) | data), over at most 10,000 evenly thinned draws, which puts
/// its Monte Carlo error near 0.014 where nothing is learnt, and the lower the more is; see
/// docs/statistics.md, section 7.
func addPriorColumns(
  _ reports: inout [ParameterReport], sample: PosteriorSample, prior: AccuracyPrior,
  level: Double, threads: Int
) {
  let priors = prior.parameters
  let draws = sample.draws.thinned(limit: 10_000)
  let edge = normalQuantile(0.5 * (1 + level))
  let learnt = inPieces(priors.count, threads: threads) { k -> Double? in
    let (variable, prior) = priors[k]
    // rho itself rounds to +-1 where atanh rho still tells draws apart.
    guard let place = sample.draws.place(of: variable.monitor ?? variable) else { return nil }
    let values = draws.map { sample.draws.value(at: place, chain: $0.chain, draw: $0.draw) }
    let scores =
      (variable.monitor == nil ? prior.normalScores(values) : prior.normalScores(fisherZ: values))
      .filter(\.isFinite)
    guard scores.count > 1 else { return nil }
    let mean = scores.reduce(0, +) / Double(scores.count)
    return 1 - scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
  }
  for (k, (variable, prior)) in priors.enumerated() {
    guard let place = reports.firstIndex(where: { $0.variable == variable }) else { continue }
    reports[place].learnt = learnt[k]
    reports[place].priorInterval = (
      prior.quantile(normalScore: -edge), prior.quantile(normalScore: edge)
    )
  }
}

extension AccuracyPrior {
  /// The parameters that have a prior of their own; rho has none under a prior of the covariance.
  var parameters: [(variable: Variable, prior: ScalarPrior)] {
    var all: [(Variable, ScalarPrior)] = [
      (.muSensitivity, muSensitivity), (.muSpecificity, muSpecificity),
      (.tauSensitivity, covariance.tauSensitivity), (.tauSpecificity, covariance.tauSpecificity),
    ]
    if case .separate(_, _, let rho) = covariance { all.append((.rho, rho)) }
    return all
  }

  /// Equal up to the preset's name.
  func isSamePrior(as other: AccuracyPrior) -> Bool {
    muSensitivity == other.muSensitivity && muSpecificity == other.muSpecificity
      && covariance == other.covariance
  }
}
