import DenseLinearAlgebra
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Weighted points that a proposal is fitted to: `count` points of d coordinates, point-major.
struct WeightedPoints {
  let dimension: Int
  var positions: [Double]
  var weights: [Double]
  var count: Int { weights.count }

  /// Weighted mean and covariance (weights sum to 1).
  func moments() -> (mean: [Double], covariance: SymmetricMatrix) {
    let d = dimension
    var mean = [Double](repeating: 0, count: d)
    for i in 0..<count {
      for k in 0..<d { mean[k] += weights[i] * positions[i * d + k] }
    }
    var rows = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
    for i in 0..<count {
      for k in 0..<d {
        let scaled = weights[i] * (positions[i * d + k] - mean[k])
        for j in 0...k { rows[k][j] += scaled * (positions[i * d + j] - mean[j]) }
      }
    }
    for k in 0..<d {
      rows[k][k] += 1e-9
      for j in 0..<k { rows[j][k] = rows[k][j] }
    }
    return (mean, SymmetricMatrix(rows: rows))
  }
}

extension TriangularProposal {
  /// A multivariate t with the points' weighted mean and covariance.
  static func affine(
    to points: WeightedPoints, degreesOfFreedom: Double
  ) throws(LinearAlgebraError) -> TriangularProposal {
    let (mean, covariance) = points.moments()
    return TriangularProposal(
      mean: mean, factor: try choleskyFactor(of: covariance), degreesOfFreedom: degreesOfFreedom)
  }

  /// The full map: after whitening, coordinate by coordinate, quadratic location by weighted least
  /// squares, log-linear scale by Fisher scoring of the normal likelihood, a second least squares
  /// with these scales, then the sinh-arcsinh shape of the residuals.
  static func triangular(
    to points: WeightedPoints, degreesOfFreedom: Double
  ) throws(LinearAlgebraError) -> TriangularProposal {
    var proposal = try affine(to: points, degreesOfFreedom: degreesOfFreedom)
    let (n, d) = (points.count, points.dimension)
    var whitened = [[Double]](repeating: [Double](repeating: 0, count: n), count: d)
    var bounded = whitened
    for i in 0..<n {
      let y = proposal.whitened(points.positions[(i * d)..<(i * d + d)])
      for k in 0..<d {
        whitened[k][i] = y[k]
        bounded[k][i] = Self.bounded(y[k])
      }
    }
    for k in 0..<d {
      let linear = features(Array(bounded[0..<k]), count: n, quadratic: false)
      let quadratic = features(Array(bounded[0..<k]), count: n, quadratic: true)
      var coefficients = try leastSquares(
        quadratic, whitened[k], weights: points.weights)
      var residuals = subtract(whitened[k], quadratic, coefficients)
      let logScale = try scoreLogScale(linear, residuals, weights: points.weights)
      let scales = product(linear, logScale, count: n).map { exp($0) }
      if k > 0 {
        let weights = zip(points.weights, scales).map { $0 / ($1 * $1) }
        coefficients = try leastSquares(quadratic, whitened[k], weights: weights)
        residuals = subtract(whitened[k], quadratic, coefficients)
      }
      proposal.setBend(k, location: coefficients, logScale: logScale)
      proposal.shape[k] = SinhArcsinhShape(
        fittedTo: zip(residuals, scales).map { $0 / $1 }, weights: points.weights)
    }
    return proposal
  }
}

/// Feature columns in the order of `TriangularProposal.location`: 1, g_i, then g_i g_j for j <= i.
private func features(_ bounded: [[Double]], count n: Int, quadratic: Bool) -> [[Double]] {
  var columns = [[Double](repeating: 1, count: n)] + bounded
  guard quadratic else { return columns }
  for i in bounded.indices {
    for j in 0...i { columns.append(zip(bounded[i], bounded[j]).map { $0 * $1 }) }
  }
  return columns
}

private func product(_ columns: [[Double]], _ coefficients: [Double], count n: Int) -> [Double] {
  var result = [Double](repeating: 0, count: n)
  for (column, coefficient) in zip(columns, coefficients) {
    for i in 0..<n { result[i] += coefficient * column[i] }
  }
  return result
}

private func subtract(
  _ values: [Double], _ columns: [[Double]], _ coefficients: [Double]
) -> [Double] {
  zip(values, product(columns, coefficients, count: values.count)).map { $0 - $1 }
}

