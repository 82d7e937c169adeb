import CMath
import CProposalKernels
import DenseLinearAlgebra
import SpecialFunctions

/// The regressors of a triangular map at weighted points, and the regressions on them.
///
/// Columns of n values: 1, then the bounded whitened coordinates g_0 ... g_(d-2), then their products
/// g_i g_j (j <= i). What coordinate k depends on, in the order of its coefficients, is the first
/// k + 1 columns (linear) and the first k (k + 1) / 2 products (quadratic).
struct BendFeatures {
  private let count: Int
  private let dimension: Int
  private var columns: [Double]
  /// The whitened coordinates, coordinate-major.
  private var whitened: [Double]

  /// The features of points whitened by an affine proposal.
  init(_ points: WeightedPoints, whitenedBy proposal: TriangularProposal) {
    let (n, d) = (points.count, points.dimension)
    (count, dimension) = (n, d)
    var whitened = [Double](repeating: 0, count: d * n)
    var columns = [Double](repeating: 1, count: (d + d * (d - 1) / 2) * n)
    var groupStorage = [EightLanes](repeating: .zero, count: d)
    var group = groupStorage.mutableSpan
    var y = whitened.mutableSpan
    var g = columns.mutableSpan
    for i in stride(from: 0, to: n, by: 8) {
      for k in 0..<d { group[k] = points.positions.span.lanes(at: k * n + i) }
      for k in 0..<d { y.store(proposal.whitened(k, of: group.span), at: k * n + i) }
      for k in 0..<(d - 1) {
        g.store(TriangularProposal.bounded(y.span.lanes(at: k * n + i)), at: (1 + k) * n + i)
      }
      var product = d
      for k in 0..<(d - 1) {
        for j in 0...k {
          let value = g.span.lanes(at: (1 + k) * n + i) * g.span.lanes(at: (1 + j) * n + i)
          g.store(value, at: product * n + i)
          product += 1
        }
      }
    }
    self.whitened = whitened
    self.columns = columns
  }

  /// The columns of log scale b_k.
  func linear(_ k: Int) -> [Int] { Array(0...k) }

  /// The columns of location a_k.
  func quadratic(_ k: Int) -> [Int] {
    Array(0...k) + Array(dimension..<(dimension + k * (k + 1) / 2))
  }

  /// Above so many coordinates a location bends by squares of the others alone: the products of pairs, which grow
  /// as the cube of the dimension, would take minutes to fit and more points than there are.
  static let mostWithProducts = 20

  /// The columns of location that are fitted, as places in `quadratic(k)`.
  func fittedPlaces(_ k: Int) -> [Int] {
    guard dimension > Self.mostWithProducts else { return Array(0..<quadratic(k).count) }
    return Array(0...k) + (0..<k).map { k + 1 + $0 * ($0 + 1) / 2 + $0 }
  }

  private func column(_ index: Int) -> Range<Int> { (index * count)..<((index + 1) * count) }

  /// Whitened coordinate k less its prediction.
  func residuals(_ k: Int, _ chosen: [Int], _ coefficients: [Double]) -> [Double] {
    var result = Array(whitened[column(k)])
    var span = result.mutableSpan
    let features = columns.span
    for i in stride(from: 0, to: count, by: 8) {
      var value = span.span.lanes(at: i)
      for (index, coefficient) in zip(chosen, coefficients) {
        value -= coefficient * features.lanes(at: index * count + i)
      }
      span.store(value, at: i)
    }
    return result
  }

  /// exp of a linear combination of columns.
  func scales(_ chosen: [Int], _ coefficients: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    var span = result.mutableSpan
    let features = columns.span
    for i in stride(from: 0, to: count, by: 8) {
      var value = EightLanes.zero
      for (index, coefficient) in zip(chosen, coefficients) {
        value += coefficient * features.lanes(at: index * count + i)
      }
      span.store(value.exponential, at: i)
    }
    return result
  }

  /// The Cholesky factor of the normal matrix of weighted least squares, with a ridge that keeps it
  /// positive definite.
  private func normalFactor(
    _ chosen: [Int], weights: [Double]
  ) throws(LinearAlgebraError) -> LowerTriangularMatrix {
    let p = chosen.count
    var sums = [Double](repeating: 0, count: p * (p + 1) / 2)
    sroc_weighted_products(columns, chosen, p, weights, count, vectorInstructionSet, &sums)
    var rows = [[Double]](repeating: [Double](repeating: 0, count: p), count: p)
    for a in 0..<p {
      for b in 0...a {
        rows[a][b] = sums[a * (a + 1) / 2 + b]
        rows[b][a] = rows[a][b]
      }
      rows[a][a] += 1e-3 * sums[0]
    }
    return try choleskyFactor(of: SymmetricMatrix(rows: rows))
  }

  /// Weighted least squares of whitened coordinate k.
  func leastSquares(
    _ k: Int, _ chosen: [Int], weights: [Double]
  ) throws(LinearAlgebraError) -> [Double] {
    let factor = try normalFactor(chosen, weights: weights)
    let weighted = product(weights, whitened.span.extracting(column(k)))
    let features = columns.span
    var sums: [Double] = []
    for index in chosen { sums.append(dot(weighted.span, features.extracting(column(index)))) }
    return factor.transposeSolve(factor.solve(sums))
  }

  /// b maximising the normal log likelihood of residuals with log SD b'f, by Fisher scoring: the
  /// information 2 sum w f f' does not depend on b.
  ///
  /// Squared standardised residuals are capped at 25, so that single points do not decide.
  func logScale(
    _ chosen: [Int], residuals: [Double], weights: [Double]
  ) throws(LinearAlgebraError) -> [Double] {
    let factor = try normalFactor(chosen, weights: weights)
    let squares = product(residuals, residuals.span)
    let variance = dot(squares.span, weights.span) / weights.reduce(0, +)
    var b = [Double](repeating: 0, count: chosen.count)
    b[0] = 0.5 * log(max(variance, 1e-300))
    for _ in 0..<8 {
      let score = self.score(chosen, b, squares: squares.span, weights: weights.span)
      let step = factor.transposeSolve(factor.solve(score))
      for k in b.indices { b[k] += max(-0.5, min(0.5, step[k])) }
      if step.allSatisfy({ abs($0) < 1e-3 }) { break }
    }
    return b
  }

  /// Half the score of the log scale's coefficients.
  private func score(
    _ chosen: [Int], _ b: [Double], squares: Span<Double>, weights: Span<Double>
  ) -> [Double] {
    let features = columns.span
    var sumStorage = [EightLanes](repeating: .zero, count: chosen.count)
    var sums = sumStorage.mutableSpan
    for i in stride(from: 0, to: count, by: 8) {
      var logScale = EightLanes.zero
      for a in sums.indices { logScale += b[a] * features.lanes(at: chosen[a] * count + i) }
      var square = squares.lanes(at: i) * (-2 * logScale).exponential
      square.replace(with: 25, where: square .> 25)
      let value = 0.5 * weights.lanes(at: i) * (square - 1)
      for a in sums.indices { sums[a] += value * features.lanes(at: chosen[a] * count + i) }
    }
    return sumStorage.map { $0.sum() }
  }
}

/// Products element by element; the count is a multiple of eight.
private func product(_ a: [Double], _ b: Span<Double>) -> [Double] {
  var result = a
  var span = result.mutableSpan
  for i in stride(from: 0, to: a.count, by: 8) {
    span.store(span.span.lanes(at: i) * b.lanes(at: i), at: i)
  }
  return result
}
