import CollapsedLikelihood
import DensityInterface

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The collapsed posterior in the coordinates in which a normal-like proposal fits it.
///
/// x[0...2]: the scores of tau_se, tau_sp and rho, standard normal under the prior
/// (`CovarianceCoordinates`); x[3], x[4]: the means, standardised by their approximate conditional
/// distribution given Sigma (`StandardisedMeans`). The scores come first, because a triangular
/// proposal describes each coordinate given those before it. In these coordinates the prior of the
/// scores is N(0, I) and the likelihood bounded, so importance weights against a proposal with
/// tails at least normal are bounded too.
///
///     log density = log L(psi(x)) + log p(mu) + log det chol V(Sigma) - (x0^2 + x1^2 + x2^2) / 2
public struct CollapsedPosterior: BlockLogDensity {
  /// The model sampled.
  public let model: BivariateModel
  /// Five coordinates.
  public let dimension = 5
  /// The posterior mode in these coordinates: where an adaptation should start.
  public let start: [Double]

  private let means: StandardisedMeans

  /// Finds the mode and linearises the means there.
  ///
  /// - Parameter model: data and prior.
  public init(model: BivariateModel) {
    self.model = model
    let mode = model.mode()
    let reference = GradientPosterior(model: model).point(at: mode.span)
    means = StandardisedMeans(
      studies: model.likelihood.studies, reference: reference, prior: model.prior)
    let conditional = Self.conditional(means, reference)
    let x3 = (reference.muSensitivity - conditional.mean.x) / conditional.factor11
    let x4 =
      (reference.muSpecificity - conditional.mean.y - conditional.factor21 * x3)
      / conditional.factor22
    start = [mode[2], mode[3], mode[4], x3, x4]
  }

  private static func conditional(
    _ means: StandardisedMeans, _ point: BivariatePoint
  ) -> StandardisedMeans.Conditional {
    // rho = tanh z and sqrt(1 - rho^2) = 1 / cosh z by one exponential.
    let shrunk = exp(-abs(point.fisherZ))
    let scale = 1 / (1 + shrunk * shrunk)
    let magnitude = (1 - shrunk * shrunk) * scale
    return means.conditional(
      variance1: point.tauSensitivity * point.tauSensitivity,
      variance2: point.tauSpecificity * point.tauSpecificity,
      correlation: point.fisherZ < 0 ? -magnitude : magnitude, complement: 2 * shrunk * scale)
  }

  /// The parameters and the log determinant of d mu / d (x3, x4); nil where a SD or the correlation
  /// leaves the range in which all that follows is finite.
  @inline(__always)
  private func expand(
    _ x0: Double, _ x1: Double, _ x2: Double, _ x3: Double, _ x4: Double
  ) -> (point: BivariatePoint, logDeterminant: Double)? {
    let (logTau1, logTau2, fisherZ) = model.covariance.evaluate(x0, x1, x2)
    guard logTau1 > -300, logTau2 > -300, abs(fisherZ) < 300 else { return nil }
    var point = BivariatePoint(
      muSensitivity: 0, muSpecificity: 0, tauSensitivity: exp(logTau1),
      tauSpecificity: exp(logTau2), fisherZ: fisherZ)
    guard max(point.tauSensitivity, point.tauSpecificity) <= CollapsedLikelihood.largestDeviation
    else { return nil }
    let conditional = Self.conditional(means, point)
    point.muSensitivity = conditional.mean.x + conditional.factor11 * x3
    point.muSpecificity =
      conditional.mean.y + conditional.factor21 * x3 + conditional.factor22 * x4
    return (point, conditional.logDeterminant)
  }

  @inline(__always)
  private func logDensity(
    _ x0: Double, _ x1: Double, _ x2: Double, _ x3: Double, _ x4: Double
  ) -> Double {
    guard let (point, logDeterminant) = expand(x0, x1, x2, x3, x4) else { return -.infinity }
    return model.likelihood.logLikelihood(at: point)
      + model.logMeanPrior(point.muSensitivity, point.muSpecificity) + logDeterminant
      - 0.5 * (x0 * x0 + x1 * x1 + x2 * x2)
  }

  /// The parameters at a position.
  ///
  /// - Parameter position: five coordinates.
  /// - Returns: nil where a SD leaves e^-300 ... e^170 or |atanh rho| passes 300 (density zero).
  public func point(at position: Span<Double>) -> BivariatePoint? {
    expand(position[0], position[1], position[2], position[3], position[4])?.point
  }

  /// The log density; see `LogDensity`.
  ///
  /// - Parameter position: five coordinates.
  /// - Returns: the value up to a constant; `-infinity` where `point(at:)` is nil.
  public func logDensity(at position: Span<Double>) -> Double {
    logDensity(position[0], position[1], position[2], position[3], position[4])
  }

  /// The log densities of several points; see `BlockLogDensity`.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - values: one a point, overwritten.
  public func logDensities(at positions: Span<Double>, into values: inout MutableSpan<Double>) {
    let n = values.count
    precondition(positions.count == 5 * n)
    for j in values.indices {
      values[j] = logDensity(
        positions[j], positions[n + j], positions[2 * n + j], positions[3 * n + j],
        positions[4 * n + j])
    }
  }
}
