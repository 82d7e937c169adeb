import AccuracyData
import Distributions
import Messages
import StudyDesigns

/// Which means a covariate affects.
public enum AffectedMeans: String, Sendable, CaseIterable {
  /// Sensitivity alone.
  case sensitivity = "se"
  /// Specificity alone.
  case specificity = "sp"
  /// Both.
  case both
}

/// Whether levels share their between-study covariance.
public enum CovarianceChoice: String, Sendable, CaseIterable {
  /// One covariance for all studies.
  case common
  /// One for each level of the first categorical covariate.
  case separate
}

/// Covariates as they are asked for, before the data say what they are.
public struct CovariateRequest: Sendable, Equatable {
  /// Columns, each perhaps with its kind, as `COLUMN` or `COLUMN:continuous`.
  public var covariates: [String] = []
  /// Which means they affect; nil for both.
  public var affects: AffectedMeans?
  /// Whether levels share a covariance; nil for a common one.
  public var covariance: CovarianceChoice?
  /// All of the above as a formula.
  public var formula: String?
  /// Levels that come first.
  public var references: [String] = []
  /// Values of continuous covariates, each `COLUMN=NUMBER`.
  public var points: [String] = []
  /// How several rows of one study depend on each other; nil for what is usual.
  public var rows: RowStructure?

  /// Nothing.
  public init() {}

  /// How several rows of one study depend on each other.
  ///
  /// - Parameter name: of a `RowStructure`.
  /// - Throws: `AnalysisError` 64 for another name.
  public mutating func setRows(_ name: String) throws(AnalysisError) {
    guard let structure = RowStructure(rawValue: name) else {
      throw AnalysisError(
        .usage,
        "\(argument: .rows) \(name): use exchangeable, independent, shared or shared+within")
    }
    rows = structure
  }

  /// What it means.
  ///
  /// - Returns: the request of a design.
  /// - Throws: `AnalysisError` 64 for a formula beside covariates, and for what cannot be read.
  public func design() throws(AnalysisError) -> DesignRequest {
    var request = DesignRequest(references: references)
    do {
      request.points = try points.map { text throws(StudyDesignError) in
        try CovariatePoint(parsing: text)
      }
      if let formula {
        guard covariates.isEmpty, affects == nil, covariance == nil else {
          throw AnalysisError(
            .usage,
            "\(argument: .formula) says what depends on which column, and excludes "
              + "\(argument: .covariate), \(argument: .affects) and \(argument: .covariance)")
        }
        request.formula = try ModelFormula(parsing: formula)
        return request
      }
    } catch let error as StudyDesignError {
      throw AnalysisError(error)
    } catch let error as AnalysisError {
      throw error
    } catch {
      throw AnalysisError(error)
    }
    guard !covariates.isEmpty else {
      if affects != nil || covariance != nil {
        throw AnalysisError(
          .usage,
          "\(argument: affects == nil ? .covariance : .affects) needs \(argument: .covariate) with the "
            + "column that it is of")
      }
      return request
    }
    request.kinds = covariates.map { CovariateChoice(parsing: $0) }
    let terms = request.kinds.map { ModelFormula.Term([$0.column]) }
    guard Set(request.kinds.map { $0.column.lowercased() }).count == terms.count else {
      throw AnalysisError(.usage, "\(argument: .covariate) names the same column twice")
    }
    if affects != .specificity { request.formula.muSensitivity = terms }
    if affects != .sensitivity { request.formula.muSpecificity = terms }
    if covariance == .separate {
      // The first column that is not asked for as a number; whether it is one the data say.
      request.formula.covariance =
        request.kinds.first { $0.kind != .continuous }?.column ?? covariates[0]
    }
    return request
  }
}

extension FitOptions {
  /// Sets what parameters depend on. A study with a row for each level is then what is compared, and no
  /// longer refused.
  ///
  /// - Parameter covariates: as asked for.
  /// - Throws: as `CovariateRequest.design()`.
  public mutating func setCovariates(_ covariates: CovariateRequest) throws(AnalysisError) {
    design = try covariates.design()
    try settleScale(covariates)
    if design.isPlain {
      guard covariates.rows == nil else {
        throw AnalysisError(
          .usage,
          "\(argument: .rows) is of a fit with covariates; name their columns with "
            + "\(argument: .covariate)")
      }
      return
    }
    rowStructure = covariates.rows
    if selection.allowDependent {
      guard (covariates.rows ?? .independent) == .independent else {
        throw AnalysisError(
          .usage,
          "\(argument: .allowDependent) is the same as \(setting: .rows, "independent"); leave one of "
            + "it and \(argument: .rows) out")
      }
      rowStructure = .independent
    }
    selection.allowDependent = true
  }

  /// How several rows of one study depend on each other: as asked for, or exchangeable where the model has
  /// that.
  public var tableStructure: RowStructure {
    rowStructure
      ?? (design.isPlain || model != .bivariate || design.formula.covariance != nil
        ? .independent : .exchangeable)
  }

  /// The prior of the SDs of rows around their study.
  public var priorOfKappa: ScalarPrior {
    kappaPrior.flatMap { try? ScalarPrior(parsing: $0, for: .kappa) } ?? .halfNormal(scale: 1)
  }

