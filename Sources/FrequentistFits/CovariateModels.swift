import AccuracyData
import SpecialFunctions
import StudyDesigns

/// What a covariate may change; the models that likelihood-ratio tests compare.
public enum CovariateModel: String, Sendable, CaseIterable {
  /// Nothing.
  case neither = "A"
  /// Both means; all studies share the covariance between them.
  case bothMeans = "B"
  /// Mean specificity alone.
  case specificity = "C"
  /// Mean sensitivity alone.
  case sensitivity = "D"
  /// Both means, and each level has a covariance of its own; of a categorical covariate.
  case separate = "E"

  /// The model as a formula.
  ///
  /// - Parameter column: the covariate's.
  /// - Returns: which parameters depend on it.
  public func formula(_ column: String) -> ModelFormula {
    let term = [ModelFormula.Term([column])]
    return switch self {
    case .neither: ModelFormula()
    case .bothMeans: ModelFormula(muSensitivity: term, muSpecificity: term)
    case .specificity: ModelFormula(muSpecificity: term)
    case .sensitivity: ModelFormula(muSensitivity: term)
    case .separate: ModelFormula(muSensitivity: term, muSpecificity: term, covariance: column)
    }
  }
}

/// A question that two of the models answer.
public enum CovariateQuestion: String, Sendable, CaseIterable {
  /// Does the covariate change sensitivity or specificity? B against A.
  case accuracy
  /// Does it change sensitivity, given what it does to specificity? B against C.
  case sensitivity
  /// Does it change specificity, given what it does to sensitivity? B against D.
  case specificity
  /// Do standard deviations and correlation differ between the levels? E against B.
  case covariance

  /// The model with more parameters.
  public var larger: CovariateModel { self == .covariance ? .separate : .bothMeans }
  /// The model inside it.
  public var smaller: CovariateModel {
    switch self {
    case .accuracy: .neither
    case .sensitivity: .specificity
    case .specificity: .sensitivity
    case .covariance: .bothMeans
    }
  }
}

/// The answer to a question.
public struct CovariateModelTest: Sendable, Equatable {
  /// Which question.
  public let question: CovariateQuestion
  /// The test.
  public let test: LikelihoodRatioTest
  /// Whether one of the maxima is at a boundary, where chi-squared is not the statistic's distribution.
  public let isAtBoundary: Bool
}

/// The models of one covariate by exact maximum likelihood, with their tests.
public struct CovariateModels: Sendable {
  /// The covariate.
  public let covariate: Covariate
  /// The models with their fits, A first; E only of a categorical covariate.
  public let fits: [(model: CovariateModel, fit: DesignFit)]
  /// Tests between those that have estimates.
  public let tests: [CovariateModelTest]

  /// The fit of a model.
  ///
  /// - Parameter model: which one.
  /// - Returns: nil where it is not among them.
  public subscript(model: CovariateModel) -> DesignFit? {
    fits.first { $0.model == model }?.fit
  }
}

/// Fits all models of one covariate and tests them against each other.
///
/// - Parameters:
///   - studies: the rows of the data.
///   - covariate: a column, perhaps with its kind.
///   - references: levels that come first; others stand in the order of the data.
/// - Returns: the models; one that has no maximum says why.
/// - Throws: `StudyDesignError` for an unknown column, missing cells, and levels without an arm.
public func fitCovariateModels(
  _ studies: [AccuracyStudy], covariate: CovariateChoice, references: [String] = []
) throws(StudyDesignError) -> CovariateModels {
  var fits: [(model: CovariateModel, fit: DesignFit)] = []
  var column: Covariate?
  for model in CovariateModel.allCases {
    if model == .separate && column?.kind == .continuous { continue }
    let isPlain = model == .neither
    let design = try StudyDesign(
      DesignRequest(
        formula: model.formula(covariate.column), kinds: [covariate],
        references: isPlain ? [] : references), studies: studies)
    column = design.covariates.first ?? column
    fits.append((model, fitDesign(design, studies: studies)))
  }
  guard let column else {
    throw StudyDesignError(.usage, "\(covariate.text) is no covariate of these data")
  }
  func fit(_ model: CovariateModel) -> DesignFit? { fits.first { $0.model == model }?.fit }
  let tests = CovariateQuestion.allCases.compactMap { question -> CovariateModelTest? in
    guard let larger = fit(question.larger), let smaller = fit(question.smaller),
      let test = likelihoodRatioTest(larger: larger, smaller: smaller)
    else { return nil }
    return CovariateModelTest(
      question: question, test: test,
      isAtBoundary: [larger, smaller].contains { $0.status != .converged })
  }
  return CovariateModels(covariate: column, fits: fits, tests: tests)
}

/// Tests a design against a simpler one inside it, by their maxima.
///
/// - Parameters:
///   - larger: the fit of the design with more parameters.
///   - smaller: the fit of the same studies without some of them.
/// - Returns: the test, with as many degrees of freedom as parameters fewer; `nil` where a fit failed.
public func likelihoodRatioTest(
  larger: DesignFit, smaller: DesignFit
) -> LikelihoodRatioTest? {
  let freedom = larger.parameterCount - smaller.parameterCount
  precondition(freedom > 0, "a test compares a model with a smaller one")
  guard let high = larger.logLikelihood, let low = smaller.logLikelihood else { return nil }
  return LikelihoodRatioTest(statistic: 2 * (high - low), degreesOfFreedom: freedom)
}
