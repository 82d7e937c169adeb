import AccuracyData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The oracle: a study's collapsed log likelihood by a slow rule that shares no code with the kernel.
///
/// In the coordinates t1 = mu1 + tau1 z1, t2 = mu2 + tau2 (rho z1 + sqrt(1 - rho^2) z2) the
/// integrand is log-concave. The inner and the outer integral are trapezoid rules that start at the
/// maximum and walk outwards until the terms have fallen by exp(-40); the spacing is far below what
/// the normal (e^-35 of aliasing at 0.75 SD) and the binomial factor allow. Where a wide normal
/// meets a narrow factor (more than `evenNodes` nodes) each axis is cut into panels that double in
/// length away from where the factor bends, with Gauss-Legendre nodes on each.
public struct DenseRule: Sendable {
  /// Panels replace the trapezoid rule above this many nodes an axis.
  private let evenNodes = 600.0
  /// Divides every spacing; larger is finer.
  private let refinement: Double

  /// The rule.
  ///
  /// - Parameter refinement: divides every spacing, at least 1.
  public init(refinement: Double = 1) {
    precondition(refinement >= 1)
    self.refinement = refinement
  }

  /// log L_i of one study, binomial coefficients included.
  ///
  /// - Parameters:
  ///   - study: the study; a missing arm counts as factor 1.
  ///   - point: SDs positive and finite.
  /// - Returns: the log of the two-dimensional integral.
  public func logLikelihood(of study: AccuracyStudy, at point: BivariatePoint) -> Double {
    let first = Arm(study.diseased, mean: point.muSensitivity, tau: point.tauSensitivity)
    let second = Arm(study.nondiseased, mean: point.muSpecificity, tau: point.tauSpecificity)
    let (rho, root) = (point.correlation, point.complement)
    let outer = axis(
      rates: [(first.rate, first.bend), (abs(rho) * second.rate, second.bend / (rho == 0 ? 1 : rho))])
    let value = outer.logIntegral { z1 in
      let inner = axis(rates: [(root * second.rate, (second.bend - rho * z1) / root)])
      return first.logFactor(z1) - 0.5 * z1 * z1
        + inner.logIntegral { z2 in second.logFactor(rho * z1 + root * z2) - 0.5 * z2 * z2 }
    }
    return value - log(2 * Double.pi) + first.logCoefficient + second.logCoefficient
  }

  private func axis(rates: [(rate: Double, bend: Double)]) -> DenseAxis {
    let density =
      refinement * sqrt(rates.reduce(1 / (0.75 * 0.75)) { $0 + $1.rate * $1.rate })
    guard 20 * density > evenNodes else { return .even(spacing: 1 / density) }
    return .panels(
      rates.filter { $0.rate > 0 }.map { (bend: $0.bend, width: 1 / $0.rate) },
      refinement: refinement)
  }
}

/// One arm in the standardised coordinate: t = mean + tau z.
private struct Arm {
  let correct: Double
  let total: Double
  let mean: Double
  let tau: Double
  let logCoefficient: Double

  init(_ arm: AccuracyArm?, mean: Double, tau: Double) {
    correct = Double(arm?.correct ?? 0)
    total = Double(arm?.total ?? 0)
    self.mean = mean
    self.tau = tau
    logCoefficient = arm.map { logBinomialCoefficient(trials: $0.total, successes: $0.correct) } ?? 0
  }

  /// Nodes per unit of z that the factor needs: its transform has fallen to 1e-15 at spacing
  /// min(0.5, 1.4 / sqrt(n)) of the logit.
  var rate: Double { total == 0 ? 0 : tau / min(0.5, 1.4 / sqrt(total)) }

  /// Where on the z axis the factor bends most.
  var bend: Double {
    let logit = log((correct + 0.5) / (total - correct + 0.5))
    return (logit - mean) / tau
  }

  func logFactor(_ z: Double) -> Double {
    let t = mean + tau * z
    return correct * t - total * (max(t, 0) + log1p(exp(-abs(t))))
  }
}
