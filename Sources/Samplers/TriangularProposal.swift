import DenseLinearAlgebra
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A normal-like distribution on R^d whose coordinates bend one after the other.
///
/// With y = L^-1 (x - m) and noise e from a multivariate t,
///
///     y_k = a_k(g(y_<k)) + exp(b_k(g(y_<k))) (alpha_k + beta_k sinh((asinh(e_k) + epsilon_k) / delta_k))
///
/// a_k quadratic, b_k linear in g(v) = v / sqrt(1 + v^2 / 9), which is bounded and so keeps the
/// conditional scale from collapsing in the tails. epsilon and delta are the skewness and tail weight
/// of Jones and Pewsey (2009). With all coefficients at their neutral values it is a plain
/// multivariate t. The map is triangular, so sampling and density both cost one pass; the pass from
/// noise to point yields the density as well. Both work on eight points at a time.
struct TriangularProposal: Sendable {
  let dimension: Int
  let degreesOfFreedom: Double
  let mean: [Double]
  /// L and L^-1, lower rows one after the other.
  private let factor: [Double]
  private let inverseFactor: [Double]
  /// The coefficients of a_k (constant, linear, products), one coordinate after the other.
  private var location: [Double]
  /// The coefficients of b_k (constant, linear), one coordinate after the other.
  private var logScale: [Double]
  /// Per coordinate: alpha, beta, epsilon, delta.
  var shape: [SinhArcsinhShape]

  private let logNormalisation: Double

  /// A multivariate t: mean m, scale matrix L L', no bending.
  init(mean: [Double], factor: LowerTriangularMatrix, degreesOfFreedom: Double) {
    let d = mean.count
    dimension = d
    self.mean = mean
    self.degreesOfFreedom = degreesOfFreedom
    location = [Double](repeating: 0, count: Self.locationOffset(d))
    logScale = [Double](repeating: 0, count: Self.logScaleOffset(d))
    shape = [SinhArcsinhShape](repeating: SinhArcsinhShape(), count: d)
    self.factor = (0..<d).flatMap { row in (0...row).map { factor[row, $0] } }
    var inverse = [Double](repeating: 0, count: d * (d + 1) / 2)
    for column in 0..<d {
      var unit = [Double](repeating: 0, count: d)
      unit[column] = 1
      let solution = factor.solve(unit)
      for row in column..<d { inverse[row * (row + 1) / 2 + column] = solution[row] }
    }
    inverseFactor = inverse
    let nu = degreesOfFreedom
    logNormalisation =
      lgamma(0.5 * (nu + Double(d))) - lgamma(0.5 * nu) - 0.5 * Double(d) * log(nu * Double.pi)
      - factor.logDeterminant
  }

  /// Where a_k starts: the sum over j < k of 1 + j + j (j + 1) / 2.
  private static func locationOffset(_ k: Int) -> Int {
    k * (k + 1) / 2 + (k - 1) * k * (k + 1) / 6
  }

  /// Where b_k starts: the sum over j < k of 1 + j.
  private static func logScaleOffset(_ k: Int) -> Int { k * (k + 1) / 2 }

  /// Sets the bending of one coordinate.
  mutating func setBend(_ k: Int, location a: [Double], logScale b: [Double]) {
    location.replaceSubrange(Self.locationOffset(k)..<Self.locationOffset(k + 1), with: a)
    logScale.replaceSubrange(Self.logScaleOffset(k)..<Self.logScaleOffset(k + 1), with: b)
  }

  @inline(__always)
  static func bounded(_ v: EightLanes) -> EightLanes { v / (1 + v * v * (1.0 / 9)).root }

  /// a_k and b_k at the bounded coordinates before k.
  @inline(__always)
  private func bend(
    _ k: Int, _ g: borrowing Span<EightLanes>
  ) -> (location: EightLanes, logScale: EightLanes) {
    let a = location.span
    let b = logScale.span
    let first = Self.locationOffset(k)
    let firstScale = Self.logScaleOffset(k)
    var sum = EightLanes(repeating: a[first])
    var scale = EightLanes(repeating: b[firstScale])
    var index = first + 1 + k
    for i in 0..<k {
      let gi = g[i]
      scale += b[firstScale + 1 + i] * gi
      var inner = EightLanes(repeating: a[first + 1 + i])
      for j in 0...i {
        inner += a[index] * g[j]
        index += 1
      }
      sum += gi * inner
    }
    return (sum, scale)
  }

