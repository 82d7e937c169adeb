import AccuracyData
import CMath
import CollapsedLikelihood

/// The exact binomial-normal likelihood: the collapsed likelihood that the samplers sample, in
/// coefficients of means and the loadings of covariances, and its limits at the edges of the parameter
/// space.
struct ExactLikelihood: MarginalLikelihood {
  private let groups: [ExactGroup]
  private let bound: SaturatedBound
  let meanCount: Int

  var groupCount: Int { groups.count }

  func upperBound(in spaces: [CovarianceSpace]) -> Double { bound.value(in: spaces) }

  /// - Parameter layout: the studies with their means; no row is empty.
  init(_ layout: LikelihoodLayout) {
    meanCount = layout.meanCount
    groups = layout.groups.map(ExactGroup.init)
    bound = SaturatedBound(layout)
  }

  /// - Parameter levels: the studies of each level of the covariate, none empty.
  init(levels: [[AccuracyStudy]]) { self.init(LikelihoodLayout(levels: levels)) }

  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double {
    guard SearchLimits.hold(coordinates, loadings: loadingCount) else { return -.infinity }
    for k in gradient.indices { gradient[k] = 0 }
    var value = 0.0
    for (number, group) in groups.enumerated() {
      value += group.add(coordinates, base: meanCount + 3 * number, to: &gradient)
    }
    return value
  }
}

/// The studies of one covariance.
package struct ExactGroup: Sendable {
  private let rows: [LikelihoodLayout.Row]
  private let interior: CollapsedLikelihood
  private let edges: [SingleFactorLikelihood]

  /// Tight enough for derivatives to 1e-8, from which standard errors are worked out.
  private static let tolerance = 1e-10
  /// Nearer than this to |rho| = 1 (sqrt(1 - rho^2)), and below this tau, the limit is taken. It
  /// differs by the square of the former and, where cross is not 0, by a multiple of the latter.
  private static let smallestComplement = 1e-4
  private static let smallestDeviation = 1e-7

  /// - Parameter rows: at least one.
  package init(_ rows: [LikelihoodLayout.Row]) {
    self.rows = rows
    interior = CollapsedLikelihood(
      studies: rows.flatMap(\.studies),
      rows: rows.count == 1
        ? [] : rows.enumerated().flatMap { [Int](repeating: $0, count: $1.studies.count) },
      // Tables would cost more than a fit's hundred evaluations save.
      tolerance: Self.tolerance, tabulated: false)
    edges = rows.map { SingleFactorLikelihood(studies: $0.studies) }
  }

  /// Adds the derivatives of these studies, with the loadings from `base` on, and returns their value.
  package func add(
    _ coordinates: [Double], base: Int, to gradient: inout [Double]
  ) -> Double {
    let means = rows.flatMap {
      [$0.sensitivity.mean(at: coordinates), $0.specificity.mean(at: coordinates)]
    }
    let found = evaluate(
      means: means, loadings: CovarianceLoadings(coordinates[base..<(base + 3)]))
    for row in rows.indices { scatter(found.meanSlopes, ofRow: row, to: &gradient) }
    for k in 0..<3 { gradient[base + k] += found.loadingSlopes[k] }
    return found.value
  }

  /// The value with its derivatives by the means, two a row, and by the loadings.
  func evaluate(
    means: [Double], loadings: CovarianceLoadings
  ) -> (value: Double, meanSlopes: [Double], loadingSlopes: SIMD3<Double>) {
    let (first, cross, second) = (loadings.first, loadings.cross, loadings.second)
    var slopes = [Double](repeating: 0, count: means.count)
    var own = SIMD3<Double>.zero
    let tau = hypot(cross, second)
    if tau < Self.smallestDeviation || abs(second) < Self.smallestComplement * tau {
      let (value, slope) = edge(means, loadings: SIMD2(first, cross < 0 ? -tau : tau), &slopes)
      own.x = slope.x
      // Towards second = 0 the likelihood is even in it.
      own.y = slope.y * (tau > 0 ? abs(cross) / tau : 1)
      return (value, slopes, own)
    }
    if abs(first) < Self.smallestDeviation {
      let (value, slope) = edge(means, loadings: SIMD2(0, tau), &slopes)
      // z_1 is cross / tau of the one factor, and the rest of it independent of the data.
      own.x = slope.x * cross / tau
      own.y = slope.y * cross / tau
      own.z = slope.y * second / tau
      return (value, slopes, own)
    }
    // With z = atanh rho = sign(first) asinh(cross / |second|):
    // d z / d cross = sign / tau and d z / d second = -sign cross / (second tau).
    let sign = first < 0 ? -1.0 : 1
    let fisherZ = sign * asinh(cross / abs(second))
    let (value, slope) = inside(means, tau1: abs(first), tau2: tau, fisherZ: fisherZ, &slopes)
    own.x = slope.x / first
    own.y = slope.y * cross / (tau * tau)
    own.y += slope.z * sign / tau
    own.z = slope.y * second / (tau * tau)
    own.z -= slope.z * sign * cross / (second * tau)
    return (value, slopes, own)
  }

  /// The derivatives by the means of a row, carried to the coefficients.
  private func scatter(_ slopes: [Double], ofRow row: Int, to gradient: inout [Double]) {
    for term in rows[row].sensitivity {
      gradient[term.coordinate] += term.multiplier * slopes[2 * row]
    }
    for term in rows[row].specificity {
      gradient[term.coordinate] += term.multiplier * slopes[2 * row + 1]
    }
  }

  private func edge(
    _ means: [Double], loadings: SIMD2<Double>, _ slopes: inout [Double]
  ) -> (value: Double, loadingSlope: SIMD2<Double>) {
    var (value, slope) = (0.0, SIMD2<Double>.zero)
    for (row, likelihood) in edges.enumerated() {
      let result = likelihood.evaluate(
        means: SIMD2(means[2 * row], means[2 * row + 1]), loadings: loadings)
      value += result.value
      slope += result.loadingGradient
      (slopes[2 * row], slopes[2 * row + 1]) = (result.meanGradient.x, result.meanGradient.y)
    }
    return (value, slope)
  }

  /// Value and derivatives by log tau_se, log tau_sp and atanh rho.
  private func inside(
    _ means: [Double], tau1: Double, tau2: Double, fisherZ: Double, _ slopes: inout [Double]
  ) -> (value: Double, slope: SIMD3<Double>) {
    let point = BivariatePoint(
      muSensitivity: means[0], muSpecificity: means[1], tauSensitivity: tau1,
      tauSpecificity: tau2, fisherZ: fisherZ)
    guard rows.count > 1 else {
      let result = interior.logLikelihoodAndGradient(at: point)
      (slopes[0], slopes[1]) = (result.gradient[0], result.gradient[1])
      return (
        result.value, SIMD3(result.gradient[2], result.gradient[3], result.gradient[4])
      )
    }
    let (value, covariance) = interior.logLikelihoodAndGradient(
      at: point, means: means, meanSlopes: &slopes)
    return (value, covariance)
  }
}
