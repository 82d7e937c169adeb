import AccuracyData
import Distributions
import FrequentistFits
import Messages

extension FitOptions {
  /// Chooses the proportion of the univariate model.
  ///
  /// - Parameter text: `sensitivity` or `specificity`; nil for the one that the data have.
  /// - Throws: `AnalysisError` 64.
  public mutating func setProportion(_ text: String?) throws(AnalysisError) {
    guard let text else { return }
    guard let margin = AccuracyMargin(rawValue: text) else {
      throw AnalysisError(
        .usage, "\(argument: .proportion) \(text): use sensitivity or specificity")
    }
    proportion = margin
  }

  /// Checks that nothing is asked of the model that it has not.
  func validateModel() throws(AnalysisError) {
    if proportion != nil, model != .univariate {
      throw AnalysisError(
        .usage,
        "\(argument: .proportion) is of the univariate model; ask for it with "
          + "\(setting: .model, ModelChoice.univariate.rawValue)")
    }
    if !model.takesCovariates, !design.isPlain {
      throw AnalysisError(
        .usage,
        "\(setting: .model, model.rawValue) takes no covariates; leave them out, or use the model "
          + "\(ModelChoice.bivariate.rawValue), \(ModelChoice.robust.rawValue) or "
          + "\(ModelChoice.hsroc.rawValue)")
    }
    if let absent = absentPrior {
      throw AnalysisError(
        .usage,
        "\(argument: absent.argument) is of \(absent.what), which \(setting: .model, model.rawValue) "
          + "has not; leave it out")
    }
    if !model.hasCorrelation, let base = try? AccuracyPrior.preset(preset),
      case .inverseWishart = base.covariance
    {
      throw AnalysisError(
        .usage,
        "\(setting: .prior, preset) is of SDs and correlation together, and "
          + "\(setting: .model, model.rawValue) has no correlation; choose another prior")
    }
  }

  /// A prior of a parameter that the model has not.
  private var absentPrior: (argument: Argument, what: String)? {
    let correlation = [
      (Argument.priorRho, overrides.rho, "a correlation"),
      (.priorCovariance, overrides.covariance, "a covariance"),
    ]
    let deviations = [
      (Argument.priorTau, overrides.tau, "variation between studies"),
      (.priorTauSensitivity, overrides.tauSensitivity, "variation between studies"),
      (.priorTauSpecificity, overrides.tauSpecificity, "variation between studies"),
    ]
    let sensitivity = [
      (Argument.priorMuSensitivity, overrides.muSensitivity, "sensitivity"),
      (.priorTauSensitivity, overrides.tauSensitivity, "sensitivity"),
    ]
    let specificity = [
      (Argument.priorMuSpecificity, overrides.muSpecificity, "specificity"),
      (.priorTauSpecificity, overrides.tauSpecificity, "specificity"),
    ]
    let absent =
      (model.hasCorrelation ? [] : correlation) + (model.hasDeviations ? [] : deviations)
      + (proportion == .sensitivity ? specificity : proportion == .specificity ? sensitivity : [])
    return absent.first { $0.1 != nil }.map { ($0.0, $0.2) }
  }

  /// The proportion that the univariate model is of, in data that it is asked of; nil of other models.
  ///
  /// - Parameter dataset: the data.
  /// - Returns: the one that was asked for, or else the only one of the data.
  /// - Throws: `AnalysisError` 64 where the data have both and none was asked for.
  package func margin(in dataset: AccuracyDataset) throws(AnalysisError) -> AccuracyMargin? {
    guard model == .univariate else { return nil }
    if let proportion { return proportion }
    switch (dataset.diseasedTotal > 0, dataset.nondiseasedTotal > 0) {
    case (true, false): return .sensitivity
    case (false, true): return .specificity
    default:
      throw AnalysisError(
        .usage,
        "\(setting: .model, model.rawValue) is of one proportion, and these data have both; add "
          + "\(setting: .proportion, AccuracyMargin.sensitivity.rawValue) or "
          + "\(setting: .proportion, AccuracyMargin.specificity.rawValue)")
    }
  }

