import AccuracyData
import CMath
import Distributions
import FitWarnings
import Messages
import Requests

/// The model of a fit in JAGS.
///
/// The study effects are written as a margin and a conditional, which JAGS' module glm takes in
/// blocks; where the prior lets |rho| come so near to 1 that the conditional becomes a point, as a
/// margin and a standard normal score, which mixes more slowly but always runs. An arm that is missing
/// is left out of the lists of arms: its factor is 1.
struct JAGSProgram {
  private let heading: String
  private let hasDiseased: Bool
  private let hasNondiseased: Bool
  private(set) var dataLines: [String] = []
  /// The lines of both means, and of what makes the covariance.
  private(set) var meanPriors: [String] = []
  private(set) var covariancePriors: [String] = []
  /// The lines of one study's effect on logit specificity.
  private var specificityEffect = [
    "effect_sp[i] ~ dnorm(mu_sp + slope * (effect_se[i] - mu_se), residual_precision)"
  ]

  /// The program of a model.
  ///
  /// - Parameters:
  ///   - prior: of the five parameters.
  ///   - studies: the data, which decide what arms there are.
  ///   - heading: comment lines.
  /// - Throws: `AnalysisError` with code `.usage` for a prior that JAGS cannot express.
  init(prior: AccuracyPrior, studies: [AccuracyStudy], heading: String) throws(AnalysisError) {
    self.heading = heading
    hasDiseased = studies.contains { $0.diseased.hasPatients }
    hasNondiseased = studies.contains { $0.nondiseased.hasPatients }
    for (name, mean) in [
      ("mu_se", prior.muSensitivity), ("mu_sp", prior.muSpecificity),
    ] {
      meanPriors.append("\(name) ~ \(try Self.meanDensity(name, mean))")
    }
    switch prior.covariance {
    case .separate(let first, let second, let rho):
      try addDeviation("se", first)
      try addDeviation("sp", second)
      try addCorrelation(rho)
      covariancePriors.append("slope <- rho * tau_sp / tau_se")
    case .inverseWishart(let prior): addCovariance(prior)
    }
  }

  /// Whether the effect on logit specificity is written with a score.
  var usesScores: Bool { specificityEffect.count > 1 }

  /// The whole program.
  package var text: String {
    var lines: [String] = []
    for (exists, count, total, margin, arm) in [
      (hasDiseased, "tp", "diseased", "se", "1"), (hasNondiseased, "tn", "nondiseased", "sp", "0"),
    ] where exists {
      lines += [
        "for (k in 1:K\(arm)) {", "  \(count)[k] ~ dbin(\(margin)[k], \(total)[k])",
        "  logit(\(margin)[k]) <- effect_\(margin)[study\(arm)[k]]", "}",
      ]
    }
    lines += [
      "for (i in 1:N) {", "  effect_se[i] ~ dnorm(mu_se, precision_se)",
    ]
    lines += specificityEffect.map { "  " + $0 } + ["}"]
    lines +=
      ["", "# dnorm and dt take a precision, dgamma and dexp a rate."] + meanPriors
      + covariancePriors
    lines += [
      "", "sensitivity <- 1 / (1 + exp(-mu_se))", "specificity <- 1 / (1 + exp(-mu_sp))",
    ]
    let data = dataLines.isEmpty ? "" : "data {\n" + Self.indented(dataLines) + "}\n"
    return heading + data + "model {\n" + Self.indented(lines) + "}\n"
  }

