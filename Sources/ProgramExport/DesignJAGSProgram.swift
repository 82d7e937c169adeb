import AccuracyData
import Distributions
import Fitting
import Messages
import ProgramDesigns
import RegressionModels
import Requests
import StudyDesigns

/// A model with covariates, robust effects or the HSROC scale in JAGS, with the priors of `JAGSProgram`.
struct DesignJAGSProgram {
  private let design: ExportDesign
  private let heading: String
  private let studies: [AccuracyStudy]
  private var dataLines: [String] = []
  private var priors: [String] = []
  /// Whether the effect on logit specificity is written with a score.
  private var usesScores = false

  /// The program of a design.
  ///
  /// - Parameters:
  ///   - design: of the model.
  ///   - studies: the data, which decide what arms there are.
  ///   - heading: comment lines.
  /// - Throws: `AnalysisError` with code `.usage` for a prior that JAGS cannot express.
  init(
    _ design: ExportDesign, studies: [AccuracyStudy], heading: String
  ) throws(AnalysisError) {
    (self.design, self.studies, self.heading) = (design, studies, heading)
    let plain = try JAGSProgram(prior: design.prior, studies: studies, heading: "")
    usesScores = plain.usesScores
    if case .hierarchical = design.scale { priors += plain.meanPriors }
    for side in design.sides {
      for (identifier, prior) in side.coefficients {
        priors.append("\(identifier) ~ \(try JAGSProgram.meanDensity(identifier, prior))")
      }
    }
    let ratio =
      usesScores
      ? "residual_ratio <- residual_sp / tau_sp"
      : "residual_ratio <- 1 / (tau_sp * sqrt(residual_precision))"
    let own = plain.covariancePriors + [ratio]
    let names = Set(
      (own + plain.dataLines).filter { !$0.hasPrefix("#") }.compactMap { line in
        line.split(separator: " ").first.map(String.init)
      })
    for suffix in design.suffixes {
      dataLines += plain.dataLines.map { ExportRenaming.suffixed($0, names, suffix) }
      priors += own.map { ExportRenaming.suffixed($0, names, suffix) }
    }
    try addWeights()
    addScale()
    try addRows()
  }

  private mutating func addRows() throws(AnalysisError) {
    guard let rows = design.rows else { return }
    if rows.structure == .exchangeable { priors.append("phi ~ dunif(0, 1)") }
    guard let kappa = rows.kappa else { return }
    let own = try JAGSProgram(
      prior: ExportDesign.prior(ofDeviations: kappa), studies: studies, heading: "")
    priors += own.covariancePriors.filter {
      $0.hasPrefix("tau_") || $0.hasPrefix("precision_")
    }.map(ExportDesign.renamedToKappa)
  }

  /// Effects of rows that belong to studies: scores of the study and of the row.
  private func rowLines(_ rows: ExportDesign.Rows) -> [String] {
    func score(_ margin: String) -> String {
      switch rows.structure {
      case .exchangeable:
        "sqrt(1 - phi) * shared_\(margin)[unit[i]] + sqrt(phi) * own_\(margin)[i]"
      default: "shared_\(margin)[unit[i]]"
      }
    }
    func within(_ margin: String) -> String {
      rows.structure == .sharedAndWithin ? " + kappa_\(margin) * own_\(margin)[i]" : ""
    }
    let own =
      rows.structure == .shared
      ? [] : ["own_se[i] ~ dnorm(0, 1)", "own_sp[i] ~ dnorm(0, 1)"]
    return own + [
      "score_se[i] <- \(score("se"))", "score_sp[i] <- \(score("sp"))",
      "effect_se[i] <- mean_se[i] + sd_se[i] * score_se[i]\(within("se"))",
      "effect_sp[i] <- mean_sp[i] + slope_study[i] * sd_se[i] * score_se[i]"
        + " + residual_sd[i] * score_sp[i]\(within("sp"))",
    ]
  }

  private var isRobust: Bool { design.effects != .normal }

  private mutating func addWeights() throws(AnalysisError) {
    switch design.effects {
    case .normal: return
    case .student(let nu): priors.append("nu <- \(ExportText.number(nu))")
    case .studentEstimated(let prior):
      guard case .truncatedGamma(let shape, let rate, let lower) = prior else {
        throw JAGSProgram.unsupported(prior, of: "nu")
      }
      func n(_ value: Double) -> String { ExportText.number(value) }
      priors.append("nu ~ dgamma(\(n(shape)), \(n(rate))) T(\(n(lower)), )")
    }
  }

