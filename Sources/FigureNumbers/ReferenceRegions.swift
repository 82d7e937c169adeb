import AccuracyMeasures
import CMath
import Distributions
import Fitting
import FrequentistFits
import SpecialFunctions

/// What stands beside the posterior in the SROC plane: the prior alone, and maximum likelihood.
extension FitResult {
  /// Where the prior alone expects the summary point, with the probability of the run's intervals.
  ///
  /// An ellipse of the two logits as for the posterior, over 4,096 points of Halton's sequence put
  /// through the prior's quantiles: no seed, and the same for every run.
  package var priorRegion: Region? {
    let points = (1...4096).map { (halton($0, base: 2), halton($0, base: 3)) }
    let sensitivities = points.map {
      prior.muSensitivity.quantile(normalScore: normalQuantile($0.0))
    }
    let specificities = points.map {
      prior.muSpecificity.quantile(normalScore: normalQuantile($0.1))
    }
    return try? credibleRegion(
      muSensitivity: sensitivities, muSpecificity: specificities, level: options.level)
  }

  /// Summary accuracy by exact maximum likelihood; without standard errors both ends are the estimate.
  /// Nil where there is no estimate.
  package var maximumLikelihoodSummary:
    (sensitivity: IntervalEstimate, specificity: IntervalEstimate)?
  {
    guard let point = maximumLikelihood.point else { return nil }
    func alone(_ logit: Double) -> IntervalEstimate {
      let value = expit(logit)
      return IntervalEstimate(estimate: value, lower: value, upper: value)
    }
    let level = options.level
    return (
      maximumLikelihood.sensitivity(level: level) ?? alone(point.muSensitivity),
      maximumLikelihood.specificity(level: level) ?? alone(point.muSpecificity)
    )
  }

  /// Wald's region of exact maximum likelihood: the ellipse of the logit means with radius
  /// sqrt(-2 log(1 - level)), the chi-squared quantile on two degrees of freedom.
  package var maximumLikelihoodRegion: Region? {
    let fit = maximumLikelihood
    guard let point = fit.point,
      let sensitivity = fit.standardError(of: { $0.muSensitivity }),
      let specificity = fit.standardError(of: { $0.muSpecificity }),
      let sum = fit.standardError(of: { $0.muSensitivity + $0.muSpecificity })
    else { return nil }
    let (first, second) = (sensitivity * sensitivity, specificity * specificity)
    let covariance = LogitCovariance(
      varianceSensitivity: first, varianceSpecificity: second,
      covariance: (sum * sum - first - second) / 2)
    return try? Region(
      center: (point.muSensitivity, point.muSpecificity), covariance: covariance,
      squaredRadius: -2 * log1p(-options.level), level: options.level)
  }
}

/// The element of a Halton sequence: the digits of the index in a base, mirrored at the point.
private func halton(_ index: Int, base: Int) -> Double {
  var (rest, place, value) = (index, 1.0, 0.0)
  while rest > 0 {
    place /= Double(base)
    value += Double(rest % base) * place
    rest /= base
  }
  return value
}
