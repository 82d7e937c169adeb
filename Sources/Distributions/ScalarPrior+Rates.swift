extension ScalarPrior {
  /// The rates of a penalised complexity prior of rho: the distance from the reference is exponential
  /// with these on its two sides. Nil for every other prior.
  public var distanceRates: (below: Double, above: Double)? {
    guard case .penalisedComplexityCorrelation(let rho0, let left, let u, let alpha) = self else {
      return nil
    }
    let family = PenalisedComplexityCorrelation(rho0: rho0, left: left, u: u, alpha: alpha)
    return (family.lowerRate, family.upperRate)
  }
}
