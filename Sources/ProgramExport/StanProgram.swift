import Comparison
import Distributions
import FitWarnings
import Messages
import Requests

/// The model of a fit in Stan.
///
/// The study effects are written with standard normal scores, which Hamiltonian samplers take well
/// where studies are few. Counts are vectors and the binomial probabilities are written out, because
/// arrays of integers are spelled differently in older and newer versions of Stan; the coefficients,
/// which are constant, are left out.
struct StanProgram {
  private let heading: String
  private(set) var functions = ""
  /// Declarations and densities of both means, and of what makes the covariance.
  private(set) var meanParameters: [String] = []
  private(set) var meanDensities: [String] = []
  private(set) var covarianceParameters: [String] = []
  private(set) var covarianceDensities: [String] = []
  private(set) var transformed: [String] = []
  /// The effect on logit specificity, without its mean.
  private var specificityEffect = ""

  /// The program of a model.
  ///
  /// - Parameters:
  ///   - prior: of the five parameters.
  ///   - heading: comment lines.
  /// - Throws: `AnalysisError` with code `.usage` for a prior that Stan cannot express.
  init(prior: AccuracyPrior, heading: String) throws(AnalysisError) {
    self.heading = heading
    for (name, mean) in [
      ("mu_se", prior.muSensitivity), ("mu_sp", prior.muSpecificity),
    ] {
      meanParameters.append("real \(name);")
      meanDensities.append(try Self.meanDensity(name, mean))
    }
    switch prior.covariance {
    case .separate(let first, let second, let rho):
      try addDeviation("tau_se", first)
      try addDeviation("tau_sp", second)
      try addCorrelation(rho)
      specificityEffect = "tau_sp * (rho * score_se + residual * score_sp)"
    case .inverseWishart(let prior): addCovariance(prior)
    }
  }

  /// The whole program.
  package var text: String {
    func block(_ name: String, _ lines: [String]) -> String {
      "\(name) {\n" + lines.map { "  \($0)\n" }.joined() + "}\n"
    }
    return heading + functions
      + block(
        "data",
        [
          "int<lower=1> N;  // studies", "vector<lower=0>[N] tp;", "vector<lower=0>[N] fn;",
          "vector<lower=0>[N] fp;",
          "vector<lower=0>[N] tn;  // an arm that is missing has both counts 0: its factor is 1",
        ])
      + block(
        "parameters",
        meanParameters + covarianceParameters + ["vector[N] score_se;", "vector[N] score_sp;"])
      + block(
        "transformed parameters",
        transformed + [
          "vector[N] effect_se = mu_se + tau_se * score_se;",
          "vector[N] effect_sp = mu_sp + \(specificityEffect);",
        ])
      + block(
        "model",
        meanDensities + covarianceDensities + [
          "score_se ~ normal(0, 1);", "score_sp ~ normal(0, 1);",
          "// Binomial log probabilities but for their coefficients, which are constant.",
          "target += dot_product(tp, log_inv_logit(effect_se))",
          "          + dot_product(fn, log1m_inv_logit(effect_se));",
          "target += dot_product(tn, log_inv_logit(effect_sp))",
          "          + dot_product(fp, log1m_inv_logit(effect_sp));",
        ])
      + block(
        "generated quantities",
        [
          "real sensitivity = inv_logit(mu_se);", "real specificity = inv_logit(mu_sp);",
        ])
  }

  static func unsupported(_ prior: ScalarPrior, of name: String) -> AnalysisError {
    AnalysisError(
      .usage,
      "\(setting: .export, ExportLanguage.stan.rawValue): the prior \(prior.expression) of \(name) cannot "
        + "be written in Stan")
  }

  static func meanDensity(
    _ name: String, _ prior: ScalarPrior
  ) throws(AnalysisError) -> String {
    func n(_ value: Double) -> String { ExportText.number(value) }
    switch prior {
    case .normal(let mean, let sd): return "\(name) ~ normal(\(n(mean)), \(n(sd)));"
    case .logistic(let location, let scale):
      return "\(name) ~ logistic(\(n(location)), \(n(scale)));"
    case .studentT(let df, let location, let scale):
      return "\(name) ~ student_t(\(n(df)), \(n(location)), \(n(scale)));"
    default: throw unsupported(prior, of: name)
    }
  }

