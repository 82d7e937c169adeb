import CollapsedLikelihood
import Distributions
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The parameters of a block of positions of the collapsed posterior, and their prior.
struct ParameterBlock {
  let capacity: Int
  /// mu_se, mu_sp, tau_se, tau_sp, rho and sqrt(1 - rho^2), coordinate-major, `capacity` points.
  private(set) var points: [Double]
  /// log prior of the means and of the scores, with the log Jacobian of the means.
  private(set) var logPriors: [Double]
  private(set) var isInside: [Bool]
  private var covariances: CovarianceBlock
  private var coordinates: [Double]

  init(capacity: Int) {
    covariances = CovarianceBlock(capacity: capacity)
    self.capacity = covariances.capacity
    points = [Double](repeating: 0, count: 6 * covariances.capacity)
    logPriors = [Double](repeating: 0, count: covariances.capacity)
    isInside = covariances.isInside
    coordinates = [Double](repeating: 0, count: 5 * covariances.capacity)
  }

  /// Fills the block; places beyond `count` repeat the last point.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - first: the first point taken.
  ///   - count: how many, at most `capacity`.
  ///   - posterior: the density.
  mutating func expand(
    _ positions: Span<Double>, first: Int, count: Int, posterior: CollapsedPosterior
  ) {
    let n = positions.count / 5
    let capacity = self.capacity
    for k in 0..<5 {
      for j in 0..<count { coordinates[k * capacity + j] = positions[k * n + first + j] }
      for j in count..<capacity {
        coordinates[k * capacity + j] = coordinates[k * capacity + count - 1]
      }
    }
    let coordinates = self.coordinates
    covariances.expand(coordinates.span, model: posterior.model, means: posterior.means)
    isInside = covariances.isInside
    let x = coordinates.span
    for group in stride(from: 0, to: capacity, by: 8) {
      let (x3, slope3) = posterior.stretchSensitivity.stretched(x.lanes(at: 3 * capacity + group))
      let (x4, slope4) = posterior.stretchSpecificity.stretched(x.lanes(at: 4 * capacity + group))
      let isFinite = (x3 .== x3) .& (x4 .== x4)
      for lane in 0..<8 where !isFinite[lane] { isInside[group + lane] = false }
      let conditional = covariances.conditional(at: group, means: posterior.means)
      let mu1 = conditional.mean1 + conditional.factor11 * x3.replacing(with: 0, where: .!isFinite)
      let mu2 =
        conditional.mean2 + conditional.factor21 * x3.replacing(with: 0, where: .!isFinite)
        + conditional.factor22 * x4.replacing(with: 0, where: .!isFinite)
      let prior = posterior.model.prior
      let logPrior =
        Self.logDensity(prior.muSensitivity, mu1) + Self.logDensity(prior.muSpecificity, mu2)
      let (x0, x1, x2) = (
        x.lanes(at: group), x.lanes(at: capacity + group), x.lanes(at: 2 * capacity + group)
      )
      var values = logPriors.mutableSpan
      values.store(
        logPrior + conditional.logDeterminant + slope3 + slope4
          - 0.5 * (x0 * x0 + x1 * x1 + x2 * x2), at: group)
      let (tau1, tau2, rho, root) = covariances.lanes(at: group)
      var out = points.mutableSpan
      out.store(mu1, at: group)
      out.store(mu2, at: capacity + group)
      out.store(tau1, at: 2 * capacity + group)
      out.store(tau2, at: 3 * capacity + group)
      out.store(rho, at: 4 * capacity + group)
      out.store(root, at: 5 * capacity + group)
    }
  }

  /// The log prior density of a mean at eight values.
  @inline(__always)
  private static func logDensity(_ prior: ScalarPrior, _ x: EightLanes) -> EightLanes {
    if case .normal(let mean, let sd) = prior {
      let z = (x - mean) * (1 / sd)
      return normalLogDensity(0) - log(sd) - 0.5 * z * z
    }
    var result = EightLanes.zero
    for lane in 0..<8 { result[lane] = prior.logDensity(x[lane]) }
    return result
  }

  /// Copies the first points; NaN for one outside the legal range.
  func copy(count: Int, to columns: inout PointColumns, at first: Int) {
    for j in 0..<count {
      let t = first + j
      let valid = isInside[j] ? 0 : Double.nan
      columns.muSensitivity[t] = points[j] + valid
      columns.muSpecificity[t] = points[capacity + j] + valid
      columns.tauSensitivity[t] = points[2 * capacity + j] + valid
      columns.tauSpecificity[t] = points[3 * capacity + j] + valid
      columns.correlation[t] = points[4 * capacity + j] + valid
      columns.fisherZ[t] = covariances.fisherZ[j] + valid
    }
  }
}
