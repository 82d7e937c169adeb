import AccuracyData
import Concurrency
import FrequentistFits
import Messages
import SharedEffectFits
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

/// One of the models, fitted.
public struct FittedCovariateModel: Sendable {
  /// Which one.
  public let model: CovariateModel
  /// Its fit, which may have failed; nil where the data have not what the design needs.
  public let fit: DesignFit?
  /// Why there are no estimates, without a full stop; nil where there are.
  public let failure: String?

  init(_ model: CovariateModel, _ fit: DesignFit) {
    (self.model, self.fit) = (model, fit)
    if case .failed(let reason) = fit.status { failure = reason } else { failure = nil }
  }

  init(_ model: CovariateModel, _ error: StudyDesignError) {
    (self.model, fit, failure) = (model, nil, error.message.description)
  }
}

/// The models of one covariate by exact maximum likelihood, with their tests.
public struct CovariateModels: Sendable {
  /// The covariate.
  public let covariate: Covariate
  /// How rows of one study depend on each other: independent or shared.
  public let rows: RowStructure
  /// The models, A first; E only of a categorical covariate, and of shared effects only where no study has
  /// rows of two levels, whose one effect cannot have the covariance of each.
  public let models: [FittedCovariateModel]
  /// Tests between those that have estimates.
  public let tests: [CovariateModelTest]

  /// The fit of a model.
  ///
  /// - Parameter model: which one.
  /// - Returns: nil where there is none.
  public subscript(model: CovariateModel) -> DesignFit? {
    models.first { $0.model == model }?.fit
  }
}

/// Fits all models of one covariate and tests them against each other.
///
/// - Parameters:
///   - studies: the rows of the data.
///   - choice: a column, perhaps with its kind.
///   - references: levels that come first; others stand in the order of the data.
///   - rows: how rows of one study depend on each other: independent or shared.
///   - direct: where the data were cut down to direct comparisons, how.
///   - plain: model A of independent rows where it is at hand: the exact maximum likelihood fit of all
///     studies.
///   - byLevel: model B likewise, of the levels in their order; of a categorical covariate.
///   - threads: at work at once.
/// - Returns: the models; one that cannot be fitted says why.
/// - Throws: `StudyDesignError` for an unknown column or reference, and for missing cells.
public func fitCovariateModels(
  _ studies: [AccuracyStudy], covariate choice: CovariateChoice, references: [String] = [],
  rows: RowStructure = .independent, direct: DirectComparison? = nil, plain: FrequentistFit? = nil,
  byLevel: FrequentistFit? = nil,
  threads: Int = 1
) throws(StudyDesignError) -> CovariateModels {
  precondition(rows == .independent || rows == .shared)
  let covariate = try Covariate(choice, in: studies, references: references, direct: direct)
  let models = CovariateModel.allCases.filter {
    $0 != .separate
      || covariate.kind == .categorical
        && (rows == .independent || !covariate.variesWithinStudies(studies))
  }
  let fitted = try inPieces(models.count, threads: threads) {
    number throws(StudyDesignError) -> FittedCovariateModel in
    let model = models[number]
    do throws(StudyDesignError) {
      let design = try StudyDesign(
        DesignRequest(
          formula: model.formula(covariate.column), kinds: [choice],
          references: model == .neither ? [] : references), studies: studies,
        direct: direct)
      if rows == .shared {
        return FittedCovariateModel(model, fitSharedEffects(design, studies: studies))
      }
      let known =
        switch model {
        case .neither: plain
        case .bothMeans: byLevel?.levels == covariate.levels ? byLevel : nil
        default: FrequentistFit?.none
        }
      return FittedCovariateModel(
        model, known.map { DesignFit(design, $0) } ?? fitDesign(design, studies: studies))
    } catch {
      // A level without an arm is a matter of the models that have a mean there.
      guard error.kind == .data else { throw error }
      return FittedCovariateModel(model, error)
    }
  }
  let fits = Dictionary(
    uniqueKeysWithValues: fitted.compactMap { own in own.fit.map { (own.model, $0) } })
  let tests = CovariateQuestion.allCases.compactMap { question -> CovariateModelTest? in
    guard let larger = fits[question.larger], let smaller = fits[question.smaller],
      let test = likelihoodRatioTest(larger: larger, smaller: smaller)
    else { return nil }
    return CovariateModelTest(
      question: question, test: test,
      isAtBoundary: [larger, smaller].contains { $0.status != .converged })
  }
  return CovariateModels(covariate: covariate, rows: rows, models: fitted, tests: tests)
}

extension Covariate {
  /// Whether a study has rows of two levels.
  ///
  /// - Parameter studies: the rows of the data; those of one label belong to one study.
  /// - Returns: false of a continuous covariate.
  func variesWithinStudies(_ studies: [AccuracyStudy]) -> Bool {
    guard case .levels(_, let ofRows) = values else { return false }
    let levels = Dictionary(grouping: studies.indices, by: { studies[$0].label })
    return levels.values.contains { rows in Set(rows.map { ofRows[$0] }).count > 1 }
  }
}
