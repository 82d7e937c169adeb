import CMath
import DenseLinearAlgebra

/// Gauss-Legendre panels of the oracle, for an axis that would need too many evenly spaced nodes.
enum DenseAxis {
  /// A place where the integrand changes within about `width`.
  struct Bend {
    let at: Double
    let width: Double
  }

  /// Nodes and weights between two ends: panels no longer than 1.5, which grow by half away from
  /// each bend.
  ///
  /// - Parameters:
  ///   - low: lower end.
  ///   - high: upper end.
  ///   - bends: anywhere, also outside.
  ///   - refinement: divides the lengths of the panels.
  /// - Returns: nodes in ascending order with their weights.
  static func panels(
    low: Double, high: Double, bends: [Bend], refinement: Double
  ) -> [(node: Double, weight: Double)] {
    var edges: [Double] = [low, high]
    edges += stride(from: low, to: high, by: 1.5 / refinement)
    for bend in bends {
      edges.append(bend.at)
      for side in [-1.0, 1.0] {
        var distance = 4 * bend.width / refinement
        while distance < max(abs(low - bend.at), abs(high - bend.at)) {
          edges.append(bend.at + side * distance)
          distance *= 1.5
        }
      }
    }
    edges = edges.filter { $0 >= low && $0 <= high }.sorted()
    var nodes: [(node: Double, weight: Double)] = []
    for (left, right) in zip(edges, edges.dropFirst()) where right > left {
      let (middle, half) = (0.5 * (left + right), 0.5 * (right - left))
      for (node, weight) in legendre { nodes.append((middle + half * node, half * weight)) }
    }
    return nodes
  }

  /// Gauss-Legendre nodes and weights of order 20 by Golub and Welsch (1969): eigenvalues of the
  /// Jacobi matrix with off-diagonal k / sqrt(4 k^2 - 1).
  private static let legendre: [(node: Double, weight: Double)] = {
    let order = 20
    let offDiagonal = (1..<order).map { k in Double(k) / sqrt(4 * Double(k * k) - 1) }
    guard
      let eigen = try? symmetricTridiagonalEigen(
        diagonal: [Double](repeating: 0, count: order), offDiagonal: offDiagonal)
    else { preconditionFailure("the Jacobi matrix of Gauss-Legendre has eigenvalues") }
    return (0..<order).map { k in
      let first = eigen.vector(k)[0]
      return (eigen.values[k], 2 * first * first)
    }
  }()
}
