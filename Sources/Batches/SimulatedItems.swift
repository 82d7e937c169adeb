import AccuracyData
import Distributions
import Messages
import Requests
import Simulation

/// Data sets that are made up as they are needed, with the bytes that `simulate` would write.
struct SimulatedItems: BatchItems {
  private let data: SimulatedData

  init(_ data: SimulatedData) { self.data = data }

  var simulation: SimulatedData? { data }
  var count: Int { data.design.count }

  func name(_ index: Int) -> String { data.design.name(index) }

  func load(_ index: Int) throws -> LoadedItem {
    LoadedItem(source: .bytes(data.csv(index), name: data.design.name(index)), sha256: "")
  }
}

extension FitOptions {
  /// The prior of a fit as that of truths.
  ///
  /// - Returns: the prior.
  /// - Throws: `AnalysisError` 64 for a prior whose draws are not made here, and for models with covariates.
  func priorTruth() throws -> PriorTruth {
    let prior = try AccuracyPrior(preset: preset, overrides: overrides)
    if prior.covariance.expression != nil {
      throw AnalysisError(
        .usage,
        "\(argument: .priorCovariance): truths are drawn from priors of tau and rho, not of the covariance "
          + "as a whole; use \(argument: .priorTau) and \(argument: .priorRho)")
    }
    let known: [ModelChoice] = [.bivariate, .hsroc, .independent, .fixed]
    guard design.isPlain, known.contains(model) else {
      throw AnalysisError(
        .usage,
        "\(setting: .model, model.rawValue): truths are drawn from the prior of "
          + "\(known.map(\.rawValue).joined(separator: ", ")), without covariates")
    }
    return PriorTruth(
      prior: prior, hasDeviations: model != .fixed,
      hasCorrelation: model != .fixed && model != .independent)
  }
}
