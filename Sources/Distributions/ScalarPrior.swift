import CMath
import SpecialFunctions

/// The prior of one parameter, on the parameter's own scale: a logit mean mu, a between-study
/// standard deviation tau, or the correlation rho.
///
/// Arguments must be legal (positive scales, `lower < upper`, and so on); priors that come from
/// text are checked by `init(parsing:for:)`. All functions are pure and free of allocation.
public enum ScalarPrior: Sendable, Equatable {
  /// mu ~ N(mean, sd^2).
  case normal(mean: Double, sd: Double)
  /// mu ~ logistic; location 0 and scale 1 make expit(mu) uniform on (0, 1).
  case logistic(location: Double, scale: Double)
  /// mu = location + scale T, T Student's t with df degrees of freedom.
  case studentT(df: Double, location: Double, scale: Double)
  /// tau ~ |N(0, scale^2)|.
  case halfNormal(scale: Double)
  /// tau ~ the positive half of a Cauchy distribution.
  case halfCauchy(scale: Double)
  /// tau = scale |T|, T Student's t with df degrees of freedom.
  case halfStudentT(df: Double, scale: Double)
  /// tau ~ exponential with mean 1 / rate.
  case exponential(rate: Double)
  /// tau or rho uniform on (lower, upper).
  case uniform(lower: Double, upper: Double)
  /// tau exponential with P(tau > upper) = alpha: the penalised complexity prior of a scale.
  case penalisedComplexity(upper: Double, alpha: Double)
  /// tau^2 ~ inverse gamma, density proportional to v^(-shape-1) exp(-rate / v).
  case inverseGammaVariance(shape: Double, rate: Double)
  /// 1 / tau^2 ~ gamma with mean shape / rate.
  case gammaPrecision(shape: Double, rate: Double)
  /// nu ~ gamma with mean shape / rate, held above `lower`.
  case truncatedGamma(shape: Double, rate: Double, lower: Double)
  /// (rho + 1) / 2 ~ Beta(eta, eta).
  case lkj(eta: Double)
  /// atanh(rho) ~ N(mean, sd^2).
  case fisherZ(mean: Double, sd: Double)
  /// Penalised complexity prior of rho with reference rho0: P(rho < rho0) = left,
  /// P(rho < u) = alpha, density continuous at rho0.
  case penalisedComplexityCorrelation(rho0: Double, left: Double, u: Double, alpha: Double)

  /// The family with its functions.
  var family: any PriorFamily {
    switch self {
    case .normal(let mean, let sd): NormalFamily(mean: mean, sd: sd)
    case .logistic(let location, let scale): LogisticFamily(location: location, scale: scale)
    case .studentT(let df, let location, let scale):
      StudentTFamily(df: df, location: location, scale: scale)
    case .halfNormal(let scale): HalfNormalFamily(scale: scale)
    case .halfCauchy(let scale): HalfCauchyFamily(scale: scale)
    case .halfStudentT(let df, let scale): HalfStudentTFamily(df: df, scale: scale)
    case .exponential(let rate): ExponentialFamily(rate: rate)
    case .uniform(let lower, let upper): UniformFamily(lower: lower, upper: upper)
    case .penalisedComplexity(let upper, let alpha):
      ExponentialFamily(rate: Self.penalisedComplexityRate(upper: upper, alpha: alpha))
    case .inverseGammaVariance(let shape, let rate):
      InverseGammaVarianceFamily(shape: shape, rate: rate)
    case .gammaPrecision(let shape, let rate):
      InverseGammaVarianceFamily(shape: shape, rate: rate)
    case .truncatedGamma(let shape, let rate, let lower):
      TruncatedGammaFamily(shape: shape, rate: rate, lower: lower)
    case .lkj(let eta): LKJFamily(eta: eta)
    case .fisherZ(let mean, let sd): FisherZFamily(mean: mean, sd: sd)
    case .penalisedComplexityCorrelation(let rho0, let left, let u, let alpha):
      PenalisedComplexityCorrelation(rho0: rho0, left: left, u: u, alpha: alpha)
    }
  }

  /// The open interval on which the density is positive.
  public var support: (lower: Double, upper: Double) { family.support }

  private func contains(_ x: Double) -> Bool {
    let interval = support
    return x > interval.lower && x < interval.upper
  }

  /// The normalised log density.
  ///
  /// - Parameter x: the parameter on its own scale.
  /// - Returns: log f(x); `-infinity` outside the support.
  public func logDensity(_ x: Double) -> Double {
    let family = family
    let interval = family.support
    return x > interval.lower && x < interval.upper ? family.logDensity(x) : -.infinity
  }

  /// The derivative of the log density.
  ///
  /// - Parameter x: the parameter on its own scale.
  /// - Returns: d log f / dx; 0 outside the support, where the log density is constant.
  public func logDensityDerivative(_ x: Double) -> Double {
    contains(x) ? family.logDensityDerivative(x) : 0
  }

  /// P(parameter < x), with relative accuracy in the lower tail.
  ///
  /// - Parameter x: any number.
  /// - Returns: the probability.
  public func cdf(_ x: Double) -> Double {
    let interval = support
    if x <= interval.lower { return 0 }
    return x >= interval.upper ? 1 : exp(family.logTails(x).lower)
  }

  /// P(parameter > x), with relative accuracy in the upper tail.
  ///
  /// - Parameter x: any number.
  /// - Returns: the probability.
  public func upperTail(_ x: Double) -> Double {
    let interval = support
    if x <= interval.lower { return 1 }
    return x >= interval.upper ? 0 : exp(family.logTails(x).upper)
  }

  /// The quantile F^-1(Phi(z)).
  ///
  /// - Parameter z: a standard normal score, finite.
  /// - Returns: the parameter, finite and at least one rounding step inside the support; where that
  ///   step matters, use `logQuantile(normalScore:)` or `fisherZQuantile(normalScore:)`.
  public func quantile(normalScore z: Double) -> Double {
    let family = family
    let interval = family.support
    let x = family.quantile(NormalTails(score: z))
    return min(max(x, interval.lower.nextUp), interval.upper.nextDown)
  }

  /// The normal score Phi^-1(F(x)), the inverse of `quantile(normalScore:)`.
  ///
  /// - Parameter x: the parameter on its own scale.
  /// - Returns: the score, finite inside the support (it saturates where even the logarithm of a
  ///   tail overflows); -+infinity below and above the support.
  public func normalScore(_ x: Double) -> Double { normalScore(x, in: family) }

  func normalScore(_ x: Double, in family: any PriorFamily) -> Double {
    let interval = family.support
    if x <= interval.lower { return -.infinity }
    if x >= interval.upper { return .infinity }
    let largest = Double.greatestFiniteMagnitude
    return min(max(family.normalScore(x), -largest), largest)
  }
}
