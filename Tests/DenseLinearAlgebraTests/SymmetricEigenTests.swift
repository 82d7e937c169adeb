import DenseLinearAlgebra
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Eigenvalues against closed forms, eigenvectors against their defining equation.
struct SymmetricEigenTests {
  private func checkDecomposition(_ eigen: EigenDecomposition, of matrix: SymmetricMatrix) {
    let n = matrix.order
    for k in 0..<n {
      let vector = eigen.vector(k)
      let image = matrix.multiply(vector)
      for i in 0..<n { #expect(abs(image[i] - eigen.values[k] * vector[i]) < 1e-13) }
      for other in 0...k {
        let product = zip(vector, eigen.vector(other)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (other == k ? 1 : 0)) < 1e-13)
      }
    }
  }

  /// The eigenvalues of [[2, 1], [1, 2]] beside 7 are 1, 3 and 7.
  @Test func knownEigenvalues() throws {
    let matrix = SymmetricMatrix(rows: [[2], [0, 7], [1, 0, 2]])
    let eigen = try symmetricEigen(matrix)
    for (value, expected) in zip(eigen.values, [1.0, 3, 7]) {
      #expect(abs(value - expected) < 1e-14)
    }
    checkDecomposition(eigen, of: matrix)
  }

  /// The path graph's matrix (2 on the diagonal, -1 beside it) has the eigenvalues
  /// 2 - 2 cos(k pi / (n + 1)), from both routines.
  @Test func secondDifferenceMatrix() throws {
    let n = 9
    var matrix = SymmetricMatrix(diagonal: [Double](repeating: 2, count: n))
    for row in 1..<n { matrix[row, row - 1] = -1 }
    let dense = try symmetricEigen(matrix)
    let tridiagonal = try symmetricTridiagonalEigen(
      diagonal: [Double](repeating: 2, count: n),
      offDiagonal: [Double](repeating: -1, count: n - 1))
    for k in 0..<n {
      let expected = 2 - 2 * cos(Double(k + 1) * Double.pi / Double(n + 1))
      #expect(abs(dense.values[k] - expected) < 1e-14)
      #expect(abs(tridiagonal.values[k] - expected) < 1e-14)
    }
    checkDecomposition(dense, of: matrix)
    checkDecomposition(tridiagonal, of: matrix)
  }

  @Test func orderOne() throws {
    #expect(try symmetricTridiagonalEigen(diagonal: [5], offDiagonal: []).values == [5])
    #expect(try symmetricEigen(SymmetricMatrix(rows: [[5]])).values == [5])
  }

  @Test func nonFiniteInputIsRefused() {
    #expect(throws: LinearAlgebraError.nonFinite) {
      try symmetricEigen(SymmetricMatrix(rows: [[1], [.infinity, 1]]))
    }
    #expect(throws: LinearAlgebraError.nonFinite) {
      try symmetricTridiagonalEigen(diagonal: [1, 2], offDiagonal: [.nan])
    }
  }
}
