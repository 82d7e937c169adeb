private import CLAPACKE

/// The eigenvalues of a symmetric matrix, ascending, with orthonormal eigenvectors.
public struct EigenDecomposition: Sendable, Equatable {
  /// The n eigenvalues, ascending.
  public let values: [Double]
  /// The n eigenvectors of length 1, one after the other: element i of vector k is at `k * n + i`.
  /// The sign of a vector is arbitrary.
  public let vectors: [Double]

  /// The number of eigenvalues.
  public var order: Int { values.count }

  /// One eigenvector.
  ///
  /// - Parameter index: which eigenvalue it belongs to, in `0 ..< order`.
  /// - Returns: n elements.
  public func vector(_ index: Int) -> [Double] {
    Array(vectors[(index * order)..<((index + 1) * order)])
  }
}

/// Eigenvalues and eigenvectors of a symmetric matrix (LAPACK dsyev).
///
/// - Parameter matrix: the matrix.
/// - Returns: the decomposition `A = V diag(values) V'`.
/// - Throws: `LinearAlgebraError.nonFinite`; `LinearAlgebraError.noConvergence`.
public func symmetricEigen(
  _ matrix: SymmetricMatrix
) throws(LinearAlgebraError) -> EigenDecomposition {
  try requireFinite(matrix.values)
  SingleThreadedBLAS.ensure()
  var vectors = matrix.values
  var values = [Double](repeating: 0, count: matrix.order)
  let order = Int32(matrix.order)
  let info = LAPACKE_dsyev(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")), order, &vectors, order,
    &values)
  precondition(info >= 0, "dsyev refused an argument")
  guard info == 0 else { throw .noConvergence(unconverged: Int(info)) }
  return EigenDecomposition(values: values, vectors: vectors)
}

/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix (LAPACK dstev).
///
/// - Parameters:
///   - diagonal: n elements, at least one.
///   - offDiagonal: n - 1 elements.
/// - Returns: the decomposition, eigenvalues ascending.
/// - Throws: `LinearAlgebraError.nonFinite`; `LinearAlgebraError.noConvergence`.
public func symmetricTridiagonalEigen(
  diagonal: [Double], offDiagonal: [Double]
) throws(LinearAlgebraError) -> EigenDecomposition {
  precondition(!diagonal.isEmpty, "a matrix has at least one row")
  precondition(offDiagonal.count == diagonal.count - 1, "expected n - 1 off-diagonal elements")
  try requireFinite(diagonal)
  try requireFinite(offDiagonal)
  SingleThreadedBLAS.ensure()
  let order = diagonal.count
  var values = diagonal
  // LAPACK wants a valid address even for the empty off-diagonal of a 1 x 1 matrix.
  var rest = offDiagonal + [0]
  var vectors = [Double](repeating: 0, count: order * order)
  let info = LAPACKE_dstev(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), Int32(order), &values, &rest, &vectors,
    Int32(order))
  precondition(info >= 0, "dstev refused an argument")
  guard info == 0 else { throw .noConvergence(unconverged: Int(info)) }
  return EigenDecomposition(values: values, vectors: vectors)
}
