private import CLAPACKE

/// The Cholesky factor L of a symmetric positive definite matrix, `A = L L'` (LAPACK dpotrf).
///
/// - Parameter matrix: A.
/// - Returns: L, with a positive diagonal.
/// - Throws: `LinearAlgebraError.notPositiveDefinite` with the order of the first leading minor
///   that is not positive; `LinearAlgebraError.nonFinite`.
public func choleskyFactor(
  of matrix: SymmetricMatrix
) throws(LinearAlgebraError) -> LowerTriangularMatrix {
  try requireFinite(matrix.values)
  SingleThreadedBLAS.ensure()
  var factor = matrix.values
  let order = Int32(matrix.order)
  // The row-major lower triangle is the column-major upper one: no copy is transposed.
  let info = LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "U")), order, &factor, order)
  precondition(info >= 0, "dpotrf refused an argument")
  guard info == 0 else { throw .notPositiveDefinite(order: Int(info)) }
  return LowerTriangularMatrix(order: matrix.order, rowMajor: factor)
}
