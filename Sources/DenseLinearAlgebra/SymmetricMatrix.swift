/// A dense symmetric matrix, row-major; both triangles are stored and always equal.
public struct SymmetricMatrix: Sendable, Equatable {
  /// The number of rows n.
  public let order: Int
  /// All n * n elements, row-major.
  public private(set) var values: [Double]

  /// A matrix of zeros.
  ///
  /// - Parameter order: number of rows, at least 1.
  public init(order: Int) {
    precondition(order >= 1, "a matrix has at least one row")
    self.order = order
    values = [Double](repeating: 0, count: order * order)
  }

  /// A matrix from the lower triangle of a square table; elements above the diagonal are ignored.
  ///
  /// - Parameters:
  ///   - order: number of rows, at least 1.
  ///   - rowMajor: `order * order` values, row-major.
  public init(order: Int, lowerTriangleOf rowMajor: [Double]) {
    self.init(order: order)
    precondition(rowMajor.count == order * order, "expected order * order values")
    for row in 0..<order {
      for column in 0...row { self[row, column] = rowMajor[row * order + column] }
    }
  }

  /// A matrix from rows; elements above the diagonal are ignored and may be left out.
  ///
  /// - Parameter rows: row i has at least i + 1 elements.
  public init(rows: [[Double]]) {
    self.init(order: rows.count)
    for row in 0..<order {
      precondition(rows[row].count > row, "row i needs at least i + 1 elements")
      for column in 0...row { self[row, column] = rows[row][column] }
    }
  }

  /// A diagonal matrix.
  ///
  /// - Parameter diagonal: the elements, at least one.
  public init(diagonal: [Double]) {
    self.init(order: diagonal.count)
    for row in 0..<order { values[row * order + row] = diagonal[row] }
  }

  /// The identity matrix.
  ///
  /// - Parameter order: number of rows, at least 1.
  /// - Returns: ones on the diagonal, zeros elsewhere.
  public static func identity(order: Int) -> SymmetricMatrix {
    SymmetricMatrix(diagonal: [Double](repeating: 1, count: order))
  }

  /// The element in a row and a column; writing it also writes its mirror image.
  ///
  /// - Parameters:
  ///   - row: index in `0 ..< order`.
  ///   - column: index in `0 ..< order`.
  public subscript(_ row: Int, _ column: Int) -> Double {
    get {
      checkIndices(row, column)
      return values[row * order + column]
    }
    set {
      checkIndices(row, column)
      values[row * order + column] = newValue
      values[column * order + row] = newValue
    }
  }

  /// The diagonal elements.
  public var diagonal: [Double] { (0..<order).map { values[$0 * order + $0] } }

  /// The matrix times a vector.
  ///
  /// - Parameter vector: n values.
  /// - Returns: n values.
  public func multiply(_ vector: [Double]) -> [Double] {
    precondition(vector.count == order, "expected n values")
    return (0..<order).map { row in
      var sum = 0.0
      for column in 0..<order { sum += values[row * order + column] * vector[column] }
      return sum
    }
  }

  /// The quadratic form `v' A v`.
  ///
  /// - Parameter vector: n values.
  /// - Returns: the value of the form.
  public func quadraticForm(_ vector: [Double]) -> Double {
    let product = multiply(vector)
    var sum = 0.0
    for row in 0..<order { sum += product[row] * vector[row] }
    return sum
  }

  private func checkIndices(_ row: Int, _ column: Int) {
    precondition(
      row >= 0 && row < order && column >= 0 && column < order, "index outside the matrix")
  }
}
