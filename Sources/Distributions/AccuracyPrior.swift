/// The prior of a bivariate model: both logit means and the between-study covariance.
public struct AccuracyPrior: Sendable, Equatable {
  /// The preset's name, or nil once a part has been replaced.
  public let preset: String?
  /// Prior of the mean logit sensitivity.
  public let muSensitivity: ScalarPrior
  /// Prior of the mean logit specificity.
  public let muSpecificity: ScalarPrior
  /// Prior of the between-study covariance.
  public let covariance: CovariancePrior
  /// Prior of differences of two levels' means, and of slopes per SD of a continuous covariate.
  public let coefficient: ScalarPrior

  /// A prior from its parts.
  ///
  /// - Parameters:
  ///   - preset: name to report, or nil for a prior of one's own.
  ///   - muSensitivity: prior of the mean logit sensitivity.
  ///   - muSpecificity: prior of the mean logit specificity.
  ///   - covariance: prior of the between-study covariance.
  ///   - coefficient: prior of differences and slopes of means.
  public init(
    preset: String? = nil, muSensitivity: ScalarPrior, muSpecificity: ScalarPrior,
    covariance: CovariancePrior, coefficient: ScalarPrior = .normal(mean: 0, sd: 1)
  ) {
    self.preset = preset
    self.muSensitivity = muSensitivity
    self.muSpecificity = muSpecificity
    self.covariance = covariance
    self.coefficient = coefficient
  }

  /// A preset with parts replaced by expressions; a margin's own expression beats the common one.
  ///
  /// - Parameters:
  ///   - preset: a name of `presetNames`.
  ///   - overrides: the expressions, nil where the preset's part stays.
  /// - Throws: `PriorError` for an unknown preset, an expression that cannot be used, or a prior of
  ///   the covariance together with one of tau or rho.
  public init(preset: String, overrides: PriorOverrides) throws(PriorError) {
    let base = try Self.preset(preset)
    let muSensitivity = try PriorOverrides.read(
      overrides.muSensitivity ?? overrides.mu, for: .mu)
    let muSpecificity = try PriorOverrides.read(
      overrides.muSpecificity ?? overrides.mu, for: .mu)
    self.init(
      preset: overrides.isEmpty ? base.preset : nil,
      muSensitivity: muSensitivity ?? base.muSensitivity,
      muSpecificity: muSpecificity ?? base.muSpecificity,
      covariance: try overrides.covariance(over: base),
      coefficient: try PriorOverrides.read(overrides.coefficient, for: .mu) ?? base.coefficient)
  }
}

/// Prior expressions given by the user, each nil where the preset's part stays.
public struct PriorOverrides: Sendable, Equatable {
  /// Prior of both logit means (`--prior-mu`).
  public var mu: String?
  /// Prior of both between-study standard deviations (`--prior-tau`).
  public var tau: String?
  /// Prior of the correlation (`--prior-rho`).
  public var rho: String?
  /// Prior of the mean logit sensitivity (`--prior-mu-se`).
  public var muSensitivity: String?
  /// Prior of the mean logit specificity (`--prior-mu-sp`).
  public var muSpecificity: String?
  /// Prior of tau_se (`--prior-tau-se`).
  public var tauSensitivity: String?
  /// Prior of tau_sp (`--prior-tau-sp`).
  public var tauSpecificity: String?
  /// Prior of the covariance as a whole (`--prior-covariance`).
  public var covariance: String?
  /// Prior of differences and slopes of means (`--prior-beta`).
  public var coefficient: String?

  /// Overrides; without arguments, none.
  ///
  /// - Parameters:
  ///   - mu: prior of both logit means.
  ///   - tau: prior of both standard deviations.
  ///   - rho: prior of the correlation.
  ///   - muSensitivity: prior of the mean logit sensitivity.
  ///   - muSpecificity: prior of the mean logit specificity.
  ///   - tauSensitivity: prior of tau_se.
  ///   - tauSpecificity: prior of tau_sp.
  ///   - covariance: prior of the covariance as a whole.
  ///   - coefficient: prior of differences and slopes of means.
  public init(
    mu: String? = nil, tau: String? = nil, rho: String? = nil, muSensitivity: String? = nil,
    muSpecificity: String? = nil, tauSensitivity: String? = nil, tauSpecificity: String? = nil,
    covariance: String? = nil, coefficient: String? = nil
  ) {
    self.mu = mu
    self.tau = tau
    self.rho = rho
    self.muSensitivity = muSensitivity
    self.muSpecificity = muSpecificity
    self.tauSensitivity = tauSensitivity
    self.tauSpecificity = tauSpecificity
    self.covariance = covariance
    self.coefficient = coefficient
  }

  /// True where nothing is replaced.
  public var isEmpty: Bool { self == PriorOverrides() }

  static func read(
    _ text: String?, for parameter: PriorParameter
  ) throws(PriorError) -> ScalarPrior? {
    guard let text else { return nil }
    return try ScalarPrior(parsing: text, for: parameter)
  }

  /// The covariance prior that results over a preset.
  func covariance(over base: AccuracyPrior) throws(PriorError) -> CovariancePrior {
    if let covariance {
      if tau != nil || rho != nil || tauSensitivity != nil || tauSpecificity != nil {
        throw PriorError(
          message: "prior \"\(covariance)\" is for the whole covariance matrix and cannot be "
            + "combined with a prior of tau or rho; give one or the other")
      }
      return try CovariancePrior(parsing: covariance)
    }
    let common = try Self.read(tau, for: .tau)
    let first = try Self.read(tauSensitivity, for: .tau) ?? common
    let second = try Self.read(tauSpecificity, for: .tau) ?? common
    let correlation = try Self.read(rho, for: .rho)
    if first == nil, second == nil, correlation == nil { return base.covariance }
    switch base.covariance {
    case .separate(let baseFirst, let baseSecond, let baseRho):
      return .separate(
        tauSensitivity: first ?? baseFirst, tauSpecificity: second ?? baseSecond,
        rho: correlation ?? baseRho)
    case .inverseWishart(let whole):
      guard let first, let second, let correlation else {
        throw PriorError(
          message: "preset \"\(base.preset ?? "")\" has \(whole.expression) for the whole "
            + "covariance matrix; to replace it give priors of both tau and of rho")
      }
      return .separate(tauSensitivity: first, tauSpecificity: second, rho: correlation)
    }
  }
}
