import Distributions
import Messages

extension FitOptions {
  /// Degrees of freedom of the robust model where none are given.
  public static let usualDegreesOfFreedom = 4.0
  /// The prior of degrees of freedom that are estimated (Juarez and Steel 2010), held above 1.
  public static let usualDegreesOfFreedomPrior = ScalarPrior.truncatedGamma(
    shape: 2, rate: 0.1, lower: ScalarPrior.leastDegreesOfFreedom)

  /// Chooses the model.
  ///
  /// - Parameters:
  ///   - name: of a `ModelChoice`.
  ///   - nu: degrees of freedom from 1 to 1000, or `estimated`; nil for the usual 4, or for estimated ones
  ///     where they have a prior.
  ///   - prior: the prior of degrees of freedom that are estimated.
  /// - Throws: `AnalysisError` 64.
  public mutating func setModel(
    _ name: String, degreesOfFreedom nu: String?, prior: String?
  ) throws(AnalysisError) {
    guard let choice = ModelChoice(rawValue: name) else {
      throw AnalysisError(.usage, "\(argument: .model) \(name): \(ModelChoice.known)")
    }
    model = choice
    guard choice == .robust else {
      guard nu == nil, prior == nil else {
        throw AnalysisError(
          .usage,
          "\(argument: nu == nil ? .priorNu : .nu) is of the robust model; ask for it with "
            + "\(setting: .model, ModelChoice.robust.rawValue)")
      }
      return
    }
    degreesOfFreedomPrior = prior
    if let prior {
      do {
        _ = try ScalarPrior(parsing: prior, for: .nu)
      } catch {
        throw AnalysisError(error)
      }
    }
    switch nu {
    case nil: degreesOfFreedom = prior == nil ? Self.usualDegreesOfFreedom : nil
    case "estimated": degreesOfFreedom = nil
    case let text?:
      guard let value = Double(text), value > 1, value <= 1000 else {
        throw AnalysisError(
          .usage,
          "\(argument: .nu) \(text): use degrees of freedom above 1 and up to 1000, or estimated")
      }
      degreesOfFreedom = value
    }
    guard prior == nil || degreesOfFreedom == nil else {
      throw AnalysisError(
        .usage,
        "\(argument: .priorNu) is for degrees of freedom that are estimated; leave \(argument: .nu) out"
      )
    }
  }

  /// Refuses to write programs of a model that has none.
  ///
  /// - Throws: `AnalysisError` 64.
  public func requirePrograms() throws(AnalysisError) {
    guard !model.takesCovariates else { return }
    throw AnalysisError(
      .usage,
      "\(argument: .export) has no programs of \(setting: .model, model.rawValue); leave it out, or "
        + "use the model \(ModelChoice.bivariate.rawValue), \(ModelChoice.robust.rawValue) or "
        + "\(ModelChoice.hsroc.rawValue)")
  }

  /// Refuses other models for a verb that has the plain one only.
  ///
  /// - Parameter verb: which.
  /// - Throws: `AnalysisError` 64.
  public func requirePlainEffects(in verb: Verb) throws(AnalysisError) {
    if model == .bivariate, design.isPlain { return }
    throw AnalysisError(
      .usage,
      "\(request: verb) has the plain model only; leave "
        + "\(setting: .model, modelFile?.name ?? model.rawValue) out, or "
        + "use \(request: .fit)")
  }
}
