import CMath
import CollapsedLikelihood
import Draws
import ModelInterface

/// The collapsed posterior with its gradient, in (mu_se, mu_sp, score of tau_se, of tau_sp, of rho).
///
/// The scores are standard normal under the prior (`CovarianceCoordinates`), so
/// log density = log L + log p(mu) - |scores|^2 / 2. For NUTS and for the mode.
public struct GradientPosterior: DifferentiableLogDensity, DecodableDensity {
  /// The model sampled.
  public let model: BivariateModel
  /// Five coordinates.
  public let dimension = 5

  /// The density of a model.
  ///
  /// - Parameter model: data and prior.
  public init(model: BivariateModel) { self.model = model }

  /// The parameters at a position.
  ///
  /// - Parameter position: five coordinates.
  /// - Returns: the point; its SDs may leave the range of doubles for extreme scores.
  public func point(at position: Span<Double>) -> BivariatePoint {
    let (logTau1, logTau2, fisherZ) = model.covariance.evaluate(
      position[2], position[3], position[4])
    return BivariatePoint(
      muSensitivity: position[0], muSpecificity: position[1],
      tauSensitivity: exp(logTau1), tauSpecificity: exp(logTau2), fisherZ: fisherZ)
  }

  /// What `decode` gives; see `DecodableDensity`.
  public var variables: [Variable] { BivariateDraws.variables }

  /// The parameters at many positions; see `DecodableDensity`.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - count: number of points.
  ///   - columns: overwritten.
  ///   - stride: distance of two columns.
  ///   - offset: where the first point goes.
  public func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    BivariatePoint.decode(
      positions, count: count, dimension: dimension, into: &columns, stride: stride,
      offset: offset, point: point(at:))
  }

  private func isUsable(_ point: BivariatePoint) -> Bool {
    let deviations = 1e-130...CollapsedLikelihood.largestDeviation
    return deviations.contains(point.tauSensitivity) && deviations.contains(point.tauSpecificity)
      && abs(point.fisherZ) < 300 && abs(point.muSensitivity) < 1e100
      && abs(point.muSpecificity) < 1e100
  }

  /// The log density; see `LogDensity`.
  ///
  /// - Parameter position: five coordinates.
  /// - Returns: the log density up to a constant.
  public func logDensity(at position: Span<Double>) -> Double {
    let point = point(at: position)
    guard isUsable(point) else { return -.infinity }
    let squares = position[2] * position[2] + position[3] * position[3] + position[4] * position[4]
    return model.likelihood.logLikelihood(at: point)
      + model.logMeanPrior(point.muSensitivity, point.muSpecificity) - 0.5 * squares
  }

  /// The log density and its gradient; see `DifferentiableLogDensity`.
  ///
  /// - Parameters:
  ///   - position: five coordinates.
  ///   - gradient: five values, overwritten.
  /// - Returns: the log density up to a constant.
  public func logDensity(
    at position: Span<Double>, gradient: inout MutableSpan<Double>
  ) -> Double {
    let point = point(at: position)
    guard isUsable(point) else { return -.infinity }
    let (value, slopes) = model.likelihood.logLikelihoodAndGradient(at: point)
    let scores = SIMD3(position[2], position[3], position[4])
    let pulled = model.covariance.pullBack(
      scores: scores, gradient: SIMD3(slopes[2], slopes[3], slopes[4]))
    gradient[0] = slopes[0] + model.prior.muSensitivity.logDensityDerivative(point.muSensitivity)
    gradient[1] = slopes[1] + model.prior.muSpecificity.logDensityDerivative(point.muSpecificity)
    for k in 0..<3 { gradient[2 + k] = pulled[k] - scores[k] }
    return value + model.logMeanPrior(point.muSensitivity, point.muSpecificity)
      - 0.5 * (scores * scores).sum()
  }
}
