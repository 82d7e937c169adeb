import ChainStatistics
import ModelInterface
import OtherPriors
import PosteriorSampling
import RegressionModels
import Requests
import SpecialFunctions
import StudyDesigns

/// How studies differ where the model leaves the covariates out.
public struct UnexplainedHeterogeneity: Sendable, Equatable {
  /// SD of logit sensitivity between studies.
  public var tauSensitivity: IntervalEstimate
  /// SD of logit specificity.
  public var tauSpecificity: IntervalEstimate
  /// Whether the draws behind it pass the gates of the main fit for both.
  public var isReliable: Bool

  /// Both SDs.
  ///
  /// - Parameters:
  ///   - tauSensitivity: of logit sensitivity.
  ///   - tauSpecificity: of logit specificity.
  ///   - isReliable: whether the draws pass the gates.
  public init(
    tauSensitivity: IntervalEstimate, tauSpecificity: IntervalEstimate, isReliable: Bool
  ) {
    (self.tauSensitivity, self.tauSpecificity) = (tauSensitivity, tauSpecificity)
    self.isReliable = isReliable
  }
}

extension FitCompletion {
  /// The same data, prior and random effects without covariates: a fit of its own with 2,500 draws in each
  /// of four chains, by the streams of this one.
  ///
  /// - Returns: nil of a model without covariates, and where no study observed one of the arms.
  func withoutCovariates() throws -> UnexplainedHeterogeneity? {
    guard let regression = model as? any DesignedModel, !regression.design.covariates.isEmpty,
      dataset.unobservedMargin == nil, !options.isPriorOnly
    else { return nil }
    var plain = options
    // Rows of one study depend on each other as before.
    plain.rowStructure = options.tableStructure
    plain.design = DesignRequest()
    let other = try accuracyModel(
      dataset, options: plain, prior: model.prior, threads: options.threads)
    return try heterogeneity(of: other)
  }

  private func heterogeneity(
    of model: some AccuracyModel
  ) throws -> UnexplainedHeterogeneity? {
    let sample = try samplePosterior(model, settings: settingsBeside(options, key: key))
    let chains = model.settings.prefix(1).flatMap { setting in
      (0..<sample.draws.chainCount).map {
        model.populationColumns(of: setting, from: sample.draws, rows: .chain($0))
      }
    }
    func summary(_ scale: KeyPath<PopulationColumns, [Double]>) -> DrawSummary {
      summarize(chains.map { $0[keyPath: scale] }, level: options.level, detail: .full)
    }
    let (first, second) = (summary(\.tauSensitivity), summary(\.tauSpecificity))
    return UnexplainedHeterogeneity(
      tauSensitivity: first.interval, tauSpecificity: second.interval,
      isReliable: passesGates([first, second], sample))
  }
}
