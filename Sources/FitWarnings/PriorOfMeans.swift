import CMath
import ChainStatistics
import Concurrency
import Distributions
import ModelInterface
import OtherPriors
import PosteriorSampling
import RandomStreams
import Requests
import SpecialFunctions

/// What another prior of both means, and of nothing else, does to one of them.
package struct MeanPull: Sendable, Equatable {
  /// The SD of the other prior, N(0, SD^2) of both mean logits.
  package let deviation: Double
  /// The mean logit with its 95 % interval under it.
  package let other: IntervalEstimate
  /// How far a limit or the median moves, over the narrower of both intervals.
  package let distance: Double
  /// How far a limit moves on the logit scale.
  package let move: Double

  /// - Parameters:
  ///   - own: the mean logit with its 95 % interval.
  ///   - other: under the other prior.
  ///   - deviation: of the other prior.
  init(own: IntervalEstimate, other: IntervalEstimate, deviation: Double) {
    let ends = max(abs(other.lower - own.lower), abs(other.upper - own.upper))
    let width = min(own.upper - own.lower, other.upper - other.lower)
    (self.deviation, self.other, move) = (deviation, other, ends)
    distance = max(ends, abs(other.estimate - own.estimate)) / width
  }

  /// Whether it is worth a word: by more than a quarter of the interval, and by half of the odds.
  package var isNotable: Bool { distance > 0.25 && move > log(1.5) }
}

/// The means of one setting.
package struct MeanPulls: Sendable, Equatable {
  package var sensitivity: MeanPull?
  package var specificity: MeanPull?
}

/// SDs of the priors that the means are set beside: a usual one, and one that hardly says anything.
private let deviations = [1.5, 4.0]

/// Whether the prior of the means matters, setting by setting.
///
/// Draws at hand are weighed by the ratio of the priors. A thousand show whether anything moves far; only then the
/// limits are worked out, with weights where these can be trusted (Pareto k below 0.7, a thousand effective draws),
/// else with draws of their own by the streams of the fit. Draws of NUTS, which weights cannot judge and which take
/// long, accuse nobody.
///
/// - Parameters:
///   - own: 95 % intervals of the mean logits, one pair a setting.
///   - model: with the prior of the run.
///   - sample: of the run.
///   - options: of the run.
///   - key: of the run's streams.
/// - Returns: the strongest notable pull of each mean, one entry a setting.
/// - Throws: `SamplingError`.
package func meanPulls(
  _ own: [(sensitivity: IntervalEstimate?, specificity: IntervalEstimate?)],
  model: some AccuracyModel, sample: PosteriorSample, options: FitOptions, key: StreamKey
) throws -> [MeanPulls] {
  var found = own.map { _ in MeanPulls() }
  guard sample.kernel != .noUTurn else { return found }
  let others = deviations.map { (deviation: $0, prior: model.prior.withMeans(deviation: $0)) }
    .filter {
      !($0.prior.muSensitivity == model.prior.muSensitivity
        && $0.prior.muSpecificity == model.prior.muSpecificity)
        && model.prior.reaches($0.prior)
        && movesAnything(own, prior: $0.prior, model: model, sample: sample)
    }
  let rows = try inPieces(others.count, threads: options.threads) { number in
    let prior = others[number].prior
    return try weightedMeans(prior, model: model, sample: sample)
      ?? sampledMeans(prior, model: model, options: options, key: key)
  }
  func stronger(
    _ known: MeanPull?, _ own: IntervalEstimate?, _ other: IntervalEstimate?, _ deviation: Double
  ) -> MeanPull? {
    guard let own, let other else { return known }
    let pull = MeanPull(own: own, other: other, deviation: deviation)
    return pull.isNotable && pull.distance > known?.distance ?? 0 ? pull : known
  }
  for (other, row) in zip(others, rows) {
    guard let row else { continue }
    for setting in own.indices {
      found[setting].sensitivity = stronger(
        found[setting].sensitivity, own[setting].sensitivity, row[setting].0, other.deviation)
      found[setting].specificity = stronger(
        found[setting].specificity, own[setting].specificity, row[setting].1, other.deviation)
    }
  }
  return found
}

