import DenseLinearAlgebra
import SpecialFunctions

/// Weighted points that a proposal is fitted to.
struct WeightedPoints {
  let dimension: Int
  /// Coordinate k of point i is at k * count + i.
  let positions: [Double]
  /// One a point, with sum 1; their number is a multiple of eight.
  let weights: [Double]
  var count: Int { weights.count }

  init(dimension: Int, positions: [Double], weights: [Double]) {
    precondition(weights.count % 8 == 0 && positions.count == dimension * weights.count)
    self.dimension = dimension
    self.positions = positions
    self.weights = weights
  }

  /// Weighted mean and covariance.
  func moments() -> (mean: [Double], covariance: SymmetricMatrix) {
    let (n, d) = (count, dimension)
    let mean = (0..<d).map { k in
      dot(weights.span, positions.span.extracting((k * n)..<((k + 1) * n)))
    }
    var rows = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
    let (x, w) = (positions.span, weights.span)
    for k in 0..<d {
      for j in 0...k {
        var sum = EightLanes.zero
        for i in stride(from: 0, to: n, by: 8) {
          sum +=
            w.lanes(at: i) * (x.lanes(at: k * n + i) - mean[k]) * (x.lanes(at: j * n + i) - mean[j])
        }
        rows[k][j] = sum.sum()
        rows[j][k] = rows[k][j]
      }
      rows[k][k] += 1e-9
    }
    return (mean, SymmetricMatrix(rows: rows))
  }
}

/// A dot product in eight interleaved partial sums: one fixed order, but one that vectorises. The
/// count is a multiple of eight.
func dot(_ a: Span<Double>, _ b: Span<Double>) -> Double {
  var sum = EightLanes.zero
  for i in stride(from: 0, to: a.count, by: 8) { sum += a.lanes(at: i) * b.lanes(at: i) }
  return sum.sum()
}
