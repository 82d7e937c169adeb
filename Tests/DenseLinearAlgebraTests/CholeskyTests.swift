import DenseLinearAlgebra
import Testing

/// Cholesky factors and what is done with them, against matrices whose factors are known by hand.
struct CholeskyTests {
  /// L = [[2, 0, 0], [-1, 3, 0], [4, 0.5, 1]] in whole and half numbers, so that L L' is exact.
  private let factor = LowerTriangularMatrix(order: 3, rowMajor: [2, 9, 9, -1, 3, 9, 4, 0.5, 1])
  private let product = SymmetricMatrix(rows: [[4], [-2, 10], [8, -2.5, 17.25]])

  @Test func factorOfAKnownProduct() throws {
    let computed = try choleskyFactor(of: product)
    for row in 0..<3 {
      for column in 0..<3 {
        #expect(abs(computed[row, column] - factor[row, column]) < 1e-14)
      }
    }
    #expect(computed[0, 1] == 0 && computed[0, 2] == 0 && computed[1, 2] == 0)
  }

  @Test func productOfAFactorWithItsTranspose() {
    #expect(factor.timesOwnTranspose() == product)
  }

  @Test func productsByHand() {
    #expect(factor.multiply([1, 2, 3]) == [2, 5, 8])
    #expect(factor.transposeMultiply([1, 2, 3]) == [12, 7.5, 3])
    #expect(product.multiply([1, 1, 1]) == [10, 5.5, 22.75])
    #expect(product.quadraticForm([1, 2, 3]) == 209.25)
  }

  @Test func solvesUndoProducts() {
    #expect(factor.solve([2, 5, 8]) == [1, 2, 3])
    #expect(factor.transposeSolve([12, 7.5, 3]) == [1, 2, 3])
  }

  @Test func logDeterminantIsThatOfTheDiagonal() {
    #expect(abs(factor.logDeterminant - 1.791_759_469_228_055) < 1e-15)
  }

  @Test func inverseTimesProductIsIdentity() {
    let inverse = factor.inverseOfProduct()
    for column in 0..<3 {
      let vector = (0..<3).map { inverse[$0, column] }
      for (row, value) in product.multiply(vector).enumerated() {
        #expect(abs(value - (row == column ? 1 : 0)) < 1e-13)
      }
    }
  }

  @Test(arguments: [
    ([[0.0]], 1), ([[1], [2, 4]], 2), ([[1], [0, 1], [2, 0, 3]], 3), ([[-1], [0, 1]], 1),
  ])
  func indefiniteMatricesNameTheMinor(rows: [[Double]], order: Int) {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: order)) {
      try choleskyFactor(of: SymmetricMatrix(rows: rows))
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func nonFiniteInputIsRefused(value: Double) {
    #expect(throws: LinearAlgebraError.nonFinite) {
      try choleskyFactor(of: SymmetricMatrix(rows: [[1], [value, 1]]))
    }
  }

  @Test func bothTrianglesStayEqual() {
    var matrix = SymmetricMatrix(order: 2)
    matrix[0, 1] = 3
    #expect(matrix[1, 0] == 3 && matrix.values == [0, 3, 3, 0])
    let ignoring = SymmetricMatrix(order: 2, lowerTriangleOf: [1, 99, 2, 3])
    #expect(ignoring.values == [1, 2, 2, 3] && ignoring.diagonal == [1, 3])
  }
}
