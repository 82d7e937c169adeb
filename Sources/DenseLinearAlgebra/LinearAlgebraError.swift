/// Why a matrix computation has no result.
public enum LinearAlgebraError: Error, Equatable {
  /// The leading minor of this order is not positive, so there is no Cholesky factor.
  case notPositiveDefinite(order: Int)
  /// So many off-diagonal elements of LAPACK's iteration did not become zero.
  case noConvergence(unconverged: Int)
  /// An argument holds NaN or an infinity.
  case nonFinite
  /// The matrix has no inverse in floating point.
  case singular
}

/// Throws where a value is NaN or infinite: LAPACK may loop or answer nonsense on them.
///
/// - Parameter values: what to look at.
/// - Throws: `LinearAlgebraError.nonFinite`.
func requireFinite(_ values: [Double]) throws(LinearAlgebraError) {
  for value in values where !value.isFinite { throw .nonFinite }
}
