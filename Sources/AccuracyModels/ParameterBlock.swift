import CollapsedLikelihood
import Distributions
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The between-study covariances of a block of positions, and the sums over studies there.
struct CovarianceBlock {
  /// Points that fit, a multiple of eight.
  let capacity: Int
  var tau1, tau2, rho, root, fisherZ: [Double]
  var isInside: [Bool]
  private var variance1, variance2, determinant, sums: [Double]

  init(capacity: Int) {
    let whole = (capacity + 7) / 8 * 8
    self.capacity = whole
    tau1 = [Double](repeating: 1, count: whole)
    (tau2, rho, root, fisherZ) = (tau1, tau1, tau1, tau1)
    (variance1, variance2, determinant) = (tau1, tau1, tau1)
    sums = [Double](repeating: 0, count: PrecisionSums.fields * whole)
    isInside = [Bool](repeating: true, count: whole)
  }

  /// From scores, coordinate-major with stride `count`; what lies beyond them is left as it was.
  ///
  /// A point outside the legal range is marked, and takes SDs of 1 and correlation 0.
  mutating func expand(
    _ scores: Span<Double>, count: Int, model: BivariateModel, means: StandardisedMeans
  ) {
    for first in stride(from: 0, to: capacity, by: 8) {
      var (log1, log2, z) = model.covariance.evaluate(
        scores.lanes(at: first), scores.lanes(at: count + first),
        scores.lanes(at: 2 * count + first))
      var tau1 = log1.exponential
      var tau2 = log2.exponential
      let largest = CollapsedLikelihood.largestDeviation
      var inside = (log1 .> -300) .& (log2 .> -300)
      inside .&= (tau1 .<= largest) .& (tau2 .<= largest) .& (z.magnitudes .< 300)
      tau1.replace(with: 1, where: .!inside)
      tau2.replace(with: 1, where: .!inside)
      z.replace(with: 0, where: .!inside)
      // rho = tanh z and sqrt(1 - rho^2) = 1 / cosh z by one exponential.
      let shrunk = (-z.magnitudes).exponential
      let scale = 1 / (1 + shrunk * shrunk)
      var rho = (1 - shrunk * shrunk) * scale
      rho.replace(with: -rho, where: z .< 0)
      let root = 2 * shrunk * scale
      let (first1, second1) = (tau1 * tau1, tau2 * tau2)
      for lane in 0..<8 { isInside[first + lane] = inside[lane] }
      Self.store(tau1, &self.tau1, first)
      Self.store(tau2, &self.tau2, first)
      Self.store(rho, &self.rho, first)
      Self.store(root, &self.root, first)
      Self.store(z, &fisherZ, first)
      Self.store(first1, &variance1, first)
      Self.store(second1, &variance2, first)
      Self.store(first1 * second1 * (root * root), &determinant, first)
    }
    var sums: [Double] = []
    swap(&sums, &self.sums)
    var span = sums.mutableSpan
    means.sums(
      variance1: variance1.span, variance2: variance2.span, determinant: determinant.span,
      into: &span)
    self.sums = sums
  }

  /// The means' conditional distribution at eight points from `first` on.
  @inline(__always)
  func conditional(at first: Int, means: StandardisedMeans) -> StandardisedMeans.Conditional {
    let (v1, v2) = (variance1.span.lanes(at: first), variance2.span.lanes(at: first))
    let covariance =
      rho.span.lanes(at: first) * tau1.span.lanes(at: first) * tau2.span.lanes(at: first)
    return means.conditional(
      sums: sums.span, first: first, variance1: v1, variance2: v2, covariance: covariance)
  }

  /// tau_se, tau_sp, rho and sqrt(1 - rho^2) of eight points.
  @inline(__always)
  func lanes(at first: Int) -> (EightLanes, EightLanes, EightLanes, EightLanes) {
    (
      tau1.span.lanes(at: first), tau2.span.lanes(at: first), rho.span.lanes(at: first),
      root.span.lanes(at: first)
    )
  }

  @inline(__always)
  private static func store(_ lanes: EightLanes, _ array: inout [Double], _ first: Int) {
    var span = array.mutableSpan
    span.store(lanes, at: first)
  }
}

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
    covariances.expand(
      coordinates.span, count: capacity, model: posterior.model, means: posterior.means)
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