  /// Sets the prior of the SDs of rows around their study.
  ///
  /// - Parameters:
  ///   - typed: an expression; nil keeps that of a model file, where rows are as the file has them.
  ///   - rows: what the file says of rows.
  public mutating func setKappaPrior(_ typed: String?, over rows: RowStructure?) {
    if let typed {
      kappaPrior = typed
    } else if rowStructure != rows {
      kappaPrior = nil
    }
  }

  /// Refuses a covariate by which the data are split: each fit would have one level of it.
  ///
  /// - Parameter parts: the data of each fit, with its level.
  /// - Throws: `AnalysisError` 64.
  package func requireUnsplitCovariates(_ parts: [AccuracyDataset]) throws(AnalysisError) {
    guard !design.isPlain, let by = parts.first?.level?.column else { return }
    let key = by.lowercased()
    func holds(_ name: String) -> Bool {
      key == name || key.hasPrefix(name + ", ") || key.hasSuffix(", " + name)
        || key.contains(", " + name + ", ")
    }
    guard let column = design.formula.columns.first(where: { holds($0.lowercased()) }) else {
      return
    }
    throw AnalysisError(
      .usage,
      "\(argument: .by) \(by) fits the levels of \(column) one by one, so that no fit has two of them to "
        + "compare; leave \(argument: .by) out, or the covariate \(column)")
  }

  /// Refuses what is asked of comparisons where the covariates have one setting.
  ///
  /// - Throws: `AnalysisError` 64.
  package func requireNothingCompared() throws(AnalysisError) {
    guard !design.isPlain else { return }
    let needless: (Argument, Bool)? = [
      (.margin, margin != nil), (.exchangeRate, !exchangeRates.isEmpty && !splits),
    ].first { $0.1 }
    guard let needless else { return }
    throw AnalysisError(
      .usage,
      "\(argument: needless.0) is of a comparison, and these covariates have no two levels; leave it out"
    )
  }

  /// Checks what belongs to several rows of one study.
  func validateRows() throws(AnalysisError) {
    if let kappaPrior {
      guard rowStructure == .sharedAndWithin else {
        throw AnalysisError(
          .usage,
          "\(argument: .priorKappa) is of \(setting: .rows, RowStructure.sharedAndWithin.rawValue)")
      }
      do {
        _ = try ScalarPrior(parsing: kappaPrior, for: .kappa)
      } catch {
        throw AnalysisError(error)
      }
    }
    guard let rowStructure, rowStructure != .independent else { return }
    if model != .bivariate {
      throw AnalysisError(
        .usage,
        "\(setting: .rows, rowStructure.rawValue) is of the bivariate model; leave "
          + "\(setting: .model, model.rawValue) out, or use \(setting: .rows, "independent")")
    }
    if design.formula.covariance != nil {
      throw AnalysisError(
        .usage,
        "\(setting: .rows, rowStructure.rawValue) has one covariance for all levels; use "
          + "\(setting: .rows, "independent") where each has its own")
    }
  }

  /// Brings model and design to one scale: sides of the HSROC scale ask for that model, and in that model a
  /// covariate acts on accuracy and threshold.
  private mutating func settleScale(_ covariates: CovariateRequest) throws(AnalysisError) {
    if design.formula.isHierarchical {
      guard model == .bivariate || model == .hsroc else {
        throw AnalysisError(
          .usage,
          "accuracy, threshold and shape in \(argument: .formula) are of the HSROC model; leave "
            + "\(setting: .model, model.rawValue) out")
      }
      model = .hsroc
    }
    guard model == .hsroc, !design.isPlain, !design.formula.isHierarchical else { return }
    guard covariates.formula == nil else {
      throw AnalysisError(
        .usage,
        "mu_se, mu_sp and tau in \(argument: .formula) are of the bivariate model; with "
          + "\(setting: .model, model.rawValue) the sides are accuracy, threshold and shape")
    }
    guard covariates.affects == nil, covariates.covariance == nil else {
      throw AnalysisError(
        .usage,
        "\(argument: covariates.affects == nil ? .covariance : .affects) is of the bivariate model; with "
          + "\(setting: .model, model.rawValue) name accuracy, threshold and shape in "
          + "\(argument: .formula)")
    }
    let terms = design.formula.muSensitivity
    design.formula = ModelFormula(accuracy: terms, threshold: terms)
  }

  /// Checks what belongs to covariates.
  func validateDesign() throws(AnalysisError) {
    if let margin, !(margin > 0 && margin < 1) {
      throw AnalysisError(
        .usage, "\(argument: .margin) \(margin): use a share between 0 and 1, as 0.05")
    }
    guard design.isPlain else { return }
    let needless: (Argument, Bool)? = [
      (.reference, !design.references.isEmpty), (.at, !design.points.isEmpty),
      (.priorBeta, overrides.coefficient != nil), (.margin, margin != nil),
      (.directOnly, isDirectOnly),
    ].first { $0.1 }
    if let needless {
      throw AnalysisError(
        .usage,
        "\(argument: needless.0) is of a fit with covariates; name their columns with "
          + "\(argument: .covariate)")
    }
  }
}