  /// The log density of the noise, less the logs that the map adds.
  @inline(__always)
  private func logDensity(squares: EightLanes, logSlopes: EightLanes) -> EightLanes {
    let nu = degreesOfFreedom
    return logNormalisation - logSlopes
      - 0.5 * (nu + Double(dimension)) * (1 + squares * (1 / nu)).logarithm
  }

  /// Turns noise into points, in place.
  ///
  /// - Parameters:
  ///   - points: d coordinates of draws from the multivariate t; overwritten with the points.
  ///   - workspace: at least 2 d values, overwritten.
  /// - Returns: the log density at the points, as `logDensity(at:workspace:)` gives it.
  func push(
    _ points: inout MutableSpan<EightLanes>, workspace: inout MutableSpan<EightLanes>
  ) -> EightLanes {
    let d = dimension
    var squares = EightLanes.zero
    var slopes = SlopeProduct()
    for k in 0..<d {
      let e = points[k]
      squares += e * e
      let (value, slope) = shape[k].stretched(e)
      let (a, b) = bend(k, workspace.span)
      let y = a + b.exponential * value
      workspace[k] = Self.bounded(y)
      workspace[d + k] = y
      slopes.multiply(by: slope, logScale: b)
    }
    let l = factor.span
    var index = 0
    for row in 0..<d {
      var sum = EightLanes(repeating: mean[row])
      for column in 0...row {
        sum += l[index] * workspace[d + column]
        index += 1
      }
      points[row] = sum
    }
    return logDensity(squares: squares, logSlopes: slopes.total)
  }

  /// The log density, normalised.
  ///
  /// - Parameters:
  ///   - positions: d coordinates.
  ///   - workspace: at least 2 d values, overwritten.
  /// - Returns: one value a point.
  func logDensity(
    at positions: Span<EightLanes>, workspace: inout MutableSpan<EightLanes>
  ) -> EightLanes {
    let d = dimension
    let inverse = inverseFactor.span
    var squares = EightLanes.zero
    var slopes = SlopeProduct()
    for k in 0..<d { workspace[d + k] = positions[k] - mean[k] }
    var index = 0
    for k in 0..<d {
      var y = EightLanes.zero
      for column in 0...k {
        y += inverse[index] * workspace[d + column]
        index += 1
      }
      let (a, b) = bend(k, workspace.span)
      workspace[k] = Self.bounded(y)
      let (noise, slope) = shape[k].unstretched((y - a) * (-b).exponential)
      squares += noise * noise
      slopes.multiply(by: slope, logScale: b)
    }
    return logDensity(squares: squares, logSlopes: slopes.total)
  }

  /// y = L^-1 (x - m), one coordinate of one group of points.
  @inline(__always)
  func whitened(_ k: Int, of positions: Span<EightLanes>) -> EightLanes {
    var y = EightLanes.zero
    for column in 0...k {
      y += inverseFactor[k * (k + 1) / 2 + column] * (positions[column] - mean[column])
    }
    return y
  }
}

/// The log of the map's Jacobian determinant, with one logarithm for every four coordinates: four
/// slopes, each a cosh of at most 140, cannot overflow.
private struct SlopeProduct {
  private var logs = EightLanes.zero
  private var product = EightLanes(repeating: 1)
  private var factors = 0

  @inline(__always)
  mutating func multiply(by slope: EightLanes, logScale: EightLanes) {
    logs += logScale
    product *= slope
    factors += 1
    if factors % 4 == 0 {
      logs += product.logarithm
      product = EightLanes(repeating: 1)
    }
  }

  @inline(__always)
  var total: EightLanes { logs + product.logarithm }
}
