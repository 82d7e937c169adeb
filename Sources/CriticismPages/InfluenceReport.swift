import AccuracyData
import Criticism
import Fitting
import FrequentistFits
import ModelInterface
import PosteriorSampling
import RandomStreams
import Requests

/// What each study does to a fit.
public struct InfluenceReport: Sendable {
  /// The fit with all studies.
  public let fit: ModelFit
  package let influence: Influence
  /// Every table beside what the other studies predict.
  package let predictions: [StudyPrediction]
  /// The data beside replications.
  package let checks: [PredictiveCheck]
  /// nil where it cannot be done.
  package let deeks: DeeksTest?
  /// Posterior median of the between-study SD of the log diagnostic odds ratio, the largest over settings.
  package let logOddsSpread: Double

  /// What the test of small-study effects may be read as.
  package enum DeeksReading: String, Sendable {
    case tooFewStudies = "too-few-studies"
    case heterogeneous = "heterogeneous"
    case asymmetry = "asymmetry"
    case none = "none-found"
  }

  /// From here on odds ratios of two studies typically differ by a factor of three or more, and the test
  /// finds asymmetry by chance or misses it.
  package static let largestSpread = 1.0

  package var deeksReading: DeeksReading {
    guard let deeks, deeks.studies >= DeeksTest.fewestStudies else { return .tooFewStudies }
    guard logOddsSpread < Self.largestSpread else { return .heterogeneous }
    return deeks.pValue < DeeksTest.usualLevel ? .asymmetry : .none
  }
}

/// Fits the data of the options, or each level of them, and leaves out each study in turn.
///
/// - Parameters:
///   - options: of the fit.
///   - progress: called with the share done in [0, 1], from any thread.
/// - Returns: one report, or one a level.
/// - Throws: an error that `AnalysisError.init(_:)` turns into message and exit code.
public func runInfluence(
  _ options: FitOptions, progress: (@Sendable (Double) -> Void)? = nil
) throws -> [InfluenceReport] {
  try fits(options, progress: progress).map { try influenceReport(of: $0) }
}

/// One fit, or one a level.
func fits(
  _ options: FitOptions, progress: (@Sendable (Double) -> Void)?
) throws -> [ModelFit] {
  options.splits
    ? try runFitByLevel(options, detail: .page, progress: progress).map(\.fit)
    : [try runFit(options, detail: .page, progress: progress)]
}

/// What each study does to a fit.
package func influenceReport(of fit: ModelFit) throws -> InfluenceReport {
  try influenceReport(of: fit, model: fit.model)
}

private func influenceReport(
  of fit: ModelFit, model: some AccuracyModel
) throws -> InfluenceReport {
  let (key, threads) = (fit.options.streamKey(of: fit.dataset), fit.options.threads)
  let units = StudyUnits(fit.dataset)
  let (draws, proposal) = try criticismDraws(
    model, sample: fit.sample, units: units, key: key, threads: threads)
  let influence = try influence(
    model, draws: draws, proposal: proposal, units: units, level: fit.options.level, key: key,
    threads: threads)
  let studies = fit.dataset.studies
  return InfluenceReport(
    fit: fit, influence: influence,
    predictions: predictStudies(
      model, draws: draws, refits: influence.refits, units: units, studies: studies,
      level: fit.options.level, key: key, threads: threads),
    checks: try predictiveChecks(
      model, sample: fit.sample, studies: studies, key: key, threads: threads),
    deeks: deeksTest(studies), logOddsSpread: logOddsSpread(model, draws))
}

/// The largest median over settings of the SD of logit Se + logit Sp between studies.
private func logOddsSpread(_ model: some AccuracyModel, _ draws: CriticismDraws) -> Double {
  model.settings.map { setting in
    let population = model.populationColumns(of: setting, from: draws.draws, rows: .all)
    let spreads = (0..<population.count).map { j in
      let (a, b) = (population.tauSensitivity[j], population.tauSpecificity[j])
      return max(0, a * a + b * b + 2 * population.rho[j] * a * b).squareRoot()
    }
    return SortedColumn(spreads).quantiles(
      shares: shares(draws.logWeights), [0.5]
    ).reduce(0, +)
  }.max() ?? .nan
}
