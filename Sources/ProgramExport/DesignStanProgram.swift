import Distributions
import Fitting
import Messages
import ProgramDesigns
import RegressionModels
import Requests
import StudyDesigns

/// A model with covariates, robust effects or the HSROC scale in Stan.
///
/// Study effects are written with standard normal scores, as in `StanProgram`, whose priors it takes. The
/// logarithm of a study's weight is written with a score that has about the SD 1 for any degrees of freedom,
/// so that estimated ones make no funnel.
struct DesignStanProgram {
  private let design: ExportDesign
  private let heading: String
  private let functions: String
  private var parameters: [String] = []
  private var transformed: [String] = []
  private var densities: [String] = []

  /// The program of a design.
  ///
  /// - Parameters:
  ///   - design: of the model.
  ///   - heading: comment lines.
  /// - Throws: `AnalysisError` with code `.usage` for a prior that Stan cannot express.
  init(_ design: ExportDesign, heading: String) throws(AnalysisError) {
    (self.design, self.heading) = (design, heading)
    let plain = try StanProgram(prior: design.prior, heading: "")
    functions = plain.functions
    if case .hierarchical = design.scale {
      parameters += plain.meanParameters
      densities += plain.meanDensities
    }
    for side in design.sides {
      for (identifier, prior) in side.coefficients {
        parameters.append("real \(identifier);")
        densities.append(try StanProgram.meanDensity(identifier, prior))
      }
    }
    let names: Set<String> = [
      "tau_se", "tau_sp", "rho", "fisher_z", "residual", "residual_sp", "slope",
    ]
    for suffix in design.suffixes {
      func renamed(_ lines: [String]) -> [String] {
        lines.map { ExportRenaming.suffixed($0, names, suffix) }
      }
      parameters += renamed(plain.covarianceParameters)
      transformed += renamed(plain.transformed)
      if case .inverseWishart = design.prior.covariance {
        transformed += renamed(["real residual = residual_sp / tau_sp;"])
      }
      densities += renamed(plain.covarianceDensities)
    }
    try addWeights()
    try addRows()
    addEffects()
  }

  private mutating func addRows() throws(AnalysisError) {
    guard let rows = design.rows else { return }
    parameters += ["vector[U] shared_se;", "vector[U] shared_sp;"]
    densities += ["shared_se ~ normal(0, 1);", "shared_sp ~ normal(0, 1);"]
    if rows.structure == .exchangeable { parameters.append("real<lower=0, upper=1> phi;") }
    guard let kappa = rows.kappa else { return }
    let own = try StanProgram(prior: ExportDesign.prior(ofDeviations: kappa), heading: "")
    parameters += own.covarianceParameters.filter { $0.contains(" tau_") }
      .map(ExportDesign.renamedToKappa)
    densities += own.covarianceDensities.filter { $0.contains("tau_") }
      .map(ExportDesign.renamedToKappa)
  }

  /// The two standard normal scores of each row, as text, and what stands beside.
  private func scores(_ margin: String) -> (score: String, within: String) {
    switch design.rows?.structure {
    case .exchangeable:
      ("(sqrt(1 - phi) * (of_study * shared_\(margin)) + sqrt(phi) * score_\(margin))", "")
    case .shared: ("(of_study * shared_\(margin))", "")
    case .sharedAndWithin: ("(of_study * shared_\(margin))", " + kappa_\(margin) * score_\(margin)")
    case .independent, nil: ("score_\(margin)", "")
    }
  }

  private var isRobust: Bool { design.effects != .normal }

  private mutating func addWeights() throws(AnalysisError) {
    guard isRobust else { return }
    if case .studentEstimated(let prior) = design.effects {
      guard case .truncatedGamma(let shape, let rate, let lower) = prior else {
        throw StanProgram.unsupported(prior, of: "nu")
      }
      parameters.append("real<lower=\(ExportText.number(lower))> nu;")
      densities.append("nu ~ gamma(\(ExportText.number(shape)), \(ExportText.number(rate)));")
    } else if case .student(let nu) = design.effects {
      transformed.append("real nu = \(ExportText.number(nu));")
    }
    parameters.append("vector[N] score_weight;")
    transformed += [
      "vector[N] log_weight = score_weight * sqrt(2 / nu);",
      "vector[N] spread = exp(-0.5 * log_weight);",
    ]
    densities += [
      "// The density of a weight, Gamma(nu / 2, rate nu / 2), as one of its score.",
      "target += gamma_lpdf(exp(log_weight) | 0.5 * nu, 0.5 * nu) + sum(log_weight)",
      "          + 0.5 * N * log(2 / nu);",
    ]
  }

