import CMath

/// A dense lower triangular matrix L, row-major, with zeros stored above the diagonal.
public struct LowerTriangularMatrix: Sendable, Equatable {
  /// The number of rows n.
  public let order: Int
  /// All n * n elements, row-major; those above the diagonal are zero.
  public private(set) var values: [Double]

  /// A matrix from the lower triangle of a square table; elements above the diagonal are ignored.
  ///
  /// - Parameters:
  ///   - order: number of rows, at least 1.
  ///   - rowMajor: `order * order` values, row-major.
  public init(order: Int, rowMajor: [Double]) {
    precondition(order >= 1 && rowMajor.count == order * order, "expected order * order values")
    self.order = order
    values = rowMajor
    for row in 0..<order {
      for column in (row + 1)..<order { values[row * order + column] = 0 }
    }
  }

  /// The identity matrix.
  ///
  /// - Parameter order: number of rows, at least 1.
  /// - Returns: ones on the diagonal, zeros elsewhere.
  public static func identity(order: Int) -> LowerTriangularMatrix {
    LowerTriangularMatrix(
      order: order, rowMajor: SymmetricMatrix.identity(order: order).values)
  }

  /// The element in a row and a column; zero above the diagonal.
  ///
  /// - Parameters:
  ///   - row: index in `0 ..< order`.
  ///   - column: index in `0 ..< order`.
  public subscript(_ row: Int, _ column: Int) -> Double {
    precondition(
      row >= 0 && row < order && column >= 0 && column < order, "index outside the matrix")
    return values[row * order + column]
  }

  /// `log |det L|`, the sum of the logarithms of the absolute diagonal elements.
  public var logDeterminant: Double {
    var sum = 0.0
    for row in 0..<order { sum += log(abs(values[row * order + row])) }
    return sum
  }

  /// The product `L L'`.
  ///
  /// - Returns: the symmetric matrix of which this is the Cholesky factor.
  public func timesOwnTranspose() -> SymmetricMatrix {
    var product = SymmetricMatrix(order: order)
    for row in 0..<order {
      for column in 0...row {
        var sum = 0.0
        for k in 0...column { sum += values[row * order + k] * values[column * order + k] }
        product[row, column] = sum
      }
    }
    return product
  }

  /// The inverse of `L L'`: the covariance that belongs to a precision, and the reverse.
  ///
  /// - Returns: `(L L')^-1`; not finite where a diagonal element is zero.
  public func inverseOfProduct() -> SymmetricMatrix {
    var inverse = SymmetricMatrix(order: order)
    for column in 0..<order {
      var unit = [Double](repeating: 0, count: order)
      unit[column] = 1
      let solution = transposeSolve(solve(unit))
      for row in column..<order { inverse[row, column] = solution[row] }
    }
    return inverse
  }
}
