import AccuracyData
import CMath
import ChainStatistics
import Distributions
import Fitting
import ModelInterface
import PosteriorSampling
import RandomStreams
import Requests

/// A range on the logit scale.
struct LogitInterval: Sendable, Equatable {
  var lower: Double
  var upper: Double
}

/// 95 % intervals of one margin.
struct MarginIntervals: Sendable, Equatable {
  /// Of the mean over studies.
  var mean: LogitInterval
  /// Of a new study.
  var newStudy: LogitInterval
}

/// The intervals of one data set under one prior.
struct CandidateIntervals: Sendable, Equatable {
  /// Of sensitivity, then of specificity.
  var margins: [MarginIntervals]
  /// Whether it took a fit of its own.
  var isRefitted: Bool
}

/// How the intervals of all candidates are worked out.
enum CandidateFits: Sendable {
  /// From one sample under `CandidatePrior.common`: the likelihood is the same, so that each draw weighs the
  /// ratio of both priors. Where fewer than `trustedDraws` are effective, or the Pareto shape of the weights
  /// is 0.7 or more, the candidate is fitted by itself.
  case reweighted
  /// Each candidate by itself, which shows whether the weights do.
  case separate
}

/// Effective draws below which a candidate is fitted by itself.
private let trustedDraws = 800.0

/// The intervals of a data set under every candidate.
///
/// - Parameters:
///   - dataset: the data.
///   - seed: of its fits.
///   - fits: how.
///   - reference: a prior that is no candidate, fitted by itself.
/// - Returns: one entry a candidate, in the order of `CandidatePrior.all`, and one of the reference.
/// - Throws: `SamplingError`.
func candidateIntervals(
  _ dataset: AccuracyDataset, seed: UInt64, fits: CandidateFits = .reweighted,
  reference: AccuracyPrior? = nil
) throws -> [CandidateIntervals] {
  func own(_ prior: AccuracyPrior) throws -> CandidateIntervals {
    let columns = try MarginDraws(dataset, under: prior, seed: seed)
    return CandidateIntervals(
      margins: columns.intervals(weights: columns.equalWeights), isRefitted: true)
  }
  let last = try reference.map { [try own($0)] } ?? []
  guard fits == .reweighted else { return try CandidatePrior.all.map { try own($0.prior) } + last }
  let columns = try MarginDraws(dataset, under: CandidatePrior.common.prior, seed: seed)
  let ratios = PriorRatios(columns)
  return try CandidatePrior.all.map { candidate in
    let logWeights = ratios.logWeights(of: candidate)
    guard columns.independence * importanceESS(logWeights: logWeights) >= trustedDraws,
      paretoK(logWeights: logWeights) < 0.7
    else { return try own(candidate.prior) }
    return CandidateIntervals(
      margins: columns.intervals(weights: logWeights.map { exp($0) }), isRefitted: false)
  } + last
}

/// Draws of both margins, sorted once for the quantiles of all candidates.
private struct MarginDraws {
  let means: [[Double]]
  let deviations: [[Double]]
  /// Effective draws of equal weight, as a share.
  let independence: Double
  /// The means, and logits of a new study, margin by margin.
  private let sorted: [(mean: SortedColumn, newStudy: SortedColumn)]

  var count: Int { means[0].count }
  var equalWeights: [Double] { [Double](repeating: 1, count: count) }

