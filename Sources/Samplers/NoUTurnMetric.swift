import DenseLinearAlgebra
import RandomStreams

/// The inverse mass matrix V of a Euclidean metric: kinetic energy `p' V p / 2`.
///
/// V approximates the covariance of the target, so that momenta have covariance V^-1.
package struct EuclideanMetric: Sendable {
  private enum Shape: Sendable {
    case diagonal
    case dense(LowerTriangularMatrix)
  }

  package let dimension: Int
  private var shape: Shape
  /// The variances, or V row-major.
  private var inverseMass: [Double]

  /// The unit metric.
  package init(dimension: Int) {
    self.dimension = dimension
    shape = .diagonal
    inverseMass = [Double](repeating: 1, count: dimension)
  }

  /// A metric from variances.
  package init(variances: [Double]) {
    dimension = variances.count
    shape = .diagonal
    inverseMass = variances
  }

  /// A metric from a covariance.
  ///
  /// Throws `LinearAlgebraError` where the covariance has no Cholesky factor.
  package init(covariance: SymmetricMatrix) throws(LinearAlgebraError) {
    dimension = covariance.order
    shape = .dense(try choleskyFactor(of: covariance))
    inverseMass = covariance.values
  }

  /// Writes `v = V p`.
  package func velocity(of momentum: [Double], into velocity: inout [Double]) {
    precondition(momentum.count == dimension && velocity.count == dimension)
    let elements = inverseMass.span
    let momentum = momentum.span
    var velocity = velocity.mutableSpan
    switch shape {
    case .diagonal:
      for k in 0..<dimension { velocity[k] = elements[k] * momentum[k] }
    case .dense:
      for row in 0..<dimension {
        var sum = 0.0
        for column in 0..<dimension { sum += elements[row * dimension + column] * momentum[column] }
        velocity[row] = sum
      }
    }
  }

  /// Draws a momentum from N(0, V^-1): `z / sd` a coordinate, or `L'^-1 z` with `V = L L'`.
  package func drawMomentum(_ momentum: inout [Double], using stream: inout RandomStream) {
    var span = momentum.mutableSpan
    precondition(span.count == dimension)
    stream.fillNormals(&span)
    switch shape {
    case .diagonal:
      for k in 0..<dimension { span[k] /= inverseMass[k].squareRoot() }
    case .dense(let factor):
      factor.transposeSolve(inPlace: &span)
    }
  }
}
