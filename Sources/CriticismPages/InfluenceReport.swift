import AccuracyData
import Criticism
import Fitting
import ModelInterface
import PosteriorSampling
import RandomStreams
import Requests

/// What each study does to a fit.
public struct InfluenceReport: Sendable {
  /// The fit with all studies.
  public let fit: ModelFit
  package let influence: Influence
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
  return InfluenceReport(
    fit: fit,
    influence: try influence(
      model, draws: draws, proposal: proposal, units: units, level: fit.options.level, key: key,
      threads: threads))
}
