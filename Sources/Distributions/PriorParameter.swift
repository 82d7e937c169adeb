/// The kinds of parameter that a prior expression can be meant for.
public enum PriorParameter: String, Sendable, CaseIterable {
  /// A logit mean.
  case mu
  /// A between-study standard deviation.
  case tau
  /// The between-study correlation.
  case rho

  /// The forms that are right for it, as a message lists them.
  var forms: String {
    switch self {
    case .mu: "normal(mean, sd), logistic(location, scale), student_t(df, location, scale)"
    case .tau:
      "half_normal(scale), half_cauchy(scale), half_student_t(df, scale), exponential(rate), "
        + "uniform(lower, upper), pc(u, alpha), inverse_gamma(shape, rate), "
        + "gamma_precision(shape, rate)"
    case .rho:
      "lkj(eta), uniform(lower, upper), fisher_z(mean, sd), pc_correlation(rho0, left, u, alpha)"
    }
  }

  /// The names of its families.
  var families: [String] {
    switch self {
    case .mu: ["normal", "logistic", "student_t"]
    case .tau:
      [
        "half_normal", "half_cauchy", "half_student_t", "exponential", "uniform", "pc",
        "inverse_gamma", "gamma_precision",
      ]
    case .rho: ["lkj", "uniform", "fisher_z", "pc_correlation"]
    }
  }
}
