import AccuracyData
import CMath
import ChainStatistics
import Concurrency
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams
import Samplers
import SpecialFunctions

/// What a page of a fit says of its model: at most three things, and for most data nothing.
package struct Screening: Sendable, Equatable {
  /// The study without which sensitivity or specificity moves most, if that is much.
  package struct Influential: Sendable, Equatable {
    package var study: String
    /// The place of the setting in the model.
    package var setting: Int
    package var without: SettingSummary
  }

  /// A study that differs from what the others predict.
  package struct Differing: Sendable, Equatable {
    package var study: String
    package var prediction: StudyPrediction
  }

  package var influential: Influential?
  package var differing: Differing?
  package var failed: CheckedStatistic?

  /// Nothing to say.
  package static let quiet = Screening()
}

/// Looks a fit through on a few of its draws; only a study that looks suspicious is looked at closely.
///
/// The weights 1 / L_i of at most `screenedDraws` draws show which study moves the means, and how far off it
/// lies. A suspect whose weights are not reliable, or that may move the result, is judged by a small widened
/// batch, a check by replications whose number grows while the data lie outside all of them.
///
/// - Parameters:
///   - model: data and prior.
///   - sample: of its posterior.
///   - dataset: the data.
///   - key: of the fit.
///   - threads: at work at once on widened batches and refits; never changes the numbers.
/// - Returns: what there is to say.
/// - Throws: `SamplingError`.
package func screen(
  _ model: some AccuracyModel, sample: PosteriorSample, dataset: AccuracyDataset, key: StreamKey,
  threads: Int = 1
) throws -> Screening {
  let units = StudyUnits(dataset)
  guard units.count > 1, dataset.diseasedTotal > 0, dataset.nondiseasedTotal > 0 else {
    return .quiet
  }
  let draws = try CriticismDraws.posterior(
    model, sample: sample, units: units, limit: screenedDraws, threads: 1)
  var screening = Screening()
  screening.failed = try failedCheck(model, sample: sample, studies: dataset.studies, key: key)
  let suspects = suspects(model, draws, units: units, studies: dataset.studies)
  // The draws of the fit do for a study whose weights are reliable.
  let unclear = suspects.odd.filter { !draws.leaveOut($0).isReliable }
  let clear = suspects.odd.filter { !unclear.contains($0) }
  func odd(_ suspects: [Int], _ draws: CriticismDraws) -> [Screening.Differing] {
    differing(suspects, model, draws, units: units, studies: dataset.studies, key: key)
  }
  var found = odd(clear, draws)
  if let proposal = sample.proposal, !(suspects.influential.isEmpty && unclear.isEmpty),
    let close = try CriticismDraws.widened(
      model, proposal: proposal, units: units, size: .small, key: key, threads: threads)
  {
    // A study that may move the result has the numbers of the full analysis.
    let moving = movingStudies(suspects.influential, model, close)
    if !moving.isEmpty,
      let full = try CriticismDraws.widened(
        model, proposal: proposal, units: units, key: key, threads: threads)
    {
      screening.influential = try influential(
        moving, model, full, proposal: proposal, units: units, key: key, threads: threads)
    }
    found += odd(unclear, close)
  }
  screening.differing = found.min { $0.prediction.smallestP < $1.prediction.smallestP }
  return screening
}

/// Draws that are looked at.
private let screenedDraws = 300

/// Studies that may move a mean by more than a quarter of its interval, and studies that may be far off.
private func suspects(
  _ model: some AccuracyModel, _ draws: CriticismDraws, units: StudyUnits,
  studies: [AccuracyStudy]
) -> (influential: [Int], odd: [Int]) {
  // A z of the smallest p that names a study, less what approximations may hide.
  let limit = 0.85 * -normalQuantile(0.5 * StudyPrediction.limit(units, studies))
  var (influential, odd): (Set<Int>, Set<Int>) = ([], [])
  let weights = (0..<units.count).map { shares(draws.leftOutLogWeights[$0]) }
  for setting in model.settings {
    let population = model.populationColumns(of: setting, from: draws.draws, rows: .all)
    let own = Set(setting.studies)
    for arm in ScreenedArm.both(population) {
      let whole = arm.moments(draws.logWeights.map { _ in 1 / Double(draws.count) })
      // The whole width of a 95 % interval of the proportion is near 3.92 SDs.
      for unit in 0..<units.count {
        let without = arm.moments(weights[unit])
        if abs(without.share - whole.share) > 0.15 * 3.92 * whole.shareDeviation {
          influential.insert(unit)
        }
        for table in units.tables[unit] where own.contains(table) {
          guard
            let counts = arm.isSensitivity ? studies[table].diseased : studies[table].nondiseased,
            counts.total > 0
          else { continue }
          let (right, wrong) = (Double(counts.correct) + 0.5, Double(counts.incorrect) + 0.5)
          let variance = without.variance + 1 / right + 1 / wrong
          if abs(log(right / wrong) - without.mean) > limit * variance.squareRoot() {
            odd.insert(unit)
          }
        }
      }
    }
  }
  return (influential.sorted(), odd.sorted())
}

