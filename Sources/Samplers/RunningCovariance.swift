/// Mean and covariance (or variances only) of a stream of points, by Welford's update.
///
///     delta = x - mean;  mean += delta / n;  sum += delta (x - mean)'
package struct RunningCovariance {
  package let dimension: Int
  package let isDense: Bool
  package private(set) var count = 0
  private var mean: [Double]
  private var delta: [Double]
  /// Sums of squares (d), or the lower triangle of sums of products in a row-major d * d table.
  private var sums: [Double]

  package init(dimension: Int, isDense: Bool) {
    self.dimension = dimension
    self.isDense = isDense
    mean = [Double](repeating: 0, count: dimension)
    delta = mean
    sums = [Double](repeating: 0, count: isDense ? dimension * dimension : dimension)
  }

  package mutating func reset() {
    count = 0
    for k in mean.indices { mean[k] = 0 }
    for k in sums.indices { sums[k] = 0 }
  }

  package mutating func add(_ point: [Double]) {
    precondition(point.count == dimension, "expected one value a coordinate")
    count += 1
    let weight = 1 / Double(count)
    for k in 0..<dimension {
      delta[k] = point[k] - mean[k]
      mean[k] += weight * delta[k]
    }
    for row in 0..<dimension {
      let deviation = point[row] - mean[row]
      if isDense {
        for column in 0...row { sums[row * dimension + column] += deviation * delta[column] }
      } else {
        sums[row] += deviation * delta[row]
      }
    }
  }

  /// The sample covariance, shrunk towards a small multiple of the identity as Stan does:
  /// `n/(n + 5) S + 1e-3 * 5/(n + 5) I`; in the shape of `sums`. `nil` before the second point.
  package func regularized() -> [Double]? {
    guard count >= 2 else { return nil }
    let n = Double(count)
    let scale = n / (n + 5) / (n - 1)
    let ridge = 1e-3 * 5 / (n + 5)
    var result = sums.map { scale * $0 }
    for k in 0..<dimension { result[isDense ? k * dimension + k : k] += ridge }
    return result
  }
}
