import AccuracyData
import Criticism
import Distributions
import FitWarnings
import FrequentistFits
import ModelInterface
import PosteriorSampling
import Requests
import SpecialFunctions

/// What a fit warns of in each setting, beside the warnings of its data. docs/statistics.md, section 7.
struct PostFitWarnings {
  /// One list a setting.
  var bySetting: [[DataWarning]]
  /// The study that dominates each setting.
  var dominant: [DominantStudy?]
}

extension FitCompletion {
  /// What the draws say of each setting.
  ///
  /// - Parameters:
  ///   - reports: of the settings' quantities.
  ///   - columns: their draws.
  /// - Returns: nothing of the prior alone.
  /// - Throws: `SamplingError`.
  func postFitWarnings(
    _ reports: [[ParameterReport]], columns: [ParameterColumns]
  ) throws -> PostFitWarnings {
    let settings = model.settings
    guard !options.isPriorOnly else {
      return PostFitWarnings(
        bySetting: settings.map { _ in [] }, dominant: settings.map { _ in nil })
    }
    func mean(_ setting: Int, _ name: String) -> IntervalEstimate? {
      reports[setting].first { $0.variable.base == name && !$0.isFromPriorOnly }?.summary.interval95
    }
    let means = settings.indices.map {
      (sensitivity: mean($0, "mu_se"), specificity: mean($0, "mu_sp"))
    }
    let pulls = try meanPulls(means, model: model, sample: sample, options: options, key: key)
    var found = PostFitWarnings(bySetting: [], dominant: [])
    for number in settings.indices {
      let units = StudyUnits(parts[number])
      let tables = units.tables.map { $0.map { parts[number].studies[$0] } }
      let shares = informationShares(tables, reports[number])
      found.dominant.append(
        shares.flatMap { DominantStudy($0, labels: units.labels, units: tables) })
      found.bySetting.append(
        pulls[number].warnings(shares: shares)
          + chanceWarnings(columns[number], part: parts[number]))
    }
    return found
  }

  /// What is said of a fit without its pages: codes of all that it warns of, with those of its maximum likelihood.
  ///
  /// - Parameters:
  ///   - reports: of the settings' quantities.
  ///   - columns: their draws.
  ///   - diagnostics: of the draws.
  ///   - maxima: of each setting.
  /// - Returns: warnings whose messages may be empty.
  /// - Throws: `SamplingError`.
  func allWarnings(
    _ reports: [[ParameterReport]], columns: [ParameterColumns], diagnostics: DiagnosticsReport,
    maxima: [FrequentistFit]
  ) throws -> [DataWarning] {
    let own = try postFitWarnings(reports, columns: columns)
    let remarks = try remarks(diagnostics, dominant: own.dominant).flatMap(\.codes)
    let edges = maxima.compactMap { fit -> DataWarning.Code? in
      if case .boundary = fit.status { return .onBoundary }
      return fit.nearbyCorrelation == nil ? nil : .nearBoundary
    }
    return dataset.warnings + own.bySetting.flatMap { $0 }
      + (remarks + edges).map { DataWarning(code: $0, message: "") }
  }

  /// At the medians of a setting; nil of a model without a normal distribution over studies.
  private func informationShares(
    _ units: [[AccuracyStudy]], _ reports: [ParameterReport]
  ) -> InformationShares? {
    func median(_ name: String) -> Double? {
      reports.first { $0.variable.base == name && !$0.isFromPriorOnly }?.summary.median
    }
    guard model.parts == .all, let muSensitivity = median("mu_se"),
      let muSpecificity = median("mu_sp"), let tauSensitivity = median("tau_se"),
      let tauSpecificity = median("tau_sp"), let rho = median("rho")
    else { return nil }
    return InformationShares(
      units: units, mu: (muSensitivity, muSpecificity), tau: (tauSensitivity, tauSpecificity),
      rho: rho,
      priorDeviation: (
        model.prior.muSensitivity.normalDeviation, model.prior.muSpecificity.normalDeviation
      ))
  }

  /// Whether the test tells anything, and whether its curve is one.
  private func chanceWarnings(
    _ columns: ParameterColumns, part: AccuracyDataset
  ) -> [DataWarning] {
    guard unobservedMargin(part) == nil, model.parts.isSuperset(of: [.sensitivity, .specificity])
    else { return [] }
    var warnings: [DataWarning] = []
    let (first, second) = (columns.chains("mu_se"), columns.chains("mu_sp"))
    var above = 0
    for (x, y) in zip(first, second) {
      for k in x.indices where x[k] + y[k] > 0 { above += 1 }
    }
    let total = Double(max(sample.totalDraws, 1))
    if Double(above) < 0.99 * total {
      warnings.append(
        DataWarning(
          code: .nearChance,
          message: "The test is near chance: P(Se + Sp > 1), that it tells anything, "
            + "\(probabilityText(Double(above) / total))."))
    }
    if model.parts.contains(.correlation),
      part.distinctStudies >= AccuracyDataset.fewestStudies,
      TradeOff(probabilityRhoPositive: probabilityRhoPositive(columns)) == .contradicted
    {
      warnings.append(
        DataWarning(
          code: .againstTradeOff,
          message: contradictedTradeOff(probabilityRhoPositive(columns))))
    }
    return warnings
  }

  /// P(rho > 0) of a setting.
  func probabilityRhoPositive(_ columns: ParameterColumns) -> Double {
    let positive = columns.chains("rho").reduce(0) { $0 + $1.count { $0 > 0 } }
    return Double(positive) / Double(max(sample.totalDraws, 1))
  }
}

extension AccuracyDataset {
  /// The same data without warnings of equal rows that the fit explains by chance.
  ///
  /// - Parameters:
  ///   - model: data and prior.
  ///   - sample: of its posterior.
  ///   - options: of the run.
  /// - Returns: the data.
  func withoutChanceDuplicates(
    _ model: some AccuracyModel, sample: PosteriorSample, options: FitOptions
  ) -> AccuracyDataset {
    var standing = self
    guard !options.isPriorOnly else { return standing }
    standing.warnings = FitWarnings.withoutChanceDuplicates(warnings, studies: studies) {
      expectedEqualTables(
        model, sample: sample, studies: studies, key: options.streamKey(of: self))
    }
    return standing
  }
}

extension ScalarPrior {
  /// The SD of the normal prior with the same 95 % interval.
  fileprivate var normalDeviation: Double {
    (quantile(normalScore: 1.96) - quantile(normalScore: -1.96)) / 3.92
  }
}
