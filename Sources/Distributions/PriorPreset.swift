/// A named prior set of the bivariate model.
///
/// `all` is the one place where the formulas of the presets are written: fits, the program's help, the
/// methods paragraph of a report and the tables of the documents are made from it.
public struct PriorPreset: Sendable, Equatable {
  /// The name, as it is typed behind `--prior`.
  public let name: String
  /// Whose prior it is, as "the R package bamdit".
  public let origin: String
  /// The prior of both logit means.
  public let mean: ScalarPrior
  /// The prior of the between-study covariance.
  public let covariance: CovariancePrior

  private init(
    _ name: String, _ origin: String, mean: ScalarPrior, deviation: ScalarPrior,
    correlation: ScalarPrior
  ) {
    self.init(
      name, origin, mean: mean,
      covariance: .separate(
        tauSensitivity: deviation, tauSpecificity: deviation, rho: correlation))
  }

  private init(
    _ name: String, _ origin: String, mean: ScalarPrior, covariance: CovariancePrior
  ) {
    self.name = name
    self.origin = origin
    self.mean = mean
    self.covariance = covariance
  }

  /// All presets, the default first.
  public static let all = [
    PriorPreset(
      "default", "this program", mean: .normal(mean: 0, sd: 1.5),
      deviation: .halfNormal(scale: 1), correlation: .lkj(eta: 2)),
    PriorPreset(
      "metabayesdta", "the program MetaBayesDTA", mean: .normal(mean: 0, sd: 1.5),
      deviation: .halfNormal(scale: 1), correlation: .lkj(eta: 2)),
    PriorPreset(
      "uniform", "this program", mean: .logistic(location: 0, scale: 1),
      deviation: .halfNormal(scale: 1), correlation: .lkj(eta: 2)),
    PriorPreset(
      "cochrane", "the Cochrane Handbook", mean: .normal(mean: 0, sd: 10),
      deviation: .gammaPrecision(shape: 2, rate: 0.5), correlation: .uniform(lower: -1, upper: 1)),
    PriorPreset(
      "meta4diag", "the R package meta4diag", mean: .normal(mean: 0, sd: 31.62),
      deviation: .inverseGammaVariance(shape: 0.25, rate: 0.025),
      correlation: .fisherZ(mean: 0, sd: 1.118)),
    PriorPreset(
      "meta4diag-pc", "the R package meta4diag", mean: .normal(mean: 0, sd: 31.62),
      deviation: .penalisedComplexity(upper: 3, alpha: 0.05),
      correlation: .penalisedComplexityCorrelation(rho0: -0.1, left: 0.5, u: -0.95, alpha: 0.05)),
    PriorPreset(
      "bamdit", "the R package bamdit", mean: .logistic(location: 0, scale: 1),
      deviation: .uniform(lower: 0, upper: 10), correlation: .fisherZ(mean: 0, sd: 0.3536)),
    PriorPreset(
      "copuladta-brma", "the R package CopulaDTA", mean: .normal(mean: 0, sd: 10),
      deviation: .halfCauchy(scale: 2.5), correlation: .fisherZ(mean: 0, sd: 10)),
    PriorPreset(
      "midas", "the Stata command midas", mean: .normal(mean: 0, sd: 100),
      deviation: .halfCauchy(scale: 2.5), correlation: .uniform(lower: -1, upper: 0)),
    PriorPreset(
      "midas-iwishart", "the Stata command midas", mean: .normal(mean: 0, sd: 100),
      covariance: .inverseWishart(
        InverseWishartPrior(degreesOfFreedom: 3, s11: 1, s12: 0, s22: 1))),
  ]

  /// The prior of differences of two levels' means and of slopes per SD: that of the preset's means where
  /// these are wide, else normal(0, 1).
  public var coefficient: ScalarPrior {
    if case .normal(_, let sd) = mean, sd > Self.widestInformativeSD {
      return .normal(mean: 0, sd: sd)
    }
    return .normal(mean: 0, sd: 1)
  }

  /// Means with a larger SD than this are meant to be left to the data.
  private static let widestInformativeSD = 2.0

  /// The preset of a name; case, and hyphen or underscore, do not matter.
  ///
  /// - Parameter name: as typed.
  /// - Returns: nil for an unknown name.
  public static func named(_ name: String) -> PriorPreset? {
    let canonical = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    return all.first { $0.name == canonical }
  }

  /// What each part is a prior of, and its expression: mu, tau and rho, or mu and Sigma.
  public var parts: [(parameter: String, expression: String)] {
    let mean = ("mu", mean.expression)
    return switch covariance {
    case .separate(let deviation, _, let correlation):
      [mean, ("tau", deviation.expression), ("rho", correlation.expression)]
    case .inverseWishart(let whole): [mean, ("Sigma", whole.expression)]
    }
  }

  /// The parts in one line, as `mu normal(0, 1.5), tau half_normal(1), rho lkj(2)`.
  public var formula: String {
    parts.map { "\($0.parameter) \($0.expression)" }.joined(separator: ", ")
  }
}