  init(_ dataset: AccuracyDataset, under prior: AccuracyPrior, seed: UInt64) throws {
    var options = FitOptions(source: .bytes([], name: dataset.source))
    (options.seed, options.draws, options.threads) = (seed, 1250, 1)
    let model = try accuracyModel(
      dataset, options: options, prior: prior, threads: 1)
    let key = StreamKey(seed: seed)
    var settings = SamplingSettings(options, key: key)
    settings.standIn = NoUTurnStandIn(warmup: 300, draws: 1250)
    let sample = try samplePosterior(model, settings: settings)
    let population = model.populationColumns(
      of: model.settings[0], from: sample.draws, rows: .all)
    means = [population.muSensitivity, population.muSpecificity]
    deviations = [population.tauSensitivity, population.tauSpecificity]
    // Of NUTS as few as its stand-in was seen to have.
    independence =
      sample.kernel == .noUTurn ? 0.2 : sample.acceptanceRate / (2 - sample.acceptanceRate)
    var stream = RandomStream(key.child(.purpose(.newStudy)))
    sorted = zip(means, deviations).map { means, deviations in
      (
        SortedColumn(means),
        SortedColumn(zip(means, deviations).map { $0 + $1 * stream.normal() })
      )
    }
  }

  func intervals(weights: [Double]) -> [MarginIntervals] {
    let total = weights.reduce(0, +)
    return sorted.map {
      MarginIntervals(
        mean: $0.mean.interval(weights, total), newStudy: $0.newStudy.interval(weights, total))
    }
  }
}

/// A column in its order.
private struct SortedColumn {
  private let values: [Double]
  private let places: [Int]

  init(_ column: [Double]) {
    places = column.indices.sorted { column[$0] < column[$1] }
    values = places.map { column[$0] }
  }

  /// The 95 % interval: each draw stands at the middle of its weight.
  func interval(_ weights: [Double], _ total: Double) -> LogitInterval {
    LogitInterval(
      lower: quantile(0.025, weights, total, isFromBelow: true),
      upper: quantile(0.025, weights, total, isFromBelow: false))
  }

  private func quantile(
    _ probability: Double, _ weights: [Double], _ total: Double, isFromBelow: Bool
  ) -> Double {
    var (passed, before, earlier) = (0.0, 0.0, Double.nan)
    for step in values.indices {
      let place = isFromBelow ? step : values.count - 1 - step
      let weight = weights[places[place]]
      let middle = (passed + 0.5 * weight) / total
      if middle >= probability {
        guard step > 0, middle > before else { return values[place] }
        let share = (probability - before) / (middle - before)
        return earlier + share * (values[place] - earlier)
      }
      (passed, before, earlier) = (passed + weight, middle, values[place])
    }
    return earlier
  }
}

/// Ratios of the candidates' densities to that of the common prior; each factor is worked out once.
private struct PriorRatios {
  private let means: [(prior: ScalarPrior, logDensities: [Double])]
  private let deviations: [(prior: ScalarPrior, logDensities: [Double])]
  private let common: [Double]

  init(_ draws: MarginDraws) {
    func table(
      _ priors: [ScalarPrior], _ columns: [[Double]]
    ) -> [(prior: ScalarPrior, logDensities: [Double])] {
      var known: [(prior: ScalarPrior, logDensities: [Double])] = []
      for prior in priors where !known.contains(where: { $0.prior == prior }) {
        known.append(
          (prior, zip(columns[0], columns[1]).map { prior.logDensity($0) + prior.logDensity($1) }))
      }
      return known
    }
    means = table(CandidatePrior.all.map(\.mean), draws.means)
    deviations = table(CandidatePrior.all.map(\.deviation), draws.deviations)
    common = Self.sum(CandidatePrior.common, means, deviations)
  }

  private static func sum(
    _ candidate: CandidatePrior, _ means: [(prior: ScalarPrior, logDensities: [Double])],
    _ deviations: [(prior: ScalarPrior, logDensities: [Double])]
  ) -> [Double] {
    guard let mean = means.first(where: { $0.prior == candidate.mean }),
      let deviation = deviations.first(where: { $0.prior == candidate.deviation })
    else { preconditionFailure("a prior that is no candidate's") }
    return zip(mean.logDensities, deviation.logDensities).map { $0 + $1 }
  }

  func logWeights(of candidate: CandidatePrior) -> [Double] {
    zip(Self.sum(candidate, means, deviations), common).map { $0 - $1 }
  }
}
