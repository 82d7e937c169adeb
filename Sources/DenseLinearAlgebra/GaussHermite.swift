import CMath

/// A Gauss-Hermite rule: `integral of f(x) exp(-x^2) dx = sum of weights[k] * f(nodes[k])`.
///
/// For `E f(Z)` with Z ~ N(m, s^2) use the nodes `m + sqrt(2) s x` and weights `w / sqrt(pi)`.
public struct GaussHermiteRule: Sendable, Equatable {
  /// The nodes, ascending and exactly symmetric about 0.
  public let nodes: [Double]
  /// The positive weights; they sum to sqrt(pi).
  public let weights: [Double]
}

/// The Gauss-Hermite rule of a given order, exact for polynomials up to degree `2 order - 1`.
///
/// The nodes are the eigenvalues of the Jacobi matrix of the Hermite polynomials (Golub and Welsch
/// 1969, Math. Comp. 23, 221-230), which has zeros on the diagonal and sqrt(k / 2) beside it. The
/// weight of a node is the reciprocal of the sum of squares of the orthonormal polynomials below
/// the order (the Christoffel function): that keeps the relative accuracy of tail weights, which
/// the first elements of the eigenvectors lose.
///
/// - Parameter order: number of nodes, 1 to 300 (beyond, the tail weights underflow).
/// - Returns: nodes and weights.
/// - Throws: `LinearAlgebraError.noConvergence`.
public func gaussHermite(order: Int) throws(LinearAlgebraError) -> GaussHermiteRule {
  precondition(order >= 1 && order <= 300, "the order must be 1 to 300")
  let offDiagonal = (1..<order).map { sqrt(Double($0) / 2) }
  let eigen = try symmetricTridiagonalEigen(
    diagonal: [Double](repeating: 0, count: order), offDiagonal: offDiagonal)
  var nodes = [Double](repeating: 0, count: order)
  var weights = [Double](repeating: 0, count: order)
  for k in 0..<((order + 1) / 2) {
    let mirror = order - 1 - k
    let node = mirror == k ? 0 : (eigen.values[mirror] - eigen.values[k]) / 2
    let weight = 1 / sumOfSquaredHermites(below: order, at: node)
    nodes[mirror] = node
    nodes[k] = -node
    weights[mirror] = weight
    weights[k] = weight
  }
  return GaussHermiteRule(nodes: nodes, weights: weights)
}

/// The sum of squares of the Hermite polynomials p_0 ... p_(n-1), orthonormal under exp(-x^2), by
/// their three-term recurrence.
private func sumOfSquaredHermites(below order: Int, at x: Double) -> Double {
  var previous = 0.0
  var last = 1 / sqrt(sqrt(Double.pi))
  var sum = 0.0
  for k in 0..<order {
    sum += last * last
    let next = (x * last - sqrt(Double(k) / 2) * previous) / sqrt(Double(k + 1) / 2)
    previous = last
    last = next
  }
  return sum
}
