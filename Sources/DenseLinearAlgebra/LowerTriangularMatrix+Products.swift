extension LowerTriangularMatrix {
  /// Writes `L v`.
  ///
  /// - Parameters:
  ///   - vector: n values.
  ///   - result: n values, overwritten.
  /// - Complexity: n^2 / 2 multiplications; no allocation.
  public func multiply(_ vector: Span<Double>, into result: inout MutableSpan<Double>) {
    precondition(vector.count == order && result.count == order, "expected n values")
    let elements = values.span
    for row in 0..<order {
      var sum = 0.0
      for column in 0...row { sum += elements[row * order + column] * vector[column] }
      result[row] = sum
    }
  }

  /// Writes `L' v`.
  ///
  /// - Parameters:
  ///   - vector: n values.
  ///   - result: n values, overwritten.
  /// - Complexity: n^2 / 2 multiplications; no allocation.
  public func transposeMultiply(_ vector: Span<Double>, into result: inout MutableSpan<Double>) {
    precondition(vector.count == order && result.count == order, "expected n values")
    let elements = values.span
    for column in 0..<order { result[column] = 0 }
    for row in 0..<order {
      let factor = vector[row]
      for column in 0...row { result[column] += elements[row * order + column] * factor }
    }
  }

  /// Solves `L x = b` in place, by forward substitution.
  ///
  /// - Parameter vector: b on entry, x on return; n values. Not finite where a diagonal is zero.
  /// - Complexity: n^2 / 2 multiplications; no allocation.
  public func solve(inPlace vector: inout MutableSpan<Double>) {
    precondition(vector.count == order, "expected n values")
    let elements = values.span
    for row in 0..<order {
      var rest = vector[row]
      for column in 0..<row { rest -= elements[row * order + column] * vector[column] }
      vector[row] = rest / elements[row * order + row]
    }
  }

  /// Solves `L' x = b` in place, by backward substitution.
  ///
  /// - Parameter vector: b on entry, x on return; n values. Not finite where a diagonal is zero.
  /// - Complexity: n^2 / 2 multiplications; no allocation.
  public func transposeSolve(inPlace vector: inout MutableSpan<Double>) {
    precondition(vector.count == order, "expected n values")
    let elements = values.span
    var row = order - 1
    while row >= 0 {
      let solution = vector[row] / elements[row * order + row]
      vector[row] = solution
      for column in 0..<row { vector[column] -= elements[row * order + column] * solution }
      row -= 1
    }
  }

  /// The product `L v`.
  ///
  /// - Parameter vector: n values.
  /// - Returns: n values.
  public func multiply(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: order)
    var span = result.mutableSpan
    multiply(vector.span, into: &span)
    return result
  }

  /// The product `L' v`.
  ///
  /// - Parameter vector: n values.
  /// - Returns: n values.
  public func transposeMultiply(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: order)
    var span = result.mutableSpan
    transposeMultiply(vector.span, into: &span)
    return result
  }

  /// The solution x of `L x = b`.
  ///
  /// - Parameter rightHandSide: b, n values.
  /// - Returns: x, n values; not finite where a diagonal element is zero.
  public func solve(_ rightHandSide: [Double]) -> [Double] {
    var result = rightHandSide
    var span = result.mutableSpan
    solve(inPlace: &span)
    return result
  }

  /// The solution x of `L' x = b`.
  ///
  /// - Parameter rightHandSide: b, n values.
  /// - Returns: x, n values; not finite where a diagonal element is zero.
  public func transposeSolve(_ rightHandSide: [Double]) -> [Double] {
    var result = rightHandSide
    var span = result.mutableSpan
    transposeSolve(inPlace: &span)
    return result
  }
}
