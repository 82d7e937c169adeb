import AccuracyData
import CMath
import CollapsedLikelihood
import Distributions
import SpecialFunctions

/// The bivariate binomial-normal model of one data set under one prior, study effects integrated out;
/// see docs/statistics.md, sections 1 to 3.
public struct BivariateModel: Sendable {
  /// The collapsed likelihood.
  public let likelihood: CollapsedLikelihood
  /// The prior of the means and of the between-study covariance.
  public let prior: AccuracyPrior
  let covariance: CovarianceCoordinates
  /// The largest normal score of a prior of Sigma up to which the collapsed density has that prior.
  public static let largestScore = ScoreSpline.reach

  /// The model.
  ///
  /// - Parameters:
  ///   - likelihood: of the data set.
  ///   - prior: of the five parameters.
  public init(likelihood: CollapsedLikelihood, prior: AccuracyPrior) {
    self.likelihood = likelihood
    self.prior = prior
    covariance = CovarianceCoordinates(prior: prior.covariance)
  }

  /// log prior density of the means.
  func logMeanPrior(_ muSensitivity: Double, _ muSpecificity: Double) -> Double {
    prior.muSensitivity.logDensity(muSensitivity) + prior.muSpecificity.logDensity(muSpecificity)
  }

  /// log prior density of (mu_se, mu_sp, tau_se, tau_sp, rho), on these scales.
  ///
  /// - Parameter point: the parameters.
  /// - Returns: minus infinity outside the prior's support.
  public func logPrior(at point: BivariatePoint) -> Double { prior.logDensity(at: point) }

  /// The mode of the collapsed posterior in (mu_se, mu_sp and the scores of the covariance).
  ///
  /// From crude means and small, median and large heterogeneity; see `highestMode`.
  ///
  /// - Returns: coordinates as `GradientPosterior` has them.
  public func mode() -> [Double] {
    let target = GradientPosterior(model: self)
    var crude = [0.0, 0.0]
    for (k, arms) in [likelihood.studies.map(\.diseased), likelihood.studies.map(\.nondiseased)]
      .enumerated()
    {
      let correct = arms.reduce(0.5) { $0 + Double($1?.correct ?? 0) }
      let incorrect = arms.reduce(0.5) { $0 + Double($1?.incorrect ?? 0) }
      crude[k] = log(correct / incorrect)
    }
    // Beside prior scores, tau = 0.5: a diffuse prior's median can lie far outside any likelihood.
    let usual = covariance.scores(
      logTauSensitivity: log(0.5), logTauSpecificity: log(0.5), fisherZ: 0)
    let starts = [SIMD3(0, 0, 0), SIMD3(-1, -1, 0), SIMD3(1, 1, 0), usual]
    return highestMode(
      of: target, starts: starts.map { crude + [$0.x, $0.y, $0.z] }, maxIterations: 60)
      ?? crude + [0, 0, 0]
  }
}