/// Normal matrix of weighted least squares with a ridge that keeps it positive definite.
private func normalFactor(
  _ columns: [[Double]], weights: [Double]
) throws(LinearAlgebraError) -> LowerTriangularMatrix {
  let p = columns.count
  var rows = [[Double]](repeating: [Double](repeating: 0, count: p), count: p)
  for a in 0..<p {
    let weighted = zip(columns[a], weights).map { $0 * $1 }
    for b in 0...a { rows[a][b] = relaxedDot(weighted, columns[b]) }
  }
  for a in 0..<p {
    rows[a][a] += 1e-3 * rows[0][0]
    for b in 0..<a { rows[b][a] = rows[a][b] }
  }
  return try choleskyFactor(of: SymmetricMatrix(rows: rows))
}

/// A dot product in eight interleaved partial sums: one fixed order, but one that vectorises.
private func relaxedDot(_ a: [Double], _ b: [Double]) -> Double {
  var sums = SIMD8<Double>.zero
  let whole = a.count / 8 * 8
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      var i = 0
      while i < whole {
        for lane in 0..<8 { sums[lane] += a[i + lane] * b[i + lane] }
        i += 8
      }
    }
  }
  var total = sums.sum()
  for i in whole..<a.count { total += a[i] * b[i] }
  return total
}

private func solve(_ factor: LowerTriangularMatrix, _ rightHandSide: [Double]) -> [Double] {
  factor.transposeSolve(factor.solve(rightHandSide))
}

private func leastSquares(
  _ columns: [[Double]], _ values: [Double], weights: [Double]
) throws(LinearAlgebraError) -> [Double] {
  let factor = try normalFactor(columns, weights: weights)
  let weighted = zip(values, weights).map { $0 * $1 }
  return solve(factor, columns.map { relaxedDot($0, weighted) })
}

/// b maximising the normal log likelihood of residuals with log SD b'f, by Fisher scoring:
/// the information 2 sum w f f' does not depend on b.
private func scoreLogScale(
  _ columns: [[Double]], _ residuals: [Double], weights: [Double]
) throws(LinearAlgebraError) -> [Double] {
  let factor = try normalFactor(columns, weights: weights)
  let variance = zip(residuals, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    / weights.reduce(0, +)
  var b = [Double](repeating: 0, count: columns.count)
  b[0] = 0.5 * log(max(variance, 1e-300))
  for _ in 0..<8 {
    let logScales = product(columns, b, count: residuals.count)
    let score = residuals.indices.map { i in
      0.5 * weights[i] * (min(residuals[i] * residuals[i] * exp(-2 * logScales[i]), 25) - 1)
    }
    let step = solve(factor, columns.map { relaxedDot($0, score) })
    for k in b.indices { b[k] += max(-0.5, min(0.5, step[k])) }
    if step.allSatisfy({ abs($0) < 1e-4 }) { break }
  }
  return b
}

extension SinhArcsinhShape {
  /// Maximum likelihood for a normal base, on 200 weighted quantiles of the residuals; a small ridge
  /// keeps the four parameters identified.
  init(fittedTo residuals: [Double], weights: [Double]) {
    let points = Self.quantiles(residuals, weights: weights, count: 200)
    let n = Double(points.count)
    let result = minimizeBFGS(
      start: [0, 0, 0, 0], stepSize: 0.1, tolerance: 2e-3, maxIterations: 40
    ) { theta, gradient in
      let (beta, delta) = (exp(theta[1]), exp(theta[3]))
      var value = 0.0
      gradient = theta.map { 1e-2 * $0 }
      for penalty in theta { value += 0.5 * 1e-2 * penalty * penalty }
      for point in points {
        let v = (point - theta[0]) / beta
        let root = (1 + v * v).squareRoot()
        let a = asinh(v)
        let h = delta * a - theta[2]
        let (sinhH, coshH) = (sinh(h), cosh(h))
        value += (0.5 * sinhH * sinhH - log(coshH * delta / (root * beta))) / n
        let dh = (-sinhH * coshH + sinhH / coshH) / n
        let dv = dh * delta / root - v / (root * root) / n
        gradient[0] += dv / beta
        gradient[1] += v * dv + 1 / n
        gradient[2] += dh
        gradient[3] -= dh * delta * a + 1 / n
      }
      return value
    }
    let theta = result.position
    guard theta.allSatisfy({ abs($0) < 3 }) else { return }
    (alpha, beta, epsilon, delta) = (theta[0], exp(theta[1]), theta[2], exp(theta[3]))
  }

  private static func quantiles(
    _ values: [Double], weights: [Double], count: Int
  ) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    let total = weights.reduce(0, +)
    var result: [Double] = []
    result.reserveCapacity(count)
    var cumulative = 0.0
    var position = 0
    for k in 0..<count {
      let target = (Double(k) + 0.5) / Double(count) * total
      while position < order.count - 1 && cumulative + weights[order[position]] < target {
        cumulative += weights[order[position]]
        position += 1
      }
      result.append(values[order[position]])
    }
    return result
  }
}