  private mutating func addDeviation(
    _ name: String, _ prior: ScalarPrior
  ) throws(AnalysisError) {
    func n(_ value: Double) -> String { ExportText.number(value) }
    var bounds = "lower=0"
    if let limit = prior.largestSampledDeviation { bounds += ", upper=\(n(limit))" }
    let density: String
    switch prior {
    case .halfNormal(let scale): density = "\(name) ~ normal(0, \(n(scale)));"
    case .halfCauchy(let scale): density = "\(name) ~ cauchy(0, \(n(scale)));"
    case .halfStudentT(let df, let scale):
      density = "\(name) ~ student_t(\(n(df)), 0, \(n(scale)));"
    case .exponential(let rate): density = "\(name) ~ exponential(\(n(rate)));"
    case .penalisedComplexity(let upper, let alpha):
      density = "\(name) ~ exponential(-log(\(n(alpha))) / \(n(upper)));"
    case .uniform(let lower, let upper):
      bounds = "lower=\(n(lower)), upper=\(n(min(upper, prior.largestSampledDeviation ?? upper)))"
      density = "\(name) ~ uniform(\(n(lower)), \(n(upper)));"
    case .inverseGammaVariance(let shape, let rate):
      density = Self.inverseGamma(name, n(shape), n(rate))
    case .gammaPrecision(let shape, let rate):
      // |d (1 / tau^2) / d tau| = 2 / tau^3.
      density =
        "target += gamma_lpdf(inv_square(\(name)) | \(n(shape)), \(n(rate))) - 3 * log(\(name));"
    default: throw Self.unsupported(prior, of: name)
    }
    covarianceParameters.append("real<\(bounds)> \(name);")
    covarianceDensities.append(density)
  }

  /// The density of a deviation whose square is inverse gamma; |d tau^2 / d tau| = 2 tau.
  private static func inverseGamma(_ name: String, _ shape: String, _ rate: String) -> String {
    "target += inv_gamma_lpdf(square(\(name)) | \(shape), \(rate)) + log(\(name));"
  }

  private mutating func addCorrelation(_ prior: ScalarPrior) throws(AnalysisError) {
    func n(_ value: Double) -> String { ExportText.number(value) }
    let onFisherZ = [
      "real rho = tanh(fisher_z);",
      "real residual = inv(cosh(fisher_z));  // sqrt(1 - rho^2), also where rho rounds to 1",
    ]
    switch prior {
    case .lkj(let eta):
      covarianceParameters.append("real<lower=-1, upper=1> rho;")
      covarianceDensities.append("target += beta_lpdf(0.5 * (rho + 1) | \(n(eta)), \(n(eta)));")
    case .uniform(let lower, let upper):
      covarianceParameters.append("real<lower=\(n(lower)), upper=\(n(upper))> rho;")
      covarianceDensities.append("rho ~ uniform(\(n(lower)), \(n(upper)));")
    case .fisherZ(let mean, let sd):
      covarianceParameters.append("real fisher_z;  // atanh(rho)")
      transformed += onFisherZ
      covarianceDensities.append("fisher_z ~ normal(\(n(mean)), \(n(sd)));")
    case .penalisedComplexityCorrelation(let rho0, _, _, _):
      guard let rates = prior.distanceRates else { throw Self.unsupported(prior, of: "rho") }
      functions = PenalisedCorrelationText.stanFunction
      covarianceParameters.append("real fisher_z;  // atanh(rho)")
      transformed += onFisherZ
      let arguments = [rho0, rates.below, rates.above].map(n).joined(separator: ", ")
      covarianceDensities.append("fisher_z ~ penalised_correlation(\(arguments));")
    default: throw Self.unsupported(prior, of: "rho")
    }
    if transformed.isEmpty { transformed.append("real residual = sqrt((1 - rho) * (1 + rho));") }
  }

  /// The inverse Wishart prior by its Bartlett factors: the first variance, the residual variance of
  /// the second given the first, and the slope, which is normal given the residual variance.
  private mutating func addCovariance(_ prior: InverseWishartPrior) {
    let (first, residual) = (prior.firstVarianceFactor, prior.residualVarianceFactor)
    func n(_ value: Double) -> String { ExportText.number(value) }
    covarianceParameters += [
      "real<lower=0> tau_se;",
      "real<lower=0> residual_sp;  // SD of logit specificity given logit sensitivity",
      "real slope;  // of logit specificity on logit sensitivity",
    ]
    transformed += [
      "real tau_sp = sqrt(square(residual_sp) + square(slope * tau_se));",
      "real rho = slope * tau_se / tau_sp;",
    ]
    covarianceDensities += [
      Self.inverseGamma("tau_se", n(first.shape), n(first.rate)),
      Self.inverseGamma("residual_sp", n(residual.shape), n(residual.rate)),
      "slope ~ normal(\(n(prior.s12 / prior.s11)), residual_sp / sqrt(\(n(prior.s11))));",
    ]
    specificityEffect = "slope * tau_se * score_se + residual_sp * score_sp"
  }
}
