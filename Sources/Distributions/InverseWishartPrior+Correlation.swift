import CMath
import SpecialFunctions

extension InverseWishartPrior {
  /// The marginal log density of the correlation.
  ///
  /// With `r = s12 / sqrt(s11 s22)`,
  ///
  ///     p(rho) = 2 (1 - r^2)^(nu/2) Gamma(nu) / (2^nu sqrt(pi) Gamma(nu/2) Gamma((nu-1)/2))
  ///              (1 - rho^2)^((nu-3)/2) J,
  ///     J = integral over (0, pi) of sin^(nu-1)(t) (1 - r rho sin t)^(-nu) dt.
  ///
  /// It follows from the density of (tau_se, tau_sp, rho) in polar coordinates of
  /// (sqrt(s11) / tau_se, sqrt(s22) / tau_sp), of which the radius integrates to a gamma function. For
  /// r = 0 it is proportional to (1 - rho^2)^((nu-3)/2), as in Barnard, McCulloch and Meng (2000),
  /// Statistica Sinica 10, 1281-1311, section 2.
  ///
  /// - Parameter rho: any number.
  /// - Returns: the normalised log density; `-infinity` outside (-1, 1).
  public func logMarginalDensity(correlation rho: Double) -> Double {
    guard abs(rho) < 1 else { return -.infinity }
    let nu = degreesOfFreedom
    let r = s12 / (s11 * s22).squareRoot()
    let constant =
      log(2) + 0.5 * nu * (log1p(-r) + log1p(r)) + logGamma(nu) - nu * log(2) - 0.5 * log(.pi)
      - logGamma(0.5 * nu) - logGamma(0.5 * (nu - 1))
    return constant + 0.5 * (nu - 3) * (log1p(-rho) + log1p(rho))
      + log(Self.angularIntegral(nu: nu, product: r * rho))
  }

  /// J by the double exponential rule t = pi (1 + tanh(pi/2 sinh u)) / 2, symmetric about pi / 2.
  private static func angularIntegral(nu: Double, product: Double) -> Double {
    let step = 1.0 / 32
    var sum = 0.0
    for k in -160...160 {
      let u = Double(k) * step
      let inner = 0.5 * .pi * sinh(u)
      let weight = 0.5 * .pi * cosh(u) / (cosh(inner) * cosh(inner))
      // sin t, from the distance to the nearer end.
      let distance = .pi / (1 + exp(2 * abs(inner)))
      let sine = sin(distance)
      guard sine > 0, weight > 0 else { continue }
      sum += weight * exp((nu - 1) * log(sine) - nu * log1p(-product * sine))
    }
    return 0.5 * .pi * step * sum
  }
}
