import AccuracyData
import CMath
import ChainStatistics
import Concurrency
import Draws
import ModelInterface
import RandomStreams
import SpecialFunctions

/// One arm of a table beside what the other studies predict of it.
package struct ArmPrediction: Sendable, Equatable {
  /// TP or TN.
  package var observed: Int
  /// All of the arm.
  package var total: Int
  /// Predicted proportion: median and interval of the run's level, of counts in an arm of this size.
  package var proportion: IntervalEstimate
  /// P(fewer) + P(as many) / 2 under the prediction: near 0 or 1 where the arm is a surprise.
  package var midProbability: Double

  /// Two-sided p of the count.
  package var pValue: Double { min(1, 2 * min(midProbability, 1 - midProbability)) }
}

/// A table beside what the other studies predict of it.
package struct StudyPrediction: Sendable, Equatable {
  /// Its place in the data.
  package var table: Int
  /// The diseased; nil where there are none.
  package var diseased: ArmPrediction?
  /// The non-diseased.
  package var nondiseased: ArmPrediction?
  /// Cells that, exchanged, would make the table much more probable; nil for most.
  package var swap: CellSwap?

  /// The smaller p of both arms.
  package var smallestP: Double {
    min(diseased?.pValue ?? 1, nondiseased?.pValue ?? 1)
  }

  /// The p below which a table differs from the rest: 0.05 over the arms of all studies, so that of reviews
  /// in which no study differs 5 % at most name one.
  ///
  /// - Parameters:
  ///   - units: the studies.
  ///   - studies: their tables, which show whether both arms were observed.
  /// - Returns: a two-sided p.
  package static func limit(_ units: StudyUnits, _ studies: [AccuracyStudy]) -> Double {
    0.05 / Double(max(units.count, 1) * arms(studies))
  }

  /// How many arms are predicted of a study: two, or the one that the data have.
  ///
  /// - Parameter studies: the tables.
  /// - Returns: 1 or 2.
  package static func arms(_ studies: [AccuracyStudy]) -> Int {
    func isObserved(_ arm: KeyPath<AccuracyStudy, AccuracyArm?>) -> Bool {
      studies.contains { ($0[keyPath: arm]?.total ?? 0) > 0 }
    }
    return isObserved(\.diseased) && isObserved(\.nondiseased) ? 2 : 1
  }
}

/// Cells of a table that may have been exchanged.
package enum CellSwap: String, Sendable, CaseIterable {
  case diseased = "TP and FN"
  case nondiseased = "FP and TN"
  case both = "TP and FN, FP and TN"
  case errors = "FP and FN"

  /// The arms after the exchange.
  func applied(_ diseased: AccuracyArm, _ healthy: AccuracyArm) -> (AccuracyArm, AccuracyArm) {
    func turned(_ arm: AccuracyArm) -> AccuracyArm {
      AccuracyArm(correct: arm.incorrect, incorrect: arm.correct)
    }
    return switch self {
    case .diseased: (turned(diseased), healthy)
    case .nondiseased: (diseased, turned(healthy))
    case .both: (turned(diseased), turned(healthy))
    case .errors:
      (
        AccuracyArm(correct: diseased.correct, incorrect: healthy.incorrect),
        AccuracyArm(correct: healthy.correct, incorrect: diseased.incorrect)
      )
    }
  }
}

/// Predicts every table from the studies that it is not of.
///
/// Draws of the posterior without the study, taken by their weights, each with true accuracies of a new
/// study like it; probabilities of counts are averaged over these, not counted, so that small ones are
/// known.
///
/// - Parameters:
///   - model: data and prior.
///   - draws: weighted draws of its posterior.
///   - refits: for some studies, draws of the posterior without them.
///   - units: the studies.
///   - studies: the tables.
///   - level: probability of the intervals.
///   - key: of the fit.
///   - threads: at work at once; never changes the numbers.
/// - Returns: one prediction a table, in the order of the data.
package func predictStudies(
  _ model: some AccuracyModel, draws: CriticismDraws, refits: [Int: CriticismDraws],
  units: StudyUnits, studies: [AccuracyStudy], level: Double, key: StreamKey, threads: Int
) -> [StudyPrediction] {
  inPieces(units.count, threads: threads) { unit in
    let refit = refits[unit]
    let (source, weights) =
      refit.map { ($0, $0.leftOutLogWeights[0]) } ?? (draws, draws.leftOutLogWeights[unit])
    return predictUnit(
      unit, model, source.draws, logWeights: weights, units: units, studies: studies, level: level,
      key: key)
  }.flatMap { $0 }.sorted { $0.table < $1.table }
}