  static func indented(_ lines: [String]) -> String {
    lines.map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  static func unsupported(
    _ prior: ScalarPrior, of name: String
  ) -> AnalysisError {
    AnalysisError(
      .usage,
      "\(setting: .export, ExportLanguage.jags.rawValue): the prior \(prior.expression) of \(name) cannot be written in JAGS"
    )
  }

  /// JAGS' precision of a scale.
  private static func precision(_ scale: Double) -> String {
    "1 / pow(\(ExportText.number(scale)), 2)"
  }

  static func meanDensity(
    _ name: String, _ prior: ScalarPrior
  ) throws(AnalysisError) -> String {
    func n(_ value: Double) -> String { ExportText.number(value) }
    switch prior {
    case .normal(let mean, let sd): return "dnorm(\(n(mean)), \(precision(sd)))"
    case .logistic(let location, let scale):
      return "dlogis(\(n(location)), \(scale == 1 ? "1" : "1 / " + n(scale)))"
    case .studentT(let df, let location, let scale):
      return "dt(\(n(location)), \(precision(scale)), \(n(df)))"
    default: throw unsupported(prior, of: name)
    }
  }

  private mutating func addDeviation(
    _ margin: String, _ prior: ScalarPrior
  ) throws(AnalysisError) {
    func n(_ value: Double) -> String { ExportText.number(value) }
    let (tau, precision) = ("tau_" + margin, "precision_" + margin)
    let limit = prior.largestSampledDeviation.map { n($0) } ?? ""
    var density = ""
    switch prior {
    case .halfNormal(let scale): density = "dnorm(0, \(Self.precision(scale))) T(0, \(limit))"
    case .halfCauchy(let scale): density = "dt(0, \(Self.precision(scale)), 1) T(0, \(limit))"
    case .halfStudentT(let df, let scale):
      density = "dt(0, \(Self.precision(scale)), \(n(df))) T(0, \(limit))"
    case .exponential(let rate): density = "dexp(\(n(rate)))"
    case .penalisedComplexity(let upper, let alpha):
      density = "dexp(-log(\(n(alpha))) / \(n(upper)))"
    case .uniform(let lower, let upper):
      density = "dunif(\(n(lower)), \(n(min(upper, prior.largestSampledDeviation ?? upper))))"
    case .inverseGammaVariance(let shape, let rate), .gammaPrecision(let shape, let rate):
      let floor = prior.largestSampledDeviation.map { " T(\(n(1 / ($0 * $0))), )" } ?? ""
      covariancePriors.append("\(precision) ~ dgamma(\(n(shape)), \(n(rate)))" + floor)
      covariancePriors.append("\(tau) <- 1 / sqrt(\(precision))")
      return
    default: throw Self.unsupported(prior, of: tau)
    }
    if !limit.isEmpty, density.hasPrefix("dexp") { density += " T(0, \(limit))" }
    covariancePriors.append("\(tau) ~ \(density)")
    covariancePriors.append("\(precision) <- 1 / pow(\(tau), 2)")
  }

  private mutating func addCorrelation(_ prior: ScalarPrior) throws(AnalysisError) {
    func n(_ value: Double) -> String { ExportText.number(value) }
    var oneMinusSquare = "(1 - rho) * (1 + rho)"
    switch prior {
    case .lkj(let eta):
      covariancePriors.append("rho_unit ~ dbeta(\(n(eta)), \(n(eta)))")
      covariancePriors.append("rho <- 2 * rho_unit - 1")
      oneMinusSquare = "4 * rho_unit * (1 - rho_unit)"
    case .uniform(let lower, let upper):
      covariancePriors.append("rho ~ dunif(\(n(lower)), \(n(upper)))")
    case .fisherZ(let mean, let sd):
      covariancePriors.append("fisher_z ~ dnorm(\(n(mean)), \(Self.precision(sd)))")
      covariancePriors += Self.correlationLines
      oneMinusSquare = "exp(-2 * log_cosh)"
    case .penalisedComplexityCorrelation:
      try addPenalisedCorrelation(prior)
      oneMinusSquare = "exp(-2 * log_cosh)"
    default: throw Self.unsupported(prior, of: "rho")
    }
    // |rho| > 0.9999 is |atanh rho| > 5, and 3.09 leaves a thousandth on either side (with half a per cent
    // JAGS met a precision that it cannot factor); beyond 300 the residual
    // precision is infinite, and 4.75 leaves a millionth.
    let isAwayFromTheEdge = [(5.0, 3.09), (300.0, 4.75)].allSatisfy { z, score in
      prior.normalScore(fisherZ: z) > score && prior.normalScore(fisherZ: -z) < -score
    }
    if isAwayFromTheEdge {
      covariancePriors.append("residual_precision <- 1 / (pow(tau_sp, 2) * \(oneMinusSquare))")
    } else {
      covariancePriors.append("residual_sp <- tau_sp * sqrt(\(oneMinusSquare))")
      specificityEffect = [
        "score_sp[i] ~ dnorm(0, 1)",
        "effect_sp[i] <- mu_sp + slope * (effect_se[i] - mu_se) + residual_sp * score_sp[i]",
      ]
    }
  }

  /// What follows from atanh(rho); 1 - rho^2 = exp(-2 log_cosh), also where rho rounds to 1.
  private static let correlationLines = [
    "rho <- tanh(fisher_z)",
    "log_cosh <- abs(fisher_z) + log(1 + exp(-2 * abs(fisher_z))) - log(2)",
  ]

  /// JAGS knows no such density: atanh rho is given a Cauchy one, and a Poisson observation of 0 with
  /// mean -log(density / Cauchy density) + constant puts the ratio in its place.
  private mutating func addPenalisedCorrelation(_ prior: ScalarPrior) throws(AnalysisError) {
    guard case .penalisedComplexityCorrelation(let rho0, let left, _, _) = prior,
      let rates = prior.distanceRates
    else { throw Self.unsupported(prior, of: "rho") }
    func n(_ value: Double) -> String { ExportText.number(value) }
    dataLines.append("zero <- 0")
    covariancePriors += [
      "fisher_z ~ dt(0, 1, 1)", Self.correlationLines[0], Self.correlationLines[1],
      "# Penalised complexity prior of rho: Guo, Riebler and Rue (2017), Statistics in Medicine 36,",
      "# 3039-3058; log_density is that of fisher_z up to a constant. A Poisson observation of 0",
      "# puts it in the place of the Cauchy density above; the constant keeps its mean positive.",
    ]
    covariancePriors += PenalisedCorrelationText.jagsLines(
      rho0: n(rho0), below: n(rates.below), above: n(rates.above))
    let constant = Self.largestRatio(prior, rho0: rho0, left: left, rateBelow: rates.below)
    covariancePriors.append(
      "zero ~ dpois(\(n(constant)) - log_density - log(1 + pow(fisher_z, 2)))")
  }

  /// The maximum over z of `log_density + log(1 + z^2)`, plus 1, rounded up. `log_density` is the log
  /// density of z less the constant that PenalisedCorrelationText leaves out.
  private static func largestRatio(
    _ prior: ScalarPrior, rho0: Double, left: Double, rateBelow: Double
  ) -> Double {
    let constant = log(left * rateBelow) - log((1 - rho0) * (1 + rho0))
    var largest = 0.0
    for step in 0...4000 {
      let size = exp(Double(step) * 0.005 - 14)
      for z in [-size, size] {
        largest = max(largest, prior.logDensityOfFisherZ(z) - constant + log(1 + z * z))
      }
    }
    return (largest + 1).rounded(.up)
  }

  /// The inverse Wishart prior by its Bartlett factors, which are what the study effects need.
  private mutating func addCovariance(_ prior: InverseWishartPrior) {
    func n(_ value: Double) -> String { ExportText.number(value) }
    let (first, residual) = (prior.firstVarianceFactor, prior.residualVarianceFactor)
    covariancePriors += [
      "# Inverse Wishart: the first precision, that of the second given the first, and the slope.",
      "precision_se ~ dgamma(\(n(first.shape)), \(n(first.rate)))",
      "residual_precision ~ dgamma(\(n(residual.shape)), \(n(residual.rate)))",
      "slope ~ dnorm(\(n(prior.s12 / prior.s11)), \(n(prior.s11)) * residual_precision)",
      "tau_se <- 1 / sqrt(precision_se)",
      "tau_sp <- sqrt(1 / residual_precision + pow(slope * tau_se, 2))",
      "rho <- slope * tau_se / tau_sp",
    ]
  }
}
