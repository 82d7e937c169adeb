import CMath
import SpecialFunctions

/// Quantiles of the likelihood ratios over posterior draws, and with them of the predictive values at
/// every prevalence.
///
/// PPV rises with LR+ and NPV falls with LR- at any prevalence, so that order statistics of the ratios
/// are those of the predictive values. Two neighbours of each quantile are kept: what is between them is
/// interpolated after the transformation, as if the draws of PPV themselves had been sorted.
public struct LikelihoodRatioQuantiles: Sendable {
  private let positive: OrderedPairs
  private let negative: OrderedPairs

  /// From draws of the true logits of sensitivity and specificity.
  ///
  /// - Parameters:
  ///   - logitSensitivities: one a draw, without NaN.
  ///   - logitSpecificities: one a draw, in the same order.
  ///   - level: probability of the equal-tailed intervals.
  public init(logitSensitivities: [Double], logitSpecificities: [Double], level: Double) {
    let draws = zip(logitSensitivities, logitSpecificities)
    // log Se = -log(1 + exp(-a)) and log(1 - Sp) = -log(1 + exp(b)) keep their digits near 0 and 1.
    positive = OrderedPairs(draws.map { -softplus(-$0) + softplus($1) }, level: level)
    negative = OrderedPairs(draws.map { -softplus($0) + softplus(-$1) }, level: level)
  }

  /// LR+: median and interval.
  public var positiveRatio: IntervalEstimate { positive.interval(exp) }
  /// LR-: median and interval.
  public var negativeRatio: IntervalEstimate { negative.interval(exp) }

  /// PPV and NPV.
  ///
  /// - Parameter prevalence: in [0, 1].
  /// - Returns: medians and intervals.
  public func predictiveValues(prevalence: Double) -> PredictiveValues {
    let falling = negative.interval {
      negativePredictiveValue(likelihoodRatio: exp($0), prevalence: prevalence)
    }
    return PredictiveValues(
      positive: positive.interval {
        positivePredictiveValue(likelihoodRatio: exp($0), prevalence: prevalence)
      },
      negative: IntervalEstimate(
        estimate: falling.estimate, lower: falling.upper, upper: falling.lower))
  }

  /// PPV and NPV over all prevalences: at 0 and 1 and in between evenly in the logit of the prevalence,
  /// where they bend everywhere alike.
  ///
  /// - Returns: prevalences in ascending order with the values there.
  public func predictiveCurve() -> [(prevalence: Double, values: PredictiveValues)] {
    let inner = stride(from: -9.0, through: 9, by: 0.2).map(expit)
    return ([0] + inner + [1]).map { ($0, predictiveValues(prevalence: $0)) }
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
    let places = [0.5, (1 - level) / 2, (1 + level) / 2].map { Double(values.count - 1) * $0 }
    let ranks = Set(places.flatMap { [Int($0), Int($0.rounded(.up))] }).sorted()
    var statistics = OrderStatistics()
    let found = Dictionary(
      uniqueKeysWithValues: zip(ranks, statistics.select(ranks: ranks, from: values)))
    let pairs = places.map { place in
      Pair(
        below: found[Int(place)] ?? .nan, above: found[Int(place.rounded(.up))] ?? .nan,
        fraction: place - place.rounded(.down))
    }
    (median, lower, upper) = (pairs[0], pairs[1], pairs[2])
  }

  /// Quantiles (type 7 of Hyndman and Fan) of a monotone function of the values.
  func interval(_ transform: (Double) -> Double) -> IntervalEstimate {
    func at(_ pair: Pair) -> Double {
      let (below, above) = (transform(pair.below), transform(pair.above))
      guard pair.fraction > 0, below != above else { return below }
      return (1 - pair.fraction) * below + pair.fraction * above
    }
    return IntervalEstimate(estimate: at(median), lower: at(lower), upper: at(upper))
  }
}
