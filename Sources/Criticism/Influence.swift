import AccuracyData
import CMath
import Concurrency
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams
import Samplers

/// What each study does to the result, and how well the others predict it.
package struct Influence: Sendable {
  /// The studies.
  package var units: StudyUnits
  /// One a study.
  package var studies: [LeftOutStudy]
  /// One a setting, in the model's order.
  package var settings: [SettingInfluence]
  /// log marginal likelihood; nil where it is not known.
  package var logEvidence: MonteCarloEstimate?
  /// Where the draws came from.
  package var source: CriticismDraws.Source
  /// Draws of the posterior without a study, of the studies that took a fit of their own.
  package var refits: [Int: CriticismDraws]

  /// Expected log predictive density of all studies, each predicted by the others.
  package var elpd: Double { studies.reduce(0) { $0 + $1.logPredictive.value } }
  /// Standard error of `elpd` over studies, sqrt(N var).
  package var elpdError: Double {
    let values = studies.map(\.logPredictive.value)
    let n = Double(values.count)
    let mean = elpd / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (n * squares / max(n - 1, 1)).squareRoot()
  }
  /// The effective number of parameters: what is lost by predicting from the other studies only.
  package var effectiveParameters: Double {
    studies.reduce(0) { $0 + $1.logPredictiveWithin - $1.logPredictive.value }
  }
}

/// One setting with each study left out in turn.
package struct SettingInfluence: Sendable {
  package var setting: Setting
  /// With all studies.
  package var whole: SettingSummary
  /// Without each study, in the order of the units.
  package var without: [SettingSummary]
  /// Where the curve is read.
  package var curveSpecificity: Double

  /// A median that moves by more of the width of the whole's 95 % interval is influential.
  package static let notableShift = 0.25

  /// The larger move of sensitivity and specificity without a study.
  package func shift(_ unit: Int) -> Double {
    let shift = without[unit].shift(from: whole)
    return [shift.sensitivity, shift.specificity].filter { !$0.isNaN }.max() ?? .nan
  }

  /// The study that moves most; nil where there are no numbers.
  package var strongest: Int? {
    without.indices.max { shift($0) < shift($1) }
  }
}

/// Leaves each study out in turn.
///
/// All of it comes from one batch of weighted draws; a study whose weights are not reliable (k > 0.7), or whose
/// log predictive density has an error above 0.03, gets a proposal fitted to the posterior without it. The
/// ratio of both integrals is then p(y_i | y_-i).
///
/// - Parameters:
///   - model: data and prior.
///   - draws: weighted draws of its posterior.
///   - proposal: what they came from; nil where they are draws of the fit.
///   - units: the studies.
///   - level: probability of the intervals.
///   - key: of the fit.
///   - threads: at work at once; never changes the numbers.
/// - Returns: the influence of each study.
/// - Throws: `SamplingError`.
package func influence(
  _ model: some AccuracyModel, draws: CriticismDraws, proposal: FittedProposal?,
  units: StudyUnits, level: Double = 0.95, key: StreamKey, threads: Int
) throws -> Influence {
  let settings = model.settings
  let columns = inPieces(settings.count, threads: threads) { number in
    SettingColumns(
      model.populationColumns(of: settings[number], from: draws.draws, rows: .all),
      logWeights: draws.logWeights)
  }
  let left = try inPieces(units.count, threads: threads) { unit in
    try leaveOut(
      unit, model, draws: draws, columns: columns, proposal: proposal, units: units,
      level: level, key: key, threads: threads)
  }
  return Influence(
    units: units, studies: left.map(\.study),
    settings: settings.indices.map { number in
      SettingInfluence(
        setting: settings[number],
        whole: columns[number].summary(logWeights: draws.logWeights, level: level),
        without: left.map { $0.settings[number] },
        curveSpecificity: columns[number].curveSpecificity)
    }, logEvidence: draws.logEvidence, source: draws.source,
    refits: Dictionary(
      uniqueKeysWithValues: left.enumerated().compactMap { unit, entry in
        entry.refit.map { (unit, $0) }
      }))
}

/// Leaves one study out: its own numbers, those of each setting, and its draws where it took a fit of its
/// own.
func leaveOut(
  _ unit: Int, _ model: some AccuracyModel, draws: CriticismDraws, columns: [SettingColumns],
  proposal: FittedProposal?, units: StudyUnits, level: Double, key: StreamKey, threads: Int
) throws -> (study: LeftOutStudy, settings: [SettingSummary], refit: CriticismDraws?) {
  if Cancellation.isRequested { throw SamplingError.interrupted }
  let study = draws.leaveOut(unit)
  if study.needsRefit, let proposal, let start = draws.mode,
    let own = try CriticismDraws.withoutStudy(
      unit, model: model, proposal: proposal, start: start, units: units, key: key,
      threads: threads)
  {
    var refitted = own.leaveOut(0)
    refitted.logPredictiveWithin = study.logPredictiveWithin
    // Both integrals are known well, each by its own proposal; so is their ratio.
    if let all = draws.logMass, let others = own.logMass {
      refitted.logPredictive = MonteCarloEstimate(
        value: all.value - others.value, error: hypot(all.error, others.error))
    }
    refitted.isRefitted = true
    let weights = own.leftOutLogWeights[0]
    return (
      refitted,
      zip(model.settings, columns).map { setting, column in
        SettingColumns(
          model.populationColumns(of: setting, from: own.draws, rows: .all), logWeights: weights,
          curveSpecificity: column.curveSpecificity
        ).summary(logWeights: weights, level: level)
      }, own
    )
  }
  let weights = draws.leftOutLogWeights[unit]
  return (study, columns.map { $0.summary(logWeights: weights, level: level) }, nil)
}

/// Weighted draws for criticism: of the proposal that made the sample widened, of one fitted anew where the
/// sample was read or came from another kernel, and where no proposal serves the draws of the sample.
///
/// - Parameters:
///   - model: data and prior.
///   - sample: of its posterior.
///   - units: the studies.
///   - key: of the fit.
///   - threads: at work at once; never changes the numbers.
/// - Returns: the draws, with their proposal where they have one.
/// - Throws: `SamplingError`.
package func criticismDraws(
  _ model: some AccuracyModel, sample: PosteriorSample, units: StudyUnits, key: StreamKey,
  threads: Int
) throws -> (draws: CriticismDraws, proposal: FittedProposal?) {
  let proposal =
    try sample.proposal ?? fittedProposal(of: model, key: key, threads: threads)
  if let proposal,
    let draws = try CriticismDraws.widened(
      model, proposal: proposal, units: units, key: key, threads: threads)
  {
    return (draws, proposal)
  }
  let draws = try CriticismDraws.posterior(
    model, sample: sample, units: units, limit: 4000, threads: threads)
  return (draws, nil)
}
