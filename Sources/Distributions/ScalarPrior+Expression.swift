extension ScalarPrior {
  /// Degrees of freedom lie above this, where the distribution over studies has a mean.
  public static let leastDegreesOfFreedom = 1.0

  /// Canonical text that `init(parsing:for:)` reads back, for example `half_normal(1)`.
  public var expression: String {
    switch self {
    case .normal(let mean, let sd): PriorExpression.text("normal", [mean, sd])
    case .logistic(let location, let scale): PriorExpression.text("logistic", [location, scale])
    case .studentT(let df, let location, let scale):
      PriorExpression.text("student_t", [df, location, scale])
    case .halfNormal(let scale): PriorExpression.text("half_normal", [scale])
    case .halfCauchy(let scale): PriorExpression.text("half_cauchy", [scale])
    case .halfStudentT(let df, let scale): PriorExpression.text("half_student_t", [df, scale])
    case .exponential(let rate): PriorExpression.text("exponential", [rate])
    case .uniform(let lower, let upper): PriorExpression.text("uniform", [lower, upper])
    case .penalisedComplexity(let upper, let alpha): PriorExpression.text("pc", [upper, alpha])
    case .inverseGammaVariance(let shape, let rate):
      PriorExpression.text("inverse_gamma", [shape, rate])
    case .gammaPrecision(let shape, let rate):
      PriorExpression.text("gamma_precision", [shape, rate])
    case .truncatedGamma(let shape, let rate, _): PriorExpression.text("gamma", [shape, rate])
    case .lkj(let eta): PriorExpression.text("lkj", [eta])
    case .fisherZ(let mean, let sd): PriorExpression.text("fisher_z", [mean, sd])
    case .penalisedComplexityCorrelation(let rho0, let left, let u, let alpha):
      PriorExpression.text("pc_correlation", [rho0, left, u, alpha])
    }
  }

  /// Reads and checks a prior expression.
  ///
  /// - Parameters:
  ///   - text: the expression; spaces are optional and names are case-insensitive.
  ///   - parameter: what the prior is for; a family of another parameter is an error.
  /// - Throws: `PriorError` with the character and what would be right there.
  public init(parsing text: String, for parameter: PriorParameter) throws(PriorError) {
    let written = try PriorExpression(text)
    guard let form = parameter.form(of: written.name) else {
      let owner = PriorParameter.allCases.first { $0.form(of: written.name) != nil }
      let kind = owner.map { "is a prior of \($0.rawValue), not of" } ?? "is not a prior of"
      let why =
        PriorForm.covariance.contains { $0.name == written.name }
        ? "is a prior of the covariance, not of" : kind
      throw written.error(
        at: written.namePosition,
        "\"\(written.name)\" \(why) \(parameter.rawValue); use one of \(parameter.forms)")
    }
    let reader = try PriorArguments(written, form)
    switch parameter {
    case .mu: self = Self.readMu(reader)
    case .tau, .kappa: self = try Self.readTau(reader)
    case .rho: self = try Self.readRho(reader)
    case .nu:
      self = .truncatedGamma(
        shape: reader[0], rate: reader[1], lower: ScalarPrior.leastDegreesOfFreedom)
    }
  }

  private static func readMu(_ read: PriorArguments) -> ScalarPrior {
    switch read.name {
    case "normal": .normal(mean: read[0], sd: read[1])
    case "logistic": .logistic(location: read[0], scale: read[1])
    default: .studentT(df: read[0], location: read[1], scale: read[2])
    }
  }

  private static func readTau(_ read: PriorArguments) throws(PriorError) -> ScalarPrior {
    switch read.name {
    case "half_normal": .halfNormal(scale: read[0])
    case "half_cauchy": .halfCauchy(scale: read[0])
    case "half_student_t": .halfStudentT(df: read[0], scale: read[1])
    case "exponential": .exponential(rate: read[0])
    case "uniform": try read.uniform(within: 0, .infinity, "tau is not negative")
    case "pc": try read.penalisedComplexity()
    case "inverse_gamma": .inverseGammaVariance(shape: read[0], rate: read[1])
    default: .gammaPrecision(shape: read[0], rate: read[1])
    }
  }

  private static func readRho(_ read: PriorArguments) throws(PriorError) -> ScalarPrior {
    switch read.name {
    case "lkj": .lkj(eta: read[0])
    case "uniform": try read.uniform(within: -1, 1, "rho lies between -1 and 1")
    case "fisher_z": .fisherZ(mean: read[0], sd: read[1])
    default: try read.penalisedComplexityCorrelation()
    }
  }
}
