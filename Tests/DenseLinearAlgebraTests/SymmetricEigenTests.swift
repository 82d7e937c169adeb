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

/// The closed forms of 2 x 2 matrices against LAPACK and against hand computation.
struct Symmetric2x2Tests {
  @Test(arguments: [
    (2.0, 1.0, 3.0), (1, 0, 1), (1, 0, 4), (4, 0, 1), (1, -0.999, 1), (1e-8, 1e-5, 1), (-2, 1, -3),
    (-1, 2, 1), (5, -2, 1),
  ])
  func eigenAgreesWithLAPACK(first: Double, offDiagonal: Double, second: Double) throws {
    let matrix = Symmetric2x2(first: first, offDiagonal: offDiagonal, second: second)
    let eigen = matrix.eigen()
    let full = try symmetricEigen(SymmetricMatrix(rows: [[first], [offDiagonal, second]]))
    #expect(abs(eigen.smaller - full.values[0]) < 1e-14 * max(1, abs(full.values[0])))
    #expect(abs(eigen.larger - full.values[1]) < 1e-14 * max(1, abs(full.values[1])))
    let (x, y) = (eigen.axis.x, eigen.axis.y)
    #expect(abs(x * x + y * y - 1) < 1e-15)
    #expect(abs(first * x + offDiagonal * y - eigen.larger * x) < 1e-14)
    #expect(abs(offDiagonal * x + second * y - eigen.larger * y) < 1e-14)
  }

  /// SDs 1 and 1e-7, correlation 0.5: the smaller eigenvalue is 7.5e-15 to first order, where
  /// mean - radius would have lost five of its digits.
  @Test func smallEigenvalueKeepsItsDigits() {
    let eigen = Symmetric2x2(firstDeviation: 1, secondDeviation: 1e-7, correlation: 0.5).eigen()
    #expect(abs(eigen.smaller / 7.5e-15 - 1) < 1e-12)
  }

  @Test func inverseAndForms() throws {
    let matrix = Symmetric2x2(first: 2, offDiagonal: 1, second: 3)
    #expect(matrix.determinant == 5 && matrix.trace == 5)
    let inverse = try matrix.inverse()
    #expect(abs(inverse.first - 0.6) < 2e-16)
    #expect(abs(inverse.offDiagonal + 0.2) < 2e-16)
    #expect(abs(inverse.second - 0.4) < 2e-16)
    #expect(matrix.quadraticForm(1, -2) == 2 - 4 + 12)
    #expect(throws: LinearAlgebraError.singular) {
      try Symmetric2x2(first: 1, offDiagonal: 2, second: 4).inverse()
    }
    #expect(throws: LinearAlgebraError.singular) {
      try Symmetric2x2(first: .nan, offDiagonal: 0, second: 1).inverse()
    }
  }
}
