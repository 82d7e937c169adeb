import AccuracyData
import CMath
import Concurrency
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams
import Samplers
import SpecialFunctions

/// What is compared between the data and replications of them.
package enum CheckedStatistic: String, Sendable, CaseIterable {
  case sensitivitySpread = "sd_logit_sensitivity"
  case specificitySpread = "sd_logit_specificity"
  case correlation = "correlation"
  case lowestSensitivity = "min_sensitivity"
  case highestSensitivity = "max_sensitivity"
  case lowestSpecificity = "min_specificity"
  case highestSpecificity = "max_specificity"
  case zeroCells = "zero_cells"
  case largestDeviation = "largest_deviation"
}

/// One statistic of the data beside its replications.
package struct PredictiveCheck: Sendable, Equatable {
  package var statistic: CheckedStatistic
  package var observed: Double
  /// Median and 95 % interval over replications of all studies anew.
  package var replicated: IntervalEstimate
  /// Share of these that are larger, equal ones counted half.
  package var midProbability: Double
  /// The same where each study keeps its own true accuracy: this only checks the counts.
  package var midProbabilityGivenStudies: Double

  /// Two-sided p below which a check has failed: 0.05 over all of them.
  package static let limit = 0.05 / Double(CheckedStatistic.allCases.count)
  package var pValue: Double { min(1, 2 * min(midProbability, 1 - midProbability)) }
  package var hasFailed: Bool { pValue < Self.limit }
}

/// Compares the data with replications from the posterior.
///
/// True accuracies of all studies are drawn anew from their population, then counts for arms of the same
/// sizes. Since the data decide the parameters, p values are nearer to one half than uniform numbers: a
/// failed check means more, a passed one less, than p says.
///
/// - Parameters:
///   - model: data and prior.
///   - sample: of its posterior.
///   - studies: the tables.
///   - replications: how many.
///   - givenStudies: whether the studies' own accuracies are replicated too; else that p is NaN.
///   - key: of the fit.
///   - threads: at work at once; never changes the numbers.
/// - Returns: one check a statistic that the data have.
/// - Throws: `SamplingError.interrupted`.
package func predictiveChecks(
  _ model: some AccuracyModel, sample: PosteriorSample, studies: [AccuracyStudy],
  replications: Int = 1000, givenStudies: Bool = true, key: StreamKey, threads: Int
) throws -> [PredictiveCheck] {
  let places = sample.draws.thinned(limit: replications)
  let sizes = studies.map { (diseased: $0.diseased?.total, nondiseased: $0.nondiseased?.total) }
  // Table by table: its counts in every replication.
  func replicate(
    _ purpose: StreamKey.Purpose,
    _ effects: @escaping @Sendable (Int, inout RandomStream) -> StudyEffects
  ) throws -> [[ReplicatedTable]] {
    try inPieces(studies.count, threads: threads) { table in
      if Cancellation.isRequested { throw SamplingError.interrupted }
      var stream = RandomStream(key.child(.purpose(purpose), .index(table)))
      let drawn = effects(table, &stream)
      return drawn.logitSensitivities.indices.map { j in
        ReplicatedTable(
          diseased: count(sizes[table].diseased, drawn.logitSensitivities[j], &stream),
          nondiseased: count(sizes[table].nondiseased, drawn.logitSpecificities[j], &stream))
      }
    }
  }
  let draws = sample.draws
  let anew = try replicate(.replication) {
    model.replicatedEffects(of: $0, from: draws, at: places, using: &$1)
  }
  let own =
    givenStudies
    ? try replicate(.replicationWithin) {
      model.studyEffects(of: $0, from: draws, at: places, using: &$1)
    } : []
  let observed = CheckedData(
    studies.map { ReplicatedTable(diseased: $0.diseased, nondiseased: $0.nondiseased) })
  func statistics(_ tables: [[ReplicatedTable]]) -> [CheckedData] {
    guard let count = tables.map(\.count).min() else { return [] }
    return (0..<count).map { j in CheckedData(tables.map { $0[j] }) }
  }
  let (fresh, kept) = (statistics(anew), statistics(own))
  return CheckedStatistic.allCases.compactMap { statistic in
    let value = observed[statistic]
    guard value.isFinite else { return nil }
    let values = fresh.map { $0[statistic] }.filter(\.isFinite).sorted()
    guard values.count > 1 else { return nil }
    return PredictiveCheck(
      statistic: statistic, observed: value,
      replicated: IntervalEstimate(
        estimate: values[values.count / 2], lower: values[Int(0.025 * Double(values.count))],
        upper: values[Int(0.975 * Double(values.count))]),
      midProbability: shareAbove(value, values),
      midProbabilityGivenStudies: shareAbove(value, kept.map { $0[statistic] }))
  }
}

