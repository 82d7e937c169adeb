import AccuracyData
import CMath
import ChainStatistics
import Concurrency
import ModelInterface
import PosteriorSampling
import RandomStreams
import Requests
import Samplers
import SpecialFunctions

/// Posteriors of the studies' true sensitivity and specificity: exact draws of the study effects
/// given evenly thinned draws of the parameters (`perStudyDraws`).
func studyReports(
  _ dataset: AccuracyDataset, model: some AccuracyModel, sample: PosteriorSample,
  options: FitOptions, key: StreamKey
) throws -> [StudyReport] {
  let places = sample.draws.thinned(limit: perStudyDraws(studies: dataset.studies.count))
  return try inPieces(dataset.studies.count, threads: options.threads) { index in
    let study = dataset.studies[index]
    var stream = RandomStream(key.child(.purpose(.studyEffects), .index(index)))
    var (sensitivities, specificities): ([Double], [Double]) = ([], [])
    sensitivities.reserveCapacity(places.count)
    specificities.reserveCapacity(places.count)
    // Piece by piece, so that the work can be stopped.
    for first in Swift.stride(from: 0, to: places.count, by: 100) {
      if Cancellation.isRequested { throw SamplingError.interrupted }
      let effects = model.studyEffects(
        of: index, from: sample.draws,
        at: Array(places[first..<min(first + 100, places.count)]), using: &stream)
      sensitivities += effects.logitSensitivities.map(inverseLogit)
      specificities += effects.logitSpecificities.map(inverseLogit)
    }
    var arms = zip([study.diseased, study.nondiseased], [sensitivities, specificities]).map {
      armReport($0, draws: $1, options: options)
    }
    if !model.parts.contains(.sensitivity) { arms[0].posterior = .none }
    if !model.parts.contains(.specificity) { arms[1].posterior = .none }
    return StudyReport(study: study, arms: arms)
  }
}

/// How many draws serve what is worked out study by study: 4,000, and beyond 500 studies so many that
/// there are two million effects or log likelihoods, but not below 1,000. A quantile then has a Monte
/// Carlo error of a twentieth of a SD or less, which is far below what any single study can tell.
package func perStudyDraws(studies: Int) -> Int {
  min(4000, max(1000, 2_000_000 / max(studies, 1)))
}

private func armReport(
  _ arm: AccuracyArm?, draws: [Double], options: FitOptions
) -> StudyArmReport {
  let posterior = summarize([draws], level: options.level, detail: .quantilesOnly).interval
  guard let arm, arm.total > 0 else {
    return StudyArmReport(
      observed: nil, lower: nil, upper: nil, posterior: posterior, fromModelOnly: true)
  }
  let interval = singleStudyInterval(arm, method: options.studyInterval, level: options.level)
  return StudyArmReport(
    observed: Double(arm.correct) / Double(arm.total), lower: interval.lower,
    upper: interval.upper, posterior: posterior, fromModelOnly: false)
}

/// The interval of one arm's proportion from that study alone.
package func singleStudyInterval(
  _ arm: AccuracyArm, method: StudyInterval, level: Double
) -> (lower: Double, upper: Double) {
  switch method {
  case .exact: clopperPearsonInterval(successes: arm.correct, trials: arm.total, level: level)
  case .wilson: wilsonInterval(successes: arm.correct, trials: arm.total, level: level)
  }
}