extension AccuracyPrior {
  /// The same prior with N(0, SD^2) for both mean logits.
  fileprivate func withMeans(deviation: Double) -> AccuracyPrior {
    let mean = ScalarPrior.normal(mean: 0, sd: deviation)
    return AccuracyPrior(
      muSensitivity: mean, muSpecificity: mean, covariance: covariance, coefficient: coefficient)
  }
}

/// Whether a thousand weighed draws leave it open that a limit or a median moves far. The normal posterior of which
/// a limit moves by a quarter of the width has 17 % beyond the limit where 2.5 % were, or 0.2 %.
private func movesAnything(
  _ own: [(sensitivity: IntervalEstimate?, specificity: IntervalEstimate?)], prior: AccuracyPrior,
  model: some AccuracyModel, sample: PosteriorSample
) -> Bool {
  let places = sample.draws.thinned(limit: 1000)
  let logWeights = model.logPriorRatios(of: prior, at: places, of: sample.draws)
  guard importanceESS(logWeights: logWeights) > 0.3 * Double(places.count) else { return true }
  let top = logWeights.max() ?? 0
  let weights = logWeights.map { exp($0 - top) }
  let total = weights.reduce(0, +)
  func moves(_ values: [Double], _ own: IntervalEstimate?) -> Bool {
    guard let own else { return false }
    func share(below limit: Double) -> Double {
      var sum = 0.0
      for (value, weight) in zip(values, weights) where value < limit { sum += weight }
      return sum / total
    }
    let (lower, upper) = (share(below: own.lower), 1 - share(below: own.upper))
    return ![lower, upper].allSatisfy { $0 > 0.01 && $0 < 0.06 }
      || abs(share(below: own.estimate) - 0.5) > 0.2
  }
  return zip(model.settings, own).contains { setting, own in
    let population = model.populationColumns(of: setting, from: sample.draws, rows: .places(places))
    return moves(population.muSensitivity, own.sensitivity)
      || moves(population.muSpecificity, own.specificity)
  }
}

private let limits = [0.5, 0.025, 0.975]

/// Means by weights, one pair a setting; nil where the weights are not trusted.
private func weightedMeans(
  _ prior: AccuracyPrior, model: some AccuracyModel, sample: PosteriorSample
) -> [(IntervalEstimate, IntervalEstimate)]? {
  let places = sample.draws.thinned(limit: 10_000)
  let logWeights = model.logPriorRatios(of: prior, at: places, of: sample.draws)
  guard importanceESS(logWeights: logWeights) >= 1000, paretoK(logWeights: logWeights) < 0.7 else {
    return nil
  }
  func interval(_ values: [Double]) -> IntervalEstimate {
    let found = weightedQuantiles(of: values, logWeights: logWeights, probabilities: limits)
    return IntervalEstimate(estimate: found[0], lower: found[1], upper: found[2])
  }
  return model.settings.map { setting in
    let population = model.populationColumns(of: setting, from: sample.draws, rows: .places(places))
    return (interval(population.muSensitivity), interval(population.muSpecificity))
  }
}

/// Means of a posterior of their own, one pair a setting; nil where its checks fail.
private func sampledMeans(
  _ prior: AccuracyPrior, model: some AccuracyModel, options: FitOptions, key: StreamKey
) throws -> [(IntervalEstimate, IntervalEstimate)]? {
  let model = model.underPrior(prior)
  let sample = try samplePosterior(model, settings: settingsBeside(options, key: key))
  let summarizer = Summarizer()
  var rows: [(IntervalEstimate, IntervalEstimate)] = []
  for setting in model.settings {
    let chains = (0..<sample.draws.chainCount).map {
      model.populationColumns(of: setting, from: sample.draws, rows: .chain($0))
    }
    let both = [chains.map(\.muSensitivity), chains.map(\.muSpecificity)].map {
      summarizer.summarize($0, level: 0.95, detail: .full)
    }
    let known = zip(both, [PopulationParts.sensitivity, .specificity])
      .filter { model.parts.contains($0.1) }.map(\.0)
    guard passesGates(known, sample) else { return nil }
    rows.append((both[0].interval95, both[1].interval95))
  }
  return rows
}
