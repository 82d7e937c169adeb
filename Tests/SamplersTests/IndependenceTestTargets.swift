import ModelInterface

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A normalised density given point by point, for the independence sampler.
struct PointwiseTarget: BlockLogDensity {
  let dimension: Int
  let value: @Sendable ([Double]) -> Double
  /// What stands in for a value below its floor; the mean of both unless said otherwise.
  var bound: @Sendable (_ value: Double, _ floor: Double) -> Double = { 0.5 * ($0 + $1) }

  func logDensity(at position: Span<Double>) -> Double {
    value((0..<dimension).map { position[$0] })
  }

  /// Below its floor a bound stands in.
  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let n = values.count
    for j in 0..<n {
      let position = (0..<dimension).map { positions[$0 * n + j] }
      values[j] = value(position)
      if !floors.isEmpty, values[j] < floors[j], values[j] > -.infinity {
        values[j] = bound(values[j], floors[j])
      }
    }
  }
}

extension PointwiseTarget {
  private static let logRootTwoPi = 0.5 * log(2 * Double.pi)

  static func logNormal(_ x: Double, _ mean: Double, _ sd: Double) -> Double {
    let z = (x - mean) / sd
    return -0.5 * z * z - log(sd) - logRootTwoPi
  }

  /// A stationary AR(1) normal in five dimensions with unit variances.
  static func correlated(_ r: Double) -> PointwiseTarget {
    PointwiseTarget(dimension: 5) { x in
      var sum = logNormal(x[0], 0, 1)
      for k in 1..<5 { sum += logNormal(x[k], r * x[k - 1], (1 - r * r).squareRoot()) }
      return sum
    }
  }

  /// x0 ~ N(0, 1), x1 given x0 ~ N((x0^2 - 1) / 5, 0.6^2): E x1 = 0, E x1^2 = 0.44, E x0^2 x1 = 0.4.
  ///
  /// The z score of x1^2 had mean 0.0 and SD 1.0 over 60 seeds. With curvature 1/2 and SD 1/2, where
  /// the proposal's bounded bend leaves the ridge inside the tails, its SD is 2.8: still exact, but
  /// chains are held up too rarely for batch means to notice.
  static let banana = PointwiseTarget(dimension: 2) { x in
    logNormal(x[0], 0, 1) + logNormal(x[1], 0.2 * (x[0] * x[0] - 1), 0.6)
  }

  /// A Gumbel coordinate, whose right tail is exponential, and a normal one around half of it.
  static let gumbel = PointwiseTarget(dimension: 2) { x in
    -x[0] - exp(-x[0]) + logNormal(x[1], 0.5 * x[0], 0.8)
  }

  /// An exponential coordinate: no density left of -1.
  static let bounded = PointwiseTarget(dimension: 2) { x in
    x[0] < -1 ? -.infinity : -(x[0] + 1) + logNormal(x[1], 0, 1)
  }

  /// Two equal modes, `distance` from the origin along every axis, SD 0.4.
  static func bimodal(distance: Double) -> PointwiseTarget {
    PointwiseTarget(dimension: 5) { x in
      let modes = [-distance, distance].map { m in
        x.reduce(log(0.5)) { $0 + logNormal($1, m, 0.4) }
      }
      let top = max(modes[0], modes[1])
      return top + log(exp(modes[0] - top) + exp(modes[1] - top))
    }
  }
}