  /// The data as the model sees them: of direct comparisons the studies with every level, of the univariate
  /// model the studies with its arm, without the other.
  ///
  /// - Parameter whole: as read.
  /// - Returns: the data that everything reported is of.
  /// - Throws: `AnalysisError`, 64 where no proportion was asked for and the data have both, 65 where no
  ///   study has the arm; as `directly`.
  package func modelled(_ whole: AccuracyDataset) throws(AnalysisError) -> AccuracyDataset {
    let dataset = try directly(whole)
    guard let margin = try margin(in: dataset) else {
      return switch model {
      case .normalApproximation: dataset.corrected
      case .fixed: dataset.withoutVariation
      default: withRowsTold(dataset)
      }
    }
    var alone = dataset
    alone.studies = dataset.studies.compactMap { study in
      guard margin.arm(of: study) != nil else { return nil }
      var study = study
      if margin == .sensitivity { study.nondiseased = nil } else { study.diseased = nil }
      return study
    }
    guard !alone.studies.isEmpty else {
      throw AnalysisError(
        .badData,
        "\(dataset.source): no study has \(margin.people) participants, which "
          + "\(setting: .proportion, margin.rawValue) is of")
    }
    alone.oneArmStudies = 0
    // What is said of both arms, or of the one that is not used.
    let ofBoth: Set<DataWarning.Code> = [.missingArm, .halfArm, .missingColumns, .belowChance]
    let withZero = Set(alone.studies.filter { $0.hasZero(margin) }.map(\.label))
    alone.warnings = dataset.warnings.filter { warning in
      !ofBoth.contains(warning.code)
        && (warning.code != .zeroCell || warning.study.map(withZero.contains) ?? true)
    }
    return alone
  }
}

extension FitOptions {
  /// With a word where effects of studies with several rows are asked for, and there are none.
  private func withRowsTold(_ dataset: AccuracyDataset) -> AccuracyDataset {
    // What is usual is asked for by nobody who left the choice out, and by runs that keep it.
    guard rowStructure == .shared || rowStructure == .sharedAndWithin,
      Set(dataset.studies.map(\.label)).count == dataset.studies.count
    else { return dataset }
    var dataset = dataset
    dataset.warnings.append(
      DataWarning(
        code: .singleRows,
        message:
          "No study has several rows, so that rows of one study have nothing to share: all is as "
          + "with independent rows."))
    return dataset
  }
}

extension AccuracyDataset {
  /// Without a word on variation between studies, which the model does not have.
  fileprivate var withoutVariation: AccuracyDataset {
    var dataset = self
    dataset.warnings = warnings.map { warning in
      guard warning.code == .fewStudies, let head = warning.message.split(separator: ":").first
      else { return warning }
      var warning = warning
      warning.message =
        head + ": whether they share one sensitivity and one specificity can hardly be seen."
      return warning
    }
    return dataset
  }

  /// With warnings of zero cells that say what the normal approximation does about them.
  fileprivate var corrected: AccuracyDataset {
    var dataset = self
    dataset.warnings = warnings.map { warning in
      guard warning.code == .zeroCell,
        let exact = warning.message.ranges(of: "; the exact binomial").last
      else { return warning }
      var warning = warning
      warning.message =
        warning.message[..<exact.lowerBound]
        + "; the normal approximation adds one half to every cell of every study."
      return warning
    }
    return dataset
  }
}

extension AccuracyMargin {
  /// Whose arm it is.
  fileprivate var people: String { self == .sensitivity ? "diseased" : "non-diseased" }
}

extension AccuracyStudy {
  fileprivate func hasZero(_ margin: AccuracyMargin) -> Bool {
    margin.arm(of: self).map { min($0.correct, $0.incorrect) == 0 } ?? false
  }
}
