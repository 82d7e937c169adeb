/// How a bivariate model is estimated.
public enum FrequentistMethod: String, Sendable, CaseIterable {
  /// Maximum of the exact binomial-normal likelihood, study effects integrated out.
  case maximumLikelihood = "ml"
  /// Maximum of the Laplace approximation of that likelihood, as `lme4::glmer` with `nAGQ = 1`.
  case laplace
  /// Restricted maximum likelihood of the normal approximation of Reitsma et al. (2005), as
  /// `mada::reitsma` by default.
  case restrictedNormal = "reml"
  /// Maximum likelihood of the normal approximation.
  case normalMaximumLikelihood = "ml-normal"

  /// Whether observed logits with a continuity correction take the place of the counts.
  public var isNormalApproximation: Bool {
    self == .restrictedNormal || self == .normalMaximumLikelihood
  }
}
