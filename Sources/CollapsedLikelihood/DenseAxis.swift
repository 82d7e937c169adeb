import DenseLinearAlgebra

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A one-dimensional rule of the oracle for log-concave integrands whose mass lies within +-40 units.
enum DenseAxis {
  /// The trapezoid rule over all of the lattice where terms are within exp(-40) of the largest.
  case even(spacing: Double)
  /// Gauss-Legendre panels that double in length away from each bend.
  case panels([(bend: Double, width: Double)], refinement: Double)

  /// log of the integral of exp(g), g concave.
  func logIntegral(_ g: (Double) -> Double) -> Double {
    switch self {
    case .even(let spacing): evenLogIntegral(spacing: spacing, g)
    case .panels(let bends, let refinement): panelLogIntegral(bends, refinement: refinement, g)
    }
  }

  private func evenLogIntegral(spacing: Double, _ g: (Double) -> Double) -> Double {
    let (start, peak) = maximum(step: spacing, g)
    var sum = 1.0
    for direction in [-1.0, 1.0] {
      var offset = 1.0
      while true {
        let term = g(start + direction * offset * spacing) - peak
        if term < -40 { break }
        sum += exp(term)
        offset += 1
      }
    }
    return peak + log(sum * spacing)
  }

  /// A point of the lattice near the maximum: golden-section steps in units of the spacing.
  private func maximum(step: Double, _ g: (Double) -> Double) -> (Double, Double) {
    var low = (-1e5 / step).rounded()
    var high = (1e5 / step).rounded()
    while high - low > 2 {
      let third = ((high - low) / 3).rounded(.down)
      let (a, b) = (low + max(third, 1), high - max(third, 1))
      if a >= b {
        if g(low * step) < g(high * step) { low += 1 } else { high -= 1 }
      } else if g(a * step) < g(b * step) {
        low = a
      } else {
        high = b
      }
    }
    let candidates = stride(from: low, through: high, by: 1).map { ($0 * step, g($0 * step)) }
    return candidates.max { $0.1 < $1.1 } ?? (0, g(0))
  }

  private func panelLogIntegral(
    _ bends: [(bend: Double, width: Double)], refinement: Double, _ g: (Double) -> Double
  ) -> Double {
    let (centre, peak) = maximum(step: 1e-3, g)
    let (low, high) = (centre - 12, centre + 12)
    var edges: [Double] = [low, high, centre]
    edges += stride(from: low, to: high, by: 1.5 / refinement)
    for (bend, width) in bends {
      var distance = 4 * width / refinement
      edges.append(bend)
      while distance < 60 {
        edges += [bend - distance, bend + distance]
        distance *= 1.5
      }
    }
    edges = edges.filter { $0 >= low && $0 <= high }.sorted()
    var sum = 0.0
    for (left, right) in zip(edges, edges.dropFirst()) where right > left {
      let (middle, half) = (0.5 * (left + right), 0.5 * (right - left))
      for (node, weight) in Self.legendre {
        let term = g(middle + half * node) - peak
        if term > -45 { sum += half * weight * exp(term) }
      }
    }
    return peak + log(sum)
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
