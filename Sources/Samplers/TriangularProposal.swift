import DenseLinearAlgebra
import RandomStreams

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
/// multivariate t. The map is triangular, so sampling and density both cost one pass.
struct TriangularProposal: Sendable {
  let dimension: Int
  let degreesOfFreedom: Double
  let mean: [Double]
  let factor: LowerTriangularMatrix
  /// The coefficients of a_k (constant, linear, products), one coordinate after the other.
  private var location: [Double]
  /// The coefficients of b_k (constant, linear), one coordinate after the other.
  private var logScale: [Double]
  /// Per coordinate: alpha, beta, epsilon, delta.
  var shape: [SinhArcsinhShape]

  private let inverseFactor: [Double]
  private let logNormalisation: Double

  /// A multivariate t: mean m, scale matrix L L', no bending.
  init(mean: [Double], factor: LowerTriangularMatrix, degreesOfFreedom: Double) {
    let d = mean.count
    dimension = d
    self.mean = mean
    self.factor = factor
    self.degreesOfFreedom = degreesOfFreedom
    location = [Double](repeating: 0, count: Self.locationOffset(d))
    logScale = [Double](repeating: 0, count: Self.logScaleOffset(d))
    shape = [SinhArcsinhShape](repeating: SinhArcsinhShape(), count: d)
    inverseFactor = Self.inverse(factor)
    let nu = degreesOfFreedom
    logNormalisation =
      lgamma(0.5 * (nu + Double(d))) - lgamma(0.5 * nu) - 0.5 * Double(d) * log(nu * Double.pi)
      - factor.logDeterminant
  }

  /// Where a_k starts: the sum over j < k of 1 + j + j (j + 1) / 2.
  private static func locationOffset(_ k: Int) -> Int { k * (k + 1) / 2 + (k - 1) * k * (k + 1) / 6 }

  /// Where b_k starts: the sum over j < k of 1 + j.
  private static func logScaleOffset(_ k: Int) -> Int { k * (k + 1) / 2 }

  /// Sets the bending of one coordinate.
  mutating func setBend(_ k: Int, location a: [Double], logScale b: [Double]) {
    location.replaceSubrange(Self.locationOffset(k)..<Self.locationOffset(k + 1), with: a)
    logScale.replaceSubrange(Self.logScaleOffset(k)..<Self.logScaleOffset(k + 1), with: b)
  }

  private static func inverse(_ factor: LowerTriangularMatrix) -> [Double] {
    let d = factor.order
    var result = [Double](repeating: 0, count: d * d)
    for column in 0..<d {
      var unit = [Double](repeating: 0, count: d)
      unit[column] = 1
      for (row, value) in factor.solve(unit).enumerated() { result[row * d + column] = value }
    }
    return result
  }

  @inline(__always)
  static func bounded(_ v: Double) -> Double { v / (1 + v * v * (1.0 / 9)).squareRoot() }

  /// a_k and b_k at the bounded coordinates before k.
  @inline(__always)
  private func bend(_ k: Int, _ g: borrowing Span<Double>) -> (location: Double, logScale: Double) {
    let a = location.span
    let b = logScale.span
    let first = Self.locationOffset(k)
    let firstScale = Self.logScaleOffset(k)
    var (sum, scale) = (a[first], b[firstScale])
    var index = first + 1 + k
    for i in 0..<k {
      let gi = g[i]
      sum += a[first + 1 + i] * gi
      scale += b[firstScale + 1 + i] * gi
      var inner = 0.0
      for j in 0...i {
        inner += a[index] * g[j]
        index += 1
      }
      sum += gi * inner
    }
    return (sum, scale)
  }

  /// Draws one point.
  ///
  /// Always consumes d normals and one chi-squared.
  ///
  /// - Parameters:
  ///   - position: d values, overwritten.
  ///   - workspace: at least 2 d values.
  ///   - stream: the generator.
  func draw(
    into position: inout MutableSpan<Double>, workspace: inout MutableSpan<Double>,
    using stream: inout RandomStream
  ) {
    let d = dimension
    let chi = stream.chiSquared(degreesOfFreedom: degreesOfFreedom)
    let stretch = (degreesOfFreedom / chi).squareRoot()
    for k in 0..<d {
      let noise = shape[k].stretched(stream.normal() * stretch)
      let (a, b) = bend(k, workspace.span)
      let y = a + exp(b) * noise
      workspace[k] = Self.bounded(y)
      workspace[d + k] = y
    }
    for row in 0..<d {
      var sum = mean[row]
      for column in 0...row { sum += factor[row, column] * workspace[d + column] }
      position[row] = sum
    }
  }

  /// The log density, normalised.
  ///
  /// - Parameters:
  ///   - position: d values.
  ///   - workspace: at least 2 d values, overwritten.
  func logDensity(at position: Span<Double>, workspace: inout MutableSpan<Double>) -> Double {
    let d = dimension
    var squares = 0.0
    var logs = 0.0
    var product = 1.0
    for k in 0..<d { workspace[d + k] = position[k] - mean[k] }
    for k in 0..<d {
      var y = 0.0
      for column in 0...k { y += inverseFactor[k * d + column] * workspace[d + column] }
      let (a, b) = bend(k, workspace.span)
      workspace[k] = Self.bounded(y)
      let (noise, jacobian) = shape[k].unstretched((y - a) * exp(-b))
      squares += noise * noise
      product *= jacobian
      logs -= b
    }
    let nu = degreesOfFreedom
    return logNormalisation + logs + log(product)
      - 0.5 * (nu + Double(d)) * log1p(squares / nu)
  }

  /// y = L^-1 (x - m) of one point.
  func whitened(_ position: some Sequence<Double>) -> [Double] {
    factor.solve(zip(position, mean).map { $0 - $1 })
  }
}

/// alpha + beta sinh((asinh(e) + epsilon) / delta), the sinh-arcsinh transformation of noise e.
struct SinhArcsinhShape: Sendable, Equatable {
  var alpha = 0.0
  var beta = 1.0
  var epsilon = 0.0
  var delta = 1.0

  /// The transformed noise.
  @inline(__always)
  func stretched(_ e: Double) -> Double {
    alpha + beta * sinh((asinh(e) + epsilon) / delta)
  }

  /// The noise behind a value, and d noise / d value.
  @inline(__always)
  func unstretched(_ u: Double) -> (noise: Double, jacobian: Double) {
    let v = (u - alpha) / beta
    let root = (1 + v * v).squareRoot()
    // asinh by one logarithm; its relative error for tiny v is of no consequence here.
    let a = v >= 0 ? log(v + root) : -log(root - v)
    let grown = exp(delta * a - epsilon)
    let shrunk = 1 / grown
    return (0.5 * (grown - shrunk), 0.5 * (grown + shrunk) * delta / (root * beta))
  }
}