  private mutating func addScale() {
    guard case .hierarchical = design.scale else { return }
    let own = design.reference
    priors += [
      "root <- sqrt(tau_sp / tau_se)", "\(own.lambda) <- root * mu_se + mu_sp / root",
      "\(own.theta) <- 0.5 * (root * mu_se - mu_sp / root)", "\(own.beta) <- 2 * log(root)",
      "var_accuracy <- 2 * tau_se * tau_sp * (1 + rho)",
      "var_threshold <- 0.5 * tau_se * tau_sp * (1 - rho)",
    ]
  }

  private func sum(_ side: ExportDesign.Side, after first: String? = nil) -> String {
    let terms = side.coefficients.enumerated().map {
      "\(side.matrix)[i, \($0 + 1)] * \($1.identifier)"
    }
    return ((first.map { [$0] } ?? []) + terms).joined(separator: " + ")
  }

  private func ofGroups(_ base: String) -> String {
    design.suffixes.count == 1
      ? base + design.suffixes[0]
      : design.suffixes.enumerated().map { "in_group[i, \($0 + 1)] * \(base)\($1)" }
        .joined(separator: " + ")
  }

  private var studyLines: [String] {
    var lines: [String] = []
    switch design.scale {
    case .means(let first, let second):
      lines += [
        "mean_se[i] <- \(sum(first))", "mean_sp[i] <- \(sum(second))",
        "sd_se[i] <- \(ofGroups("tau_se"))", "sd_sp[i] <- \(ofGroups("tau_sp"))",
      ]
    case .hierarchical(let accuracy, let threshold, let shape):
      let own = design.reference
      lines += [
        "mean_accuracy[i] <- \(sum(accuracy, after: own.lambda))",
        "mean_threshold[i] <- \(sum(threshold, after: own.theta))",
        "stretch[i] <- exp(0.5 * (\(sum(shape, after: own.beta))))",
        "mean_se[i] <- (mean_threshold[i] + 0.5 * mean_accuracy[i]) / stretch[i]",
        "mean_sp[i] <- (0.5 * mean_accuracy[i] - mean_threshold[i]) * stretch[i]",
        "sd_se[i] <- sqrt(tau_se * tau_sp) / stretch[i]",
        "sd_sp[i] <- sqrt(tau_se * tau_sp) * stretch[i]",
      ]
    }
    lines += [
      "slope_study[i] <- (\(ofGroups("rho"))) * sd_sp[i] / sd_se[i]",
      "residual_sd[i] <- (\(ofGroups("residual_ratio"))) * sd_sp[i]",
    ]
    if let rows = design.rows { return lines + rowLines(rows) }
    if isRobust { lines.append("weight[i] ~ dgamma(0.5 * nu, 0.5 * nu)") }
    let weight = isRobust ? "weight[i]" : "1"
    lines.append("effect_se[i] ~ dnorm(mean_se[i], \(weight) / pow(sd_se[i], 2))")
    let mean = "mean_sp[i] + slope_study[i] * (effect_se[i] - mean_se[i])"
    if usesScores {
      let score = isRobust ? "score_sp[i] / sqrt(weight[i])" : "score_sp[i]"
      lines += [
        "score_sp[i] ~ dnorm(0, 1)", "effect_sp[i] <- \(mean) + residual_sd[i] * \(score)",
      ]
    } else {
      lines.append("effect_sp[i] ~ dnorm(\(mean), \(weight) / pow(residual_sd[i], 2))")
    }
    return lines
  }

  /// The whole program.
  package var text: String {
    var lines: [String] = []
    for (exists, count, total, margin, arm) in [
      (studies.contains { $0.diseased.hasPatients }, "tp", "diseased", "se", "1"),
      (studies.contains { $0.nondiseased.hasPatients }, "tn", "nondiseased", "sp", "0"),
    ] where exists {
      lines += [
        "for (k in 1:K\(arm)) {", "  \(count)[k] ~ dbin(\(margin)[k], \(total)[k])",
        "  logit(\(margin)[k]) <- effect_\(margin)[study\(arm)[k]]", "}",
      ]
    }
    if design.rows != nil {
      lines += [
        "for (u in 1:U) {", "  shared_se[u] ~ dnorm(0, 1)", "  shared_sp[u] ~ dnorm(0, 1)", "}",
      ]
    }
    lines += ["for (i in 1:N) {"] + studyLines.map { "  " + $0 } + ["}"]
    lines += ["", "# dnorm and dt take a precision, dgamma and dexp a rate."] + priors + [""]
    lines += design.populations.flatMap { population in
      let logits = design.logits(population)
      return [
        "\(population.sensitivity) <- 1 / (1 + exp(-(\(logits.sensitivity))))",
        "\(population.specificity) <- 1 / (1 + exp(-(\(logits.specificity))))",
      ]
    }
    let data = dataLines.isEmpty ? "" : "data {\n" + JAGSProgram.indented(dataLines) + "}\n"
    return heading + data + "model {\n" + JAGSProgram.indented(lines) + "}\n"
  }
}
