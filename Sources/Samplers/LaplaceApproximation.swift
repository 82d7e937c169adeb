import DenseLinearAlgebra
import ModelInterface

/// The Cholesky factor of a covariance read off the curvature of a log density at a point.
///
/// The Hessian by central differences (step 0.1, meant for standardised coordinates), in one block
/// evaluation; eigenvalues of its negative are held to [0.05, 1e6], so that the result is a
/// covariance wherever the point is.
///
/// - Parameters:
///   - target: the density.
///   - point: d coordinates, usually the mode.
///   - inflation: multiplies the SDs.
/// - Returns: L with L L' the inflated covariance.
/// - Throws: `LinearAlgebraError` where LAPACK finds no eigenvalues.
func laplaceFactor<Target: BlockLogDensity>(
  of target: Target, at point: [Double], inflation: Double
) throws(LinearAlgebraError) -> LowerTriangularMatrix {
  let d = target.dimension
  let h = 0.1
  var offsets: [[(coordinate: Int, step: Double)]] = [[]]
  for i in 0..<d {
    offsets += [[(i, h)], [(i, -h)]]
    for j in 0..<i {
      offsets += [[(i, h), (j, h)], [(i, h), (j, -h)], [(i, -h), (j, h)], [(i, -h), (j, -h)]]
    }
  }
  let n = offsets.count
  var positions = [Double](repeating: 0, count: d * n)
  for (index, offset) in offsets.enumerated() {
    for k in 0..<d { positions[k * n + index] = point[k] }
    for (coordinate, step) in offset { positions[coordinate * n + index] += step }
  }
  var values = [Double](repeating: 0, count: n)
  var span = values.mutableSpan
  target.logDensities(at: positions.span, into: &span)
  var rows = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
  var index = 1
  for i in 0..<d {
    rows[i][i] = -(values[index] - 2 * values[0] + values[index + 1]) / (h * h)
    index += 2
    for j in 0..<i {
      let mixed = values[index] - values[index + 1] - values[index + 2] + values[index + 3]
      rows[i][j] = -mixed / (4 * h * h)
      rows[j][i] = rows[i][j]
      index += 4
    }
  }
  for i in 0..<d {
    for j in 0..<d where !rows[i][j].isFinite { rows[i][j] = i == j ? 1 : 0 }
  }
  let eigen = try symmetricEigen(SymmetricMatrix(rows: rows))
  var covariance = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
  for k in 0..<d {
    let vector = eigen.vector(k)
    let variance = inflation * inflation / min(max(eigen.values[k], 0.05), 1e6)
    for i in 0..<d {
      for j in 0..<d { covariance[i][j] += variance * vector[i] * vector[j] }
    }
  }
  return try choleskyFactor(of: SymmetricMatrix(rows: covariance))
}
