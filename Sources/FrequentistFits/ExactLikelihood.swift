import AccuracyData
import CMath
import CollapsedLikelihood

/// The exact binomial-normal likelihood: the collapsed likelihood that the samplers sample, in the
/// coordinates of `EstimatedPoint`, and its limits at the edges of the parameter space.
struct ExactLikelihood: MarginalLikelihood {
  private struct Level: Sendable {
    let interior: CollapsedLikelihood
    let edge: SingleFactorLikelihood
  }

  private let levels: [Level]
  private let bound: SaturatedBound

  var levelCount: Int { levels.count }

  func upperBound(in space: CovarianceSpace) -> Double { bound.value(in: space) }

  /// Tight enough for derivatives to 1e-8, from which standard errors are worked out.
  private static let tolerance = 1e-10
  /// Nearer than this to |rho| = 1 (sqrt(1 - rho^2)), and below this tau, the limit is taken. It
  /// differs by the square of the former and, where cross is not 0, by a multiple of the latter.
  private static let smallestComplement = 1e-4
  private static let smallestDeviation = 1e-7

  /// - Parameter levels: the studies of each level of the covariate, none empty.
  init(levels: [[AccuracyStudy]]) {
    self.levels = levels.map {
      Level(
        // Tables would cost more than a fit's hundred evaluations save.
        interior: CollapsedLikelihood(
          studies: $0, tolerance: Self.tolerance, tabulated: false),
        edge: SingleFactorLikelihood(studies: $0))
    }
    bound = SaturatedBound(levels: levels)
  }

  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double {
    let base = 2 * levels.count
    let (first, cross, second) = (
      coordinates[base], coordinates[base + 1], coordinates[base + 2]
    )
    guard SearchLimits.hold(coordinates, loadings: 3) else { return -.infinity }
    for k in 0..<3 { gradient[base + k] = 0 }
    let tau = hypot(cross, second)
    if tau < Self.smallestDeviation || abs(second) < Self.smallestComplement * tau {
      return edge(coordinates, loading: (first, cross < 0 ? -tau : tau), &gradient) { g, out in
        out[base] += g.x
        // Towards second = 0 the likelihood is even in it.
        out[base + 1] += g.y * (tau > 0 ? abs(cross) / tau : 1)
      }
    }
    if abs(first) < Self.smallestDeviation {
      return edge(coordinates, loading: (0, tau), &gradient) { g, out in
        out[base + 1] += g.y * cross / tau
        out[base + 2] += g.y * second / tau
      }
    }
    return interior(coordinates, tau: tau, &gradient)
  }

  private func edge(
    _ coordinates: [Double], loading: (Double, Double), _ gradient: inout [Double],
    _ chain: (SIMD2<Double>, inout [Double]) -> Void
  ) -> Double {
    var value = 0.0
    for (index, level) in levels.enumerated() {
      let means = SIMD2(coordinates[2 * index], coordinates[2 * index + 1])
      let result = level.edge.evaluate(means: means, loadings: SIMD2(loading.0, loading.1))
      value += result.value
      gradient[2 * index] = result.meanGradient.x
      gradient[2 * index + 1] = result.meanGradient.y
      chain(result.loadingGradient, &gradient)
    }
    return value
  }

  /// With tau = hypot(cross, second) and z = atanh rho = sign(first) asinh(cross / |second|):
  /// d z / d cross = sign / tau and d z / d second = -sign cross / (second tau).
  private func interior(
    _ coordinates: [Double], tau: Double, _ gradient: inout [Double]
  ) -> Double {
    let base = 2 * levels.count
    let (first, cross, second) = (
      coordinates[base], coordinates[base + 1], coordinates[base + 2]
    )
    let sign = first < 0 ? -1.0 : 1
    let fisherZ = sign * asinh(cross / abs(second))
    var value = 0.0
    for (index, level) in levels.enumerated() {
      let point = BivariatePoint(
        muSensitivity: coordinates[2 * index], muSpecificity: coordinates[2 * index + 1],
        tauSensitivity: abs(first), tauSpecificity: tau, fisherZ: fisherZ)
      let result = level.interior.logLikelihoodAndGradient(at: point)
      value += result.value
      gradient[2 * index] = result.gradient[0]
      gradient[2 * index + 1] = result.gradient[1]
      gradient[base] += result.gradient[2] / first
      gradient[base + 1] += result.gradient[3] * cross / (tau * tau)
      gradient[base + 1] += result.gradient[4] * sign / tau
      gradient[base + 2] += result.gradient[3] * second / (tau * tau)
      gradient[base + 2] -= result.gradient[4] * sign * cross / (second * tau)
    }
    return value
  }
}
