import CGSL

/// The logarithmic derivative of the gamma function.
///
/// - Parameter x: positive.
/// - Returns: psi(x), by GSL.
public func digamma(_ x: Double) -> Double { gsl_sf_psi(x) }
