private import CLAPACKE

/// Keeps the BLAS behind LAPACK to one thread: chains are the parallelism of this program, and a
/// sum whose order depends on the number of BLAS threads would not give the same draws.
enum SingleThreadedBLAS {
  private static let limitedOnce: Bool = clapacke_keep_openblas_to_one_thread() == 1

  /// Makes sure that the limit is in force; call it before any LAPACK routine.
  static func ensure() {
    _ = limitedOnce
  }
}
