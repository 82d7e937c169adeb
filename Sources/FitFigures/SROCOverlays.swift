import AccuracyMeasures
import CMath
import Comparison
import Distributions
import Documents
import Drawing
import Figures
import Fitting
import FrequentistFits
import Requests
import SpecialFunctions

extension FitResult {
  /// Where the prior alone expects the summary point, with the probability of the run's intervals.
  ///
  /// An ellipse of the two logits as for the posterior, over 4,096 points of Halton's sequence put
  /// through the prior's quantiles: no seed, and the same for every run.
  var priorRegion: SROCPlane.Region? {
    let points = (1...4096).map { (halton($0, base: 2), halton($0, base: 3)) }
    let sensitivities = points.map {
      prior.muSensitivity.quantile(normalScore: normalQuantile($0.0))
    }
    let specificities = points.map {
      prior.muSpecificity.quantile(normalScore: normalQuantile($0.1))
    }
    let region = try? credibleRegion(
      muSensitivity: sensitivities, muSpecificity: specificities, level: options.level)
    return region.map {
      SROCPlane.Region(kind: .prior, level: options.level, outlines: [planePoints($0.polygon)])
    }
  }

  /// Exact maximum likelihood with its Wald region; nil where there is no estimate.
  var maximumLikelihoodComparison: SROCPlane.Comparison? {
    let level = options.level
    guard let point = maximumLikelihood.point else { return nil }
    func alone(_ logit: Double) -> FigureInterval {
      let value = 1 / (1 + exp(-logit))
      return FigureInterval(value, value, value)
    }
    func interval(_ fitted: FittedInterval?, _ logit: Double) -> FigureInterval {
      fitted.map { FigureInterval($0.estimate, $0.lower, $0.upper) } ?? alone(logit)
    }
    var label = "Exact maximum likelihood"
    if case .boundary = maximumLikelihood.status { label += " (boundary)" }
    return SROCPlane.Comparison(
      label: label,
      sensitivity: interval(maximumLikelihood.sensitivity(level: level), point.muSensitivity),
      specificity: interval(maximumLikelihood.specificity(level: level), point.muSpecificity),
      outline: waldOutline ?? [])
  }

  /// The ellipse of the logit means with radius sqrt(-2 log(1 - level)), the chi-squared quantile on
  /// two degrees of freedom.
  private var waldOutline: [SROCPlane.Point]? {
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
    let region = try? Region(
      center: (point.muSensitivity, point.muSpecificity), covariance: covariance,
      squaredRadius: -2 * log1p(-options.level), level: options.level)
    return region.map { planePoints($0.polygon) }
  }
}

extension SROCPlane.Comparison {
  /// A published value; nil where it lacks sensitivity or specificity and so has no place.
  ///
  /// - Parameters:
  ///   - value: as typed in.
  ///   - level: of the figure's intervals; where those of the value have another, its label says so.
  package init?(_ value: PublishedValue, level: Double) {
    guard let sensitivity = value.sensitivity, let specificity = value.specificity else {
      return nil
    }
    func interval(_ share: PublishedValue.Proportion) -> FigureInterval {
      FigureInterval(share.estimate, share.lower ?? share.estimate, share.upper ?? share.estimate)
    }
    let hasInterval = sensitivity.upper != nil || specificity.upper != nil
    let isWhole = (value.level * 100).rounded() == value.level * 100
    let percent = NumberText.percent(value.level, decimals: isWhole ? 0 : 1)
    self.init(
      label: SafeText.visible(value.label)
        + (hasInterval && value.level != level ? " (\(percent) interval)" : ""),
      sensitivity: interval(sensitivity), specificity: interval(specificity))
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