  private static func product(_ side: ExportDesign.Side) -> String {
    "\(side.matrix) * [\(side.coefficients.map(\.identifier).joined(separator: ", "))]'"
  }

  /// A vector over studies of a parameter of their group.
  private func ofGroups(_ base: String) -> String {
    design.suffixes.count == 1
      ? "rep_vector(\(base)\(design.suffixes[0]), N)"
      : "in_group * [\(design.suffixes.map { base + $0 }.joined(separator: ", "))]'"
  }

  private mutating func addEffects() {
    switch design.scale {
    case .means(let first, let second):
      transformed += [
        "vector[N] mean_se = \(Self.product(first));",
        "vector[N] mean_sp = \(Self.product(second));",
        "vector[N] sd_se = \(ofGroups("tau_se"));", "vector[N] sd_sp = \(ofGroups("tau_sp"));",
      ]
    case .hierarchical(let accuracy, let threshold, let shape):
      let own = design.reference
      func vector(_ reference: String, _ side: ExportDesign.Side) -> String {
        "rep_vector(\(reference), N)"
          + (side.coefficients.isEmpty ? "" : " + \(Self.product(side))")
      }
      transformed += [
        "real root = sqrt(tau_sp / tau_se);",
        "real \(own.lambda) = root * mu_se + mu_sp / root;",
        "real \(own.theta) = 0.5 * (root * mu_se - mu_sp / root);",
        "real \(own.beta) = 2 * log(root);",
        "real var_accuracy = 2 * tau_se * tau_sp * (1 + rho);",
        "real var_threshold = 0.5 * tau_se * tau_sp * (1 - rho);",
        "vector[N] mean_accuracy = \(vector(own.lambda, accuracy));",
        "vector[N] mean_threshold = \(vector(own.theta, threshold));",
        "vector[N] stretch = exp(0.5 * (\(vector(own.beta, shape))));",
        "vector[N] mean_se = (mean_threshold + 0.5 * mean_accuracy) ./ stretch;",
        "vector[N] mean_sp = (0.5 * mean_accuracy - mean_threshold) .* stretch;",
        "vector[N] sd_se = sqrt(tau_se * tau_sp) * inv(stretch);",
        "vector[N] sd_sp = sqrt(tau_se * tau_sp) * stretch;",
      ]
    }
    let (first, second) = (scores("se"), scores("sp"))
    let spread = isRobust ? "spread .* " : ""
    transformed += [
      "vector[N] rho_study = \(ofGroups("rho"));",
      "vector[N] residual_study = \(ofGroups("residual"));",
      "vector[N] effect_se = mean_se + \(spread)sd_se .* \(first.score)\(first.within);",
      "vector[N] effect_sp = mean_sp",
      "  + \(spread)sd_sp .* (rho_study .* \(first.score) + residual_study .* \(second.score))\(second.within);",
    ]
  }

  /// The whole program.
  package var text: String {
    func block(_ name: String, _ lines: [String]) -> String {
      "\(name) {\n" + lines.map { "  \($0)\n" }.joined() + "}\n"
    }
    var data = [
      "int<lower=1> N;  // studies", "vector<lower=0>[N] tp;", "vector<lower=0>[N] fn;",
      "vector<lower=0>[N] fp;",
      "vector<lower=0>[N] tn;  // an arm that is missing has both counts 0: its factor is 1",
    ]
    data += design.sides.map { "matrix[N, \($0.coefficients.count)] \($0.matrix);" }
    if design.suffixes.count > 1 {
      data.append("matrix[N, \(design.suffixes.count)] in_group;  // 1 where a study is in it")
    }
    if design.rows != nil {
      data += [
        "int<lower=1> U;  // studies with all their rows",
        "matrix[N, U] of_study;  // 1 where a row belongs to a study",
      ]
    }
    return heading + functions + block("data", data)
      + block("parameters", parameters + ["vector[N] score_se;", "vector[N] score_sp;"])
      + block("transformed parameters", transformed)
      + block(
        "model",
        densities + [
          "score_se ~ normal(0, 1);", "score_sp ~ normal(0, 1);",
          "// Binomial log probabilities but for their coefficients, which are constant.",
          "target += dot_product(tp, log_inv_logit(effect_se))",
          "          + dot_product(fn, log1m_inv_logit(effect_se));",
          "target += dot_product(tn, log_inv_logit(effect_sp))",
          "          + dot_product(fp, log1m_inv_logit(effect_sp));",
        ])
      + block(
        "generated quantities",
        design.populations.flatMap { population in
          let logits = design.logits(population)
          return [
            "real \(population.sensitivity) = inv_logit(\(logits.sensitivity));",
            "real \(population.specificity) = inv_logit(\(logits.specificity));",
          ]
        })
  }
}
