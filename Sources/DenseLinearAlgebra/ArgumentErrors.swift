/// LAPACK's handler of illegal arguments, in place of its own, which prints a line and in the reference
/// version stops the process: the routine goes on to return the argument's number as a negative `info`,
/// which every caller here looks at. (A routine of BLAS returns as it is; LAPACK calls them with arguments
/// of its own.)
///
/// A program that has LAPACK inside (see `.ci/static-libraries`) needs it: LAPACK's own calls the Fortran
/// library.
///
/// - Parameters:
///   - routine: name of the routine, not terminated.
///   - argument: number of the argument.
///   - nameLength: characters of the name; Fortran passes it last.
@_cdecl("xerbla_")
public func ignoreIllegalArgument(
  _ routine: UnsafePointer<CChar>, _ argument: UnsafePointer<Int32>, _ nameLength: Int
) {}
