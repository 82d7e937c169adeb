import AccuracyData

/// A simplification of the bivariate model.
public enum LadderModel: String, Sendable, CaseIterable {
  /// Both standard deviations and the correlation are free.
  case bivariate
  /// rho = 0: two univariate random-effects models.
  case zeroCorrelation
  /// Heterogeneity of specificity only (rho has no meaning).
  case tauSensitivityZero
  /// Heterogeneity of sensitivity only.
  case tauSpecificityZero
  /// No heterogeneity: one common sensitivity and one common specificity.
  case fixed

  fileprivate var space: CovarianceSpace {
    switch self {
    case .bivariate: .bivariate
    case .zeroCorrelation: .zeroCorrelation
    case .tauSensitivityZero: .tauSensitivityZero
    case .tauSpecificityZero: .tauSpecificityZero
    case .fixed: .bothTausZero
    }
  }
}

/// One model with its fit.
public struct LadderStep: Sendable {
  /// Which model.
  public var model: LadderModel
  /// Its exact maximum likelihood fit.
  public var fit: FrequentistFit
  /// Free parameters of the model, whether or not its maximum is at a boundary.
  public var parameterCount: Int
  /// 2 p - 2 log L.
  public var akaike: Double?
  /// Twice the log likelihood lost against the bivariate model; its reference distribution is a
  /// mixture of chi-squared, as the smaller model is at the boundary of the larger.
  public var likelihoodRatio: Double?
}

/// What to report.
public enum LadderRecommendation: String, Sendable {
  /// 10 studies or more and an interior maximum: maximum likelihood and Bayes agree.
  case either
  /// Fewer studies, or a boundary: the Bayesian bivariate model with its table of priors.
  case bayesian
}

/// From so many studies on exact maximum likelihood may be reported in place of the posterior.
public let fewestStudiesForLikelihood = 10

/// Exact maximum likelihood of the bivariate model and its simplifications for few studies.
///
/// - Parameter studies: the 2x2 tables.
/// - Returns: one step a model, the bivariate model first; and the recommendation, which goes by the
///   number of studies and the boundary only: AIC and likelihood ratios have no power with few
///   studies, and their reference distributions do not hold at a boundary.
public func fewStudiesLadder(
  _ studies: [AccuracyStudy]
) -> (steps: [LadderStep], recommendation: LadderRecommendation) {
  var steps: [LadderStep] = []
  var likelihood: ExactLikelihood?
  for model in LadderModel.allCases {
    let reason = reasonAgainstEstimation(
      [("", studies)], correction: nil, needsTwoStudies: model != .fixed)
    let count = [model.space].freeCoordinates(meanCount: 2).count
    var fit: FrequentistFit
    if let reason {
      fit = FrequentistFit(method: .maximumLikelihood, .failed(reason))
    } else if model == .bivariate {
      fit = fitBivariate(studies, method: .maximumLikelihood)
    } else {
      let shared = likelihood ?? ExactLikelihood(levels: [studies])
      likelihood = shared
      fit = fitModel(shared, model, studies)
    }
    var step = LadderStep(model: model, fit: fit, parameterCount: count)
    if let value = fit.logLikelihood {
      step.akaike = 2 * Double(count) - 2 * value
      step.likelihoodRatio = steps.first?.fit.logLikelihood.map { max(2 * ($0 - value), 0) }
    }
    if model == .bivariate { step.likelihoodRatio = fit.logLikelihood.map { _ in 0 } }
    steps.append(step)
  }
  let isInterior = steps[0].fit.status == .converged
  return (
    steps,
    countDistinctStudies(studies) >= fewestStudiesForLikelihood && isInterior ? .either : .bayesian
  )
}

/// One simplification, which can have a boundary of its own where a tau of it is 0.
func fitModel(
  _ likelihood: ExactLikelihood, _ model: LadderModel, _ studies: [AccuracyStudy]
) -> FrequentistFit {
  let start = ContinuousClock.now
  let inner: [(CovarianceSpace, BoundarySpace)]
  switch model {
  case .zeroCorrelation:
    inner = [
      (.bothTausZero, .bothTausZero), (.tauSensitivityZero, .tauSensitivityZero),
      (.tauSpecificityZero, .tauSpecificityZero),
    ]
  case .tauSensitivityZero, .tauSpecificityZero: inner = [(.bothTausZero, .bothTausZero)]
  case .bivariate, .fixed: inner = []
  }
  let starts = startingPoints(LikelihoodLayout(levels: [studies]))
  var candidates: [EdgeMaximum] = []
  for (space, boundary) in inner.map({ ($0.0, BoundarySpace?($0.1)) }) + [(model.space, nil)] {
    if let found = bestMaximum(likelihood, spaces: [space], starts: starts) {
      candidates.append(EdgeMaximum(space: space, boundary: boundary, maximum: found))
    }
  }
  guard let best = candidates.map(\.maximum.value).max(),
    let choice = candidates.first(where: { $0.maximum.value >= best - boundaryTolerance })
  else {
    return FrequentistFit(method: .maximumLikelihood, .failed("no maximum was found"))
  }
  var fit = FrequentistFit(
    method: .maximumLikelihood,
    settle(likelihood, choice.maximum, spaces: [choice.space], edges: [choice.boundary]))
  fit.seconds = (ContinuousClock.now - start).inSeconds
  return fit
}
