extension AccuracyPrior {
  /// The names that `preset(_:)` knows, the default first.
  public static let presetNames = [
    "default", "metabayesdta", "uniform", "cochrane", "meta4diag", "meta4diag-pc", "bamdit",
    "copuladta-brma", "midas", "midas-iwishart",
  ]

  /// A named prior set: our default, or the priors that another system uses.
  ///
  /// - Parameter name: a name of `presetNames`; case, and hyphen or underscore, do not matter.
  /// - Returns: the prior, with the canonical name in `preset`.
  /// - Throws: `PriorError` that lists the names, for an unknown one.
  public static func preset(_ name: String) throws(PriorError) -> AccuracyPrior {
    let canonical = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    switch canonical {
    case "default", "metabayesdta":
      return set(canonical, .normal(mean: 0, sd: 1.5), .halfNormal(scale: 1), .lkj(eta: 2))
    case "uniform":
      return set(canonical, .logistic(location: 0, scale: 1), .halfNormal(scale: 1), .lkj(eta: 2))
    case "cochrane":
      return set(
        canonical, .normal(mean: 0, sd: 10), .gammaPrecision(shape: 2, rate: 0.5),
        .uniform(lower: -1, upper: 1))
    case "meta4diag":
      return set(
        canonical, .normal(mean: 0, sd: 31.62), .inverseGammaVariance(shape: 0.25, rate: 0.025),
        .fisherZ(mean: 0, sd: 1.118))
    case "meta4diag-pc":
      return set(
        canonical, .normal(mean: 0, sd: 31.62), .penalisedComplexity(upper: 3, alpha: 0.05),
        .penalisedComplexityCorrelation(rho0: -0.1, left: 0.5, u: -0.95, alpha: 0.05))
    case "bamdit":
      return set(
        canonical, .logistic(location: 0, scale: 1), .uniform(lower: 0, upper: 10),
        .fisherZ(mean: 0, sd: 0.3536))
    case "copuladta-brma":
      return set(
        canonical, .normal(mean: 0, sd: 10), .halfCauchy(scale: 2.5), .fisherZ(mean: 0, sd: 10))
    case "midas":
      return set(
        canonical, .normal(mean: 0, sd: 100), .halfCauchy(scale: 2.5),
        .uniform(lower: -1, upper: 0))
    case "midas-iwishart":
      let mu = ScalarPrior.normal(mean: 0, sd: 100)
      let sigma = InverseWishartPrior(degreesOfFreedom: 3, s11: 1, s12: 0, s22: 1)
      return AccuracyPrior(
        preset: canonical, muSensitivity: mu, muSpecificity: mu,
        covariance: .inverseWishart(sigma))
    default:
      throw PriorError(
        message: "unknown prior preset \"\(name)\"; use one of "
          + presetNames.joined(separator: ", "))
    }
  }

  private static func set(
    _ name: String, _ mu: ScalarPrior, _ tau: ScalarPrior, _ rho: ScalarPrior
  ) -> AccuracyPrior {
    AccuracyPrior(
      preset: name, muSensitivity: mu, muSpecificity: mu,
      covariance: .separate(tauSensitivity: tau, tauSpecificity: tau, rho: rho))
  }
}