/// Mean and SD between studies of one arm's logit, draw by draw.
private struct ScreenedArm {
  let isSensitivity: Bool
  let mu: [Double]
  let tau: [Double]
  let shares: [Double]

  static func both(_ population: PopulationColumns) -> [ScreenedArm] {
    [
      ScreenedArm(
        isSensitivity: true, mu: population.muSensitivity, tau: population.tauSensitivity,
        shares: population.muSensitivity.map(inverseLogit)),
      ScreenedArm(
        isSensitivity: false, mu: population.muSpecificity, tau: population.tauSpecificity,
        shares: population.muSpecificity.map(inverseLogit)),
    ]
  }

  /// Of a new study: mean and variance of its logit; of the median study: mean and SD of the proportion.
  func moments(
    _ weights: [Double]
  ) -> (mean: Double, variance: Double, share: Double, shareDeviation: Double) {
    var (mean, square, spread, share, shareSquare) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for j in mu.indices {
      let weight = weights[j]
      mean += weight * mu[j]
      square += weight * mu[j] * mu[j]
      spread += weight * tau[j] * tau[j]
      share += weight * shares[j]
      shareSquare += weight * shares[j] * shares[j]
    }
    return (
      mean, spread + max(0, square - mean * mean), share,
      max(0, shareSquare - share * share).squareRoot()
    )
  }
}

/// The suspects that move a median by more than a quarter of its interval, or may do so.
private func movingStudies(
  _ suspects: [Int], _ model: some AccuracyModel, _ draws: CriticismDraws
) -> [Int] {
  let columns = settingColumns(model, draws)
  let wholes = columns.map { $0.summary(logWeights: draws.logWeights, level: 0.95) }
  return suspects.filter { unit in
    guard draws.leaveOut(unit).isReliable else { return true }
    return zip(columns, wholes).contains { column, whole in
      let without = column.summary(logWeights: draws.leftOutLogWeights[unit], level: 0.95)
      let shift = without.shift(from: whole)
      return max(shift.sensitivity, shift.specificity) > SettingInfluence.notableShift
    }
  }
}

private func settingColumns(
  _ model: some AccuracyModel, _ draws: CriticismDraws
) -> [SettingColumns] {
  model.settings.map {
    SettingColumns(
      model.populationColumns(of: $0, from: draws.draws, rows: .all), logWeights: draws.logWeights)
  }
}

/// The study that moves most, as the full analysis has it.
private func influential(
  _ suspects: [Int], _ model: some AccuracyModel, _ draws: CriticismDraws,
  proposal: FittedProposal, units: StudyUnits, key: StreamKey, threads: Int
) throws -> Screening.Influential? {
  let columns = settingColumns(model, draws)
  let wholes = columns.map { $0.summary(logWeights: draws.logWeights, level: 0.95) }
  // A study whose weights are not reliable takes a fit of its own.
  let leftOut = try inPieces(suspects.count, threads: threads) { place in
    try leaveOut(
      suspects[place], model, draws: draws, columns: columns, proposal: proposal, units: units,
      level: 0.95, key: key, threads: threads)
  }
  var strongest: (found: Screening.Influential, shift: Double)?
  for (unit, left) in zip(suspects, leftOut) {
    for (number, without) in left.settings.enumerated() {
      let shift = without.shift(from: wholes[number])
      let larger = max(shift.sensitivity, shift.specificity)
      guard left.study.isReliable, larger > SettingInfluence.notableShift,
        larger > strongest?.shift ?? 0
      else { continue }
      strongest = (
        Screening.Influential(study: units.labels[unit], setting: number, without: without), larger
      )
    }
  }
  return strongest?.found
}

private func differing(
  _ suspects: [Int], _ model: some AccuracyModel, _ draws: CriticismDraws, units: StudyUnits,
  studies: [AccuracyStudy], key: StreamKey
) -> [Screening.Differing] {
  let limit = StudyPrediction.limit(units, studies)
  return suspects.flatMap { unit in
    predictUnit(
      unit, model, draws.draws, logWeights: draws.leftOutLogWeights[unit], units: units,
      studies: studies, count: 300, level: 0.95, key: key
    ).filter { $0.smallestP < limit }.map {
      Screening.Differing(study: units.labels[unit], prediction: $0)
    }
  }
}

/// The statistic that replications miss most clearly; replications are added while all of them lie to one
/// side of the data. A study far off is named for itself.
private func failedCheck(
  _ model: some AccuracyModel, sample: PosteriorSample, studies: [AccuracyStudy], key: StreamKey
) throws -> CheckedStatistic? {
  let last = 1000
  for replications in [24, 96, last] {
    let checks = try predictiveChecks(
      model, sample: sample, studies: studies, replications: replications, givenStudies: false,
      key: key, threads: 1
    ).filter { $0.statistic != .largestDeviation }
    let worst = checks.min { $0.pValue < $1.pValue }
    if replications == last { return worst.flatMap { $0.hasFailed ? $0.statistic : nil } }
    guard let worst, worst.pValue == 0 else { return nil }
  }
  return nil
}
