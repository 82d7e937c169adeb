/// The prior of the between-study covariance: three independent parts, or the matrix as a whole.
public enum CovariancePrior: Sendable, Equatable {
  /// Independent priors of tau_se, tau_sp and rho.
  case separate(tauSensitivity: ScalarPrior, tauSpecificity: ScalarPrior, rho: ScalarPrior)
  /// Sigma ~ inverse Wishart.
  case inverseWishart(InverseWishartPrior)

  /// Canonical text of a prior of the whole matrix; nil where the parts are separate.
  public var expression: String? {
    switch self {
    case .separate: nil
    case .inverseWishart(let prior): prior.expression
    }
  }

  /// The marginal prior of tau_se.
  public var tauSensitivity: ScalarPrior {
    switch self {
    case .separate(let prior, _, _): prior
    case .inverseWishart(let prior): prior.marginalTauSensitivity
    }
  }

  /// The marginal prior of tau_sp.
  public var tauSpecificity: ScalarPrior {
    switch self {
    case .separate(_, let prior, _): prior
    case .inverseWishart(let prior): prior.marginalTauSpecificity
    }
  }

  /// The prior of rho; nil for a prior of the whole matrix, whose margin is not in the catalogue.
  public var rho: ScalarPrior? {
    switch self {
    case .separate(_, _, let prior): prior
    case .inverseWishart: nil
    }
  }

  /// Reads `inverse_wishart(nu, s11, s12, s22)`.
  ///
  /// - Parameter text: the expression.
  /// - Throws: `PriorError` with the character and what would be right there.
  public init(parsing text: String) throws(PriorError) {
    let written = try PriorExpression(text)
    guard let form = PriorForm.covariance.first(where: { $0.name == written.name }) else {
      let forms = PriorForm.covariance.map(\.text).joined(separator: ", ")
      throw written.error(
        at: written.namePosition,
        "\"\(written.name)\" is not a prior of the covariance matrix; use \(forms)")
    }
    self = .inverseWishart(try PriorArguments(written, form).inverseWishart())
  }
}
