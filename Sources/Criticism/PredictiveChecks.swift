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
  private var values: [Double]

  subscript(statistic: CheckedStatistic) -> Double { values[statistic.place] }

  init(_ tables: [ReplicatedTable]) {
    values = [Double](repeating: .nan, count: CheckedStatistic.allCases.count)
    let (diseased, healthy) = (
      CheckedArms(tables, isDiseased: true), CheckedArms(tables, isDiseased: false)
    )
    let (first, second) = (Moments(diseased.logits), Moments(healthy.logits))
    self.set(.sensitivitySpread, first.deviation)
    self.set(.specificitySpread, second.deviation)
    self.set(.lowestSensitivity, diseased.lowest)
    self.set(.highestSensitivity, diseased.highest)
    self.set(.lowestSpecificity, healthy.lowest)
    self.set(.highestSpecificity, healthy.highest)
    self.set(.zeroCells, Double(diseased.zeroCells + healthy.zeroCells))
    self.set(.largestDeviation, max(first.largestDeviation, second.largestDeviation))
    guard diseased.tables != healthy.tables else {
      self.set(.correlation, first.correlation(second))
      return
    }
    let both = Set(diseased.tables).intersection(healthy.tables)
    self.set(
      .correlation,
      Moments(diseased.logits(of: both)).correlation(Moments(healthy.logits(of: both)))
    )
  }

  private mutating func set(_ statistic: CheckedStatistic, _ value: Double) {
    values[statistic.place] = value
  }
}

extension CheckedStatistic {
  /// Its place in the order of all.
  fileprivate var place: Int {
    switch self {
    case .sensitivitySpread: 0
    case .specificitySpread: 1
    case .correlation: 2
    case .lowestSensitivity: 3
    case .highestSensitivity: 4
    case .lowestSpecificity: 5
    case .highestSpecificity: 6
    case .zeroCells: 7
    case .largestDeviation: 8
    }
  }
}

/// One arm of all tables that have it.
private struct CheckedArms {
  /// Which tables these are.
  var tables: [Int] = []
  /// With one half added to the cells, so that every table has one.
  var logits: [Double] = []
  var lowest = Double.nan
  var highest = Double.nan
  var zeroCells = 0

  init(_ all: [ReplicatedTable], isDiseased: Bool) {
    tables.reserveCapacity(all.count)
    logits.reserveCapacity(all.count)
    for (table, counts) in all.enumerated() {
      guard let counts = isDiseased ? counts.diseased : counts.nondiseased, counts.total > 0
      else { continue }
      tables.append(table)
      logits.append(log((Double(counts.correct) + 0.5) / (Double(counts.incorrect) + 0.5)))
      let share = Double(counts.correct) / Double(counts.total)
      lowest = lowest < share ? lowest : share
      highest = highest > share ? highest : share
      if counts.correct == 0 { zeroCells += 1 }
      if counts.incorrect == 0 { zeroCells += 1 }
    }
  }

  func logits(of tables: Set<Int>) -> [Double] {
    zip(self.tables, logits).compactMap { tables.contains($0) ? $1 : nil }
  }
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
