import CMath
import Distributions

/// A coordinate change that turns the tails of Student's t into those of a normal.
///
///     x = sign(w) sqrt(df (exp(w^2 / df) - 1)),    log dx/dw = w^2 / df - log(r) / 2,
///     r = (exp(q) - 1) / q,    q = w^2 / df
///
/// Where a prior with few degrees of freedom rules a mean, w is close to a standard normal, so that
/// the weights against a proposal with tails at least normal stay bounded.
package struct TailStretch: Sendable {
  /// Degrees of freedom; nil leaves the coordinate as it is.
  package let degreesOfFreedom: Double?

  /// Beyond it the density of a stretched coordinate takes the value 0; a t with one degree of freedom
  /// has 1e-12 of its mass there.
  static let largest = 1e12

  /// Stretches part of an array, in place; what comes out beyond `largest` is NaN.
  ///
  /// - Parameters:
  ///   - values: coordinates.
  ///   - range: those to stretch.
  /// - Returns: the logs of the slopes there; empty where nothing is stretched.
  package func stretch(_ values: inout [Double], _ range: Range<Int>) -> [Double] {
    guard let df = degreesOfFreedom else { return [] }
    return range.map { index in
      let w = values[index]
      let q = w * w / df
      let r = q < 1e-12 ? 1 : expm1(q) / q
      let x = w * r.squareRoot()
      values[index] = abs(x) < Self.largest ? x : .nan
      return q - 0.5 * log(r)
    }
  }

  /// The inverse map.
  package func unstretched(_ x: Double) -> Double {
    guard let df = degreesOfFreedom else { return x }
    let w = (df * log1p(x * x / df)).squareRoot()
    return x < 0 ? -w : w
  }
}

extension TailStretch {
  /// Stretches the coordinate of a mean whose prior has heavier tails than the proposal's defence.
  package init(prior: ScalarPrior) {
    if case .studentT(let df, _, _) = prior, df < 8 {
      degreesOfFreedom = df
    } else {
      degreesOfFreedom = nil
    }
  }
}
