import CollapsedLikelihood
import SpecialFunctions

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

  /// From scores of `capacity` points, coordinate-major.
  ///
  /// A point outside the legal range is marked, and takes SDs of 1 and correlation 0.
  mutating func expand(
    _ scores: Span<Double>, model: BivariateModel, means: StandardisedMeans
  ) {
    for first in stride(from: 0, to: capacity, by: 8) {
      var (log1, log2, z) = model.covariance.evaluate(
        scores.lanes(at: first), scores.lanes(at: capacity + first),
        scores.lanes(at: 2 * capacity + first))
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
