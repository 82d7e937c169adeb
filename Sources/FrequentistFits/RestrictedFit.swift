import AccuracyData
import DenseLinearAlgebra

/// Exact maximum likelihood of a simplification of the bivariate model by itself.
///
/// - Parameters:
///   - studies: the 2x2 tables.
///   - model: the simplification.
/// - Returns: the fit; failure is a status with its reason.
public func fitRestricted(_ studies: [AccuracyStudy], model: LadderModel) -> FrequentistFit {
  let reason = reasonAgainstEstimation(
    [("", studies)], correction: nil, needsTwoStudies: model != .fixed)
  if let reason { return FrequentistFit(method: .maximumLikelihood, .failed(reason)) }
  return fitModel(ExactLikelihood(levels: [studies]), model, studies)
}

/// Exact maximum likelihood of one proportion alone, in the form of a bivariate fit: all that is of the
/// other proportion is NaN.
///
/// - Parameters:
///   - studies: those without the arm are left out.
///   - margin: which proportion.
/// - Returns: the fit; failure is a status with its reason.
public func fitAlone(_ studies: [AccuracyStudy], margin: AccuracyMargin) -> FrequentistFit {
  let fit = fitMargin(studies, margin: margin, method: .binomialNormal)
  guard let mu = fit.mu, let tau = fit.tau, let error = fit.standardError else {
    return FrequentistFit(
      method: .maximumLikelihood, SearchResult(status: fit.status))
  }
  var result = SearchResult(status: fit.status)
  result.coordinates =
    margin == .sensitivity ? [mu, .nan, tau, .nan, .nan] : [.nan, mu, .nan, 0, tau]
  result.free = [margin == .sensitivity ? 0 : 1]
  result.covariance = SymmetricMatrix(rows: [[error * error]])
  result.logLikelihood = fit.logLikelihood
  return FrequentistFit(method: .maximumLikelihood, result)
}