/// Predicts the tables of one study from draws of the posterior without it.
func predictUnit(
  _ unit: Int, _ model: some AccuracyModel, _ draws: DrawTable, logWeights: [Double],
  units: StudyUnits, studies: [AccuracyStudy], count: Int = 1000, level: Double, key: StreamKey
) -> [StudyPrediction] {
  return units.tables[unit].map { table in
    var stream = RandomStream(key.child(.purpose(.prediction), .index(table)))
    let places = resampled(logWeights, count: count, offset: stream.uniform())
    let effects = model.replicatedEffects(of: table, from: draws, at: places, using: &stream)
    return prediction(
      table, of: studies[table], effects, studyCount: units.count,
      limit: StudyPrediction.limit(units, studies), level: level, using: &stream)
  }
}

/// Systematic resampling.
func resampled(_ logWeights: [Double], count: Int, offset: Double) -> [DrawPlace] {
  let shares = relativeWeights(logWeights).shares
  var places: [DrawPlace] = []
  places.reserveCapacity(count)
  var sum = 0.0
  for (j, share) in shares.enumerated() {
    sum += share * Double(count)
    while places.count < count, Double(places.count) + offset < sum {
      places.append(DrawPlace(chain: 0, draw: j))
    }
  }
  // Rounding must not lose the last one.
  while let last = places.last, places.count < count { places.append(last) }
  return places
}

private func prediction(
  _ table: Int, of study: AccuracyStudy, _ effects: StudyEffects, studyCount: Int, limit: Double,
  level: Double, using stream: inout RandomStream
) -> StudyPrediction {
  let diseased = study.diseased.flatMap {
    arm($0, logits: effects.logitSensitivities, level: level, using: &stream)
  }
  let healthy = study.nondiseased.flatMap {
    arm($0, logits: effects.logitSpecificities, level: level, using: &stream)
  }
  var result = StudyPrediction(
    table: table, diseased: diseased, nondiseased: healthy, swap: nil)
  if result.smallestP < limit,
    let diseased = study.diseased, let healthy = study.nondiseased
  {
    result.swap = likelySwap(diseased, healthy, effects, studyCount: studyCount)
  }
  return result
}

/// The exchange of cells that makes a table much more probable, where these draws can tell: in fewer than 1
/// of 100 reviews one is named wrongly.
private func likelySwap(
  _ diseased: AccuracyArm, _ healthy: AccuracyArm, _ effects: StudyEffects, studyCount: Int
) -> CellSwap? {
  let given = logMean(
    logProbabilities(diseased, healthy, effects), of: effects.logitSensitivities.count)
  // Few draws come near an outlier, so that its probability is known from below only.
  let most = given.value + log1p(2 * (given.error.isFinite ? given.error : 1))
  let swaps = CellSwap.allCases.compactMap { swap -> (swap: CellSwap, gain: Double)? in
    let (first, second) = swap.applied(diseased, healthy)
    let values = logProbabilities(first, second, effects)
    guard importanceESS(logWeights: values) >= 50 else { return nil }
    return (swap, logMean(values, of: values.count).value - most)
  }
  guard let best = swaps.max(by: { $0.gain < $1.gain }),
    best.gain > log(20 * Double(studyCount))
  else { return nil }
  return best.swap
}

private func arm(
  _ arm: AccuracyArm, logits: [Double], level: Double, using stream: inout RandomStream
) -> ArmPrediction? {
  guard arm.total > 0, !logits.isEmpty else { return nil }
  let n = Double(logits.count)
  let middle = logits.reduce(0) {
    $0 + binomialMidProbability(arm.correct, of: arm.total, logit: $1)
  }
  var counts: [Double] = []
  for logit in logits {
    counts.append(
      Double(stream.binomial(trials: arm.total, probability: inverseLogit(logit)))
        / Double(arm.total))
  }
  counts.sort()
  func quantile(_ p: Double) -> Double { counts[Int(p * Double(counts.count - 1) + 0.5)] }
  return ArmPrediction(
    observed: arm.correct, total: arm.total,
    proportion: IntervalEstimate(
      estimate: quantile(0.5), lower: quantile(0.5 * (1 - level)),
      upper: quantile(0.5 * (1 + level))), midProbability: min(max(middle / n, 0), 1))
}

/// The log probability of a table under each draw.
private func logProbabilities(
  _ diseased: AccuracyArm, _ healthy: AccuracyArm, _ effects: StudyEffects
) -> [Double] {
  zip(effects.logitSensitivities, effects.logitSpecificities).map {
    binomialLogProbability(diseased.correct, of: diseased.total, logit: $0)
      + binomialLogProbability(healthy.correct, of: healthy.total, logit: $1)
  }
}