private func count(
  _ total: Int?, _ logit: Double, _ stream: inout RandomStream
) -> AccuracyArm? {
  guard let total else { return nil }
  let correct = stream.binomial(trials: total, probability: inverseLogit(logit))
  return AccuracyArm(correct: correct, incorrect: total - correct)
}

private func shareAbove(_ value: Double, _ values: [Double]) -> Double {
  let existing = values.filter(\.isFinite)
  guard !existing.isEmpty else { return .nan }
  // Sums in another order may differ in their last digits.
  let slack = 1e-12 * max(1, abs(value))
  let above = existing.reduce(0.0) { sum, next in
    sum + (next > value + slack ? 1 : next < value - slack ? 0 : 0.5)
  }
  return above / Double(existing.count)
}

/// A table as a statistic sees it.
struct ReplicatedTable: Sendable {
  var diseased: AccuracyArm?
  var nondiseased: AccuracyArm?
}

/// All statistics of one set of tables; NaN where there is none.
struct CheckedData {
  private var values: [CheckedStatistic: Double] = [:]

  subscript(statistic: CheckedStatistic) -> Double { values[statistic] ?? .nan }

  init(_ tables: [ReplicatedTable]) {
    /// With one half added to the cells, so that every table has one.
    func logits(_ arms: [AccuracyArm]) -> [Double] {
      arms.map { log((Double($0.correct) + 0.5) / (Double($0.incorrect) + 0.5)) }
    }
    func shares(_ arms: [AccuracyArm]) -> [Double] {
      arms.map { Double($0.correct) / Double($0.total) }
    }
    let diseased = tables.compactMap(\.diseased).filter { $0.total > 0 }
    let healthy = tables.compactMap(\.nondiseased).filter { $0.total > 0 }
    let (first, second) = (Moments(logits(diseased)), Moments(logits(healthy)))
    values[.sensitivitySpread] = first.deviation
    values[.specificitySpread] = second.deviation
    values[.lowestSensitivity] = shares(diseased).min()
    values[.highestSensitivity] = shares(diseased).max()
    values[.lowestSpecificity] = shares(healthy).min()
    values[.highestSpecificity] = shares(healthy).max()
    values[.zeroCells] = Double(
      (diseased + healthy).reduce(0) {
        $0 + ($1.correct == 0 ? 1 : 0) + ($1.incorrect == 0 ? 1 : 0)
      })
    values[.largestDeviation] = max(first.largestDeviation, second.largestDeviation)
    let both = tables.compactMap { table in
      zip2(table.diseased, table.nondiseased).flatMap {
        $0.total > 0 && $1.total > 0 ? ($0, $1) : nil
      }
    }
    let (x, y) = (Moments(logits(both.map(\.0))), Moments(logits(both.map(\.1))))
    values[.correlation] = x.correlation(y)
  }
}

/// Both, where there are both.
private func zip2<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
  guard let first, let second else { return nil }
  return (first, second)
}

private struct Moments {
  let values: [Double]
  let mean: Double

  init(_ values: [Double]) {
    self.values = values
    mean = values.reduce(0, +) / Double(max(values.count, 1))
  }

  private func product(_ other: Moments) -> Double {
    zip(values, other.values).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - other.mean) }
  }

  var deviation: Double {
    values.count > 1 ? (product(self) / Double(values.count - 1)).squareRoot() : .nan
  }

  var largestDeviation: Double {
    guard values.count > 2, deviation > 0 else { return -.infinity }
    return values.reduce(0) { max($0, abs($1 - mean)) } / deviation
  }

  func correlation(_ other: Moments) -> Double {
    guard values.count > 2 else { return .nan }
    let size = (product(self) * other.product(other)).squareRoot()
    return size > 0 ? product(other) / size : .nan
  }
}
