import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import SpecialFunctions

/// The priors of Lambda, Theta, beta, v_a and v_t by themselves, which follow from that of the reference's
/// means, SDs and correlation and have no closed form: kernel densities of the prior at the points of a
/// Halton net. They are for pictures; no sampler reads them.
struct HSROCPriorMargins: Sendable {
  private static let points = 2048

  /// Sorted values of each of the five, the variances as logarithms.
  private let values: [[Double]]
  private let bandwidths: [Double]

  init(prior: AccuracyPrior, covariance: CovarianceCoordinates) {
    var values = [[Double]](repeating: [], count: 5)
    for number in 1...Self.points {
      let scores = [2, 3, 5, 7, 11].map {
        normalQuantile(Self.radicalInverse(number, base: $0))
      }
      let (first, second, fisherZ) = covariance.evaluate(scores[0], scores[1], scores[2])
      guard abs(second - first) < HSROCModel.largestShape, abs(fisherZ) < 300 else { continue }
      let scale = HSROCPoint.Scale(
        BivariatePoint(
          muSensitivity: prior.muSensitivity.quantile(normalScore: scores[3]),
          muSpecificity: prior.muSpecificity.quantile(normalScore: scores[4]),
          tauSensitivity: exp(first), tauSpecificity: exp(second), fisherZ: fisherZ))
      let own = [
        scale.lambda, scale.theta, scale.beta, log(scale.varianceOfAccuracy),
        log(scale.varianceOfThreshold),
      ]
      for k in own.indices where own[k].isFinite { values[k].append(own[k]) }
    }
    self.values = values.map { $0.sorted() }
    bandwidths = self.values.map { sorted in
      guard sorted.count > 8 else { return 1 }
      // A normal reference rule on the middle half, which heavy tails do not widen.
      let spread = sorted[3 * sorted.count / 4] - sorted[sorted.count / 4]
      return max(0.9 * spread / 1.349 * pow(Double(sorted.count), -0.2), 1e-9)
    }
  }

  /// The k-th of the five at a value.
  ///
  /// - Parameters:
  ///   - k: Lambda, Theta, beta, v_a, v_t.
  ///   - value: in its support.
  /// - Returns: the log density.
  func logDensity(_ k: Int, at value: Double) -> Double {
    let isVariance = k > 2
    let x = isVariance ? log(value) : value
    let h = bandwidths[k]
    let sum = values[k].reduce(0) { $0 + exp(-0.5 * ($1 - x) * ($1 - x) / (h * h)) }
    let scale = Double(values[k].count) * h * (2 * Double.pi).squareRoot()
    return log(sum / scale) - (isVariance ? x : 0)
  }

  /// The digits of a number behind the point, in their opposite order.
  private static func radicalInverse(_ number: Int, base: Int) -> Double {
    var (rest, unit, value) = (number, 1.0 / Double(base), 0.0)
    while rest > 0 {
      value += unit * Double(rest % base)
      rest /= base
      unit /= Double(base)
    }
    return value
  }
}
