import CMath
import ChainStatistics
import Drawing
import Draws
import Fitting
import ModelInterface
import SpecialFunctions

/// Quantiles of the likelihood ratios over posterior draws, and with them of the predictive values at
/// every prevalence.
///
/// `logit PPV = logit(prevalence) + log LR+` and `logit(1 - NPV) = logit(prevalence) + log LR-` are
/// monotone in the likelihood ratio, so that order statistics of LR+ and LR- are those of PPV and NPV at
/// any prevalence. Two neighbours of each quantile are kept: what is between them is interpolated after
/// the transformation, as if the draws of PPV themselves had been sorted.
struct LikelihoodRatioDraws: Sendable {
  private let positive: OrderedPairs
  private let negative: OrderedPairs

  /// From draws of the true logits of sensitivity and specificity.
  ///
  /// - Parameters:
  ///   - logitSensitivity: one a draw.
  ///   - logitSpecificity: one a draw.
  ///   - level: probability of the equal-tailed intervals.
  init(logitSensitivity: [Double], logitSpecificity: [Double], level: Double) {
    let draws = zip(logitSensitivity, logitSpecificity)
    // log Se = -log(1 + exp(-a)) and log(1 - Sp) = -log(1 + exp(b)) keep their digits near 0 and 1.
    positive = OrderedPairs(draws.map { -softplus(-$0) + softplus($1) }, level: level)
    negative = OrderedPairs(draws.map { -softplus($0) + softplus(-$1) }, level: level)
  }

  /// LR+.
  var positiveRatio: FigureInterval { positive.interval(exp) }
  /// LR-.
  var negativeRatio: FigureInterval { negative.interval(exp) }

  /// Probability of disease after a positive result (PPV).
  ///
  /// - Parameter prevalence: in [0, 1].
  /// - Returns: median and interval.
  package func positivePredictiveValue(prevalence: Double) -> FigureInterval {
    let preTest = logit(prevalence)
    return positive.interval { inverseLogit(preTest + $0) }
  }

  /// Probability of no disease after a negative result (NPV).
  ///
  /// - Parameter prevalence: in [0, 1].
  /// - Returns: median and interval.
  package func negativePredictiveValue(prevalence: Double) -> FigureInterval {
    let preTest = logit(prevalence)
    let reversed = negative.interval { inverseLogit(-(preTest + $0)) }
    return FigureInterval(reversed.estimate, reversed.upper, reversed.lower)
  }
}

/// The order statistics on either side of median, lower and upper quantile.
private struct OrderedPairs: Sendable {
  private struct Pair: Sendable {
    var below: Double
    var above: Double
    var fraction: Double
  }

  private let median: Pair
  private let lower: Pair
  private let upper: Pair

  init(_ values: [Double], level: Double) {
    let last = Double(max(values.count - 1, 1))
    let probabilities = [0.5, (1 - level) / 2, (1 + level) / 2]
    let places = probabilities.map { Double(values.count - 1) * $0 }
    let ranks = places.flatMap { [$0.rounded(.down), $0.rounded(.up)] }
    let found = quantiles(of: values, probabilities: ranks.map { min($0 / last, 1) })
    let pairs = places.indices.map { k in
      Pair(
        below: found[2 * k], above: found[2 * k + 1],
        fraction: places[k] - places[k].rounded(.down))
    }
    (median, lower, upper) = (pairs[0], pairs[1], pairs[2])
  }

  /// Quantiles of a monotone function of the values.
  func interval(_ transform: (Double) -> Double) -> FigureInterval {
    func at(_ pair: Pair) -> Double {
      let (below, above) = (transform(pair.below), transform(pair.above))
      guard pair.fraction > 0, below != above else { return below }
      return (1 - pair.fraction) * below + pair.fraction * above
    }
    return FigureInterval(at(median), at(lower), at(upper))
  }
}

extension FitResult {
  /// Likelihood ratios at the summary point.
  var summaryRatioDraws: LikelihoodRatioDraws {
    LikelihoodRatioDraws(
      logitSensitivity: sample.draws.pooled(.muSensitivity),
      logitSpecificity: sample.draws.pooled(.muSpecificity), level: options.level)
  }

  /// Likelihood ratios in a new setting.
  var newSettingRatioDraws: LikelihoodRatioDraws {
    LikelihoodRatioDraws(
      logitSensitivity: newStudyLogits.sensitivity, logitSpecificity: newStudyLogits.specificity,
      level: options.level)
  }
}
