import AccuracyData
import Criticism
import Fitting
import ModelInterface
import PosteriorSampling
import Requests

/// How a fit depends on its prior.
public struct SensitivityReport: Sendable {
  /// The fit under its own prior.
  public let fit: ModelFit
  /// Under its own prior, then under each preset.
  package let rows: [PresetRow]
  /// What each part of the prior does.
  package let parameters: [PowerSensitivity]
}

/// Fits the data of the options, or each level of them, under every preset, and scales the parts of the
/// prior.
///
/// - Parameters:
///   - options: of the fit.
///   - progress: called with the share done in [0, 1], from any thread.
/// - Returns: one report, or one a level.
/// - Throws: an error that `AnalysisError.init(_:)` turns into message and exit code.
public func runSensitivity(
  _ options: FitOptions, progress: (@Sendable (Double) -> Void)? = nil
) throws -> [SensitivityReport] {
  try fits(options, progress: progress).map { try sensitivityReport(of: $0) }
}

/// How a fit depends on its prior.
package func sensitivityReport(of fit: ModelFit) throws -> SensitivityReport {
  try sensitivityReport(of: fit, model: fit.model)
}

private func sensitivityReport(
  of fit: ModelFit, model: some AccuracyModel
) throws -> SensitivityReport {
  let options = fit.options
  let settings = SamplingSettings(options, key: options.streamKey(of: fit.dataset))
  return SensitivityReport(
    fit: fit,
    rows: try presetRows(
      model, proposal: fit.sample.proposal, sample: fit.sample, level: options.level,
      settings: settings),
    parameters: powerScaling(model, sample: fit.sample, threads: options.threads))
}
