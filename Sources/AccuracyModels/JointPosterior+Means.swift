import AccuracyData
import CMath
import Distributions

/// The coordinate of one mean of a joint density: mu = m(tau) + s(tau) x.
///
/// With the empirical logits of the arms, l = log((y + 1/2) / (n - y + 1/2)), as normal observations
/// of weight w = (y + 1/2) (n - y + 1/2) / (n + 1), and precision P0 of the prior around m0,
///
///     1 / s^2 = P0 + sum v,   m = s^2 (P0 m0 + sum v l),   v = w / (1 + w tau^2).
///
/// Without it the conditional SD of mu, about tau / sqrt(N), makes a funnel of mu and log tau.
struct JointMean: Sendable {
  private let weights, logits: [Double]
  private let priorPrecision, priorMean: Double

  /// - Parameters:
  ///   - arms: the margin's arms; a missing one says nothing.
  ///   - prior: of the mean; its median and half the distance of its quantiles at scores -1 and 1
  ///     serve as m0 and SD.
  init(_ arms: [AccuracyArm?], prior: ScalarPrior) {
    let observed = arms.compactMap { $0 }.filter { $0.total > 0 }
    let counts = observed.map { (Double($0.correct) + 0.5, Double($0.incorrect) + 0.5) }
    weights = counts.map { $0 * $1 / ($0 + $1) }
    logits = counts.map { log($0 / $1) }
    let sd = 0.5 * (prior.quantile(normalScore: 1) - prior.quantile(normalScore: -1))
    priorPrecision = 1 / (sd * sd)
    priorMean = prior.quantile(normalScore: 0)
  }

  /// m and log s with their derivatives with respect to log tau.
  struct Scale {
    var centre, scale, logScale: Double
    var centreSlope, logScaleSlope: Double

    func mean(_ x: Double) -> Double { centre + scale * x }

    /// d mu / d log tau at a coordinate.
    func slope(_ x: Double) -> Double { centreSlope + scale * logScaleSlope * x }
  }

  func scale(tau: Double) -> Scale {
    let square = tau * tau
    var (precision, pull) = (priorPrecision, priorPrecision * priorMean)
    var (precisionSlope, pullSlope) = (0.0, 0.0)
    for k in weights.indices {
      let share = weights[k] / (1 + weights[k] * square)
      let slope = -2 * square * share * share
      precision += share
      pull += share * logits[k]
      precisionSlope += slope
      pullSlope += slope * logits[k]
    }
    let centre = pull / precision
    return Scale(
      centre: centre, scale: 1 / precision.squareRoot(), logScale: -0.5 * log(precision),
      centreSlope: (pullSlope - centre * precisionSlope) / precision,
      logScaleSlope: -0.5 * precisionSlope / precision)
  }
}
