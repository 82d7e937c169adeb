import Distributions
import Fitting
import ProgramDesigns
import Requests
import StudyDesigns

extension ExportDesign {
  /// A prior with given SDs between studies, whose lines of a program kappa_se and kappa_sp take.
  static func prior(ofDeviations kappa: ScalarPrior) throws(AnalysisError) -> AccuracyPrior {
    do {
      return try AccuracyPrior(
        preset: "metabayesdta", overrides: PriorOverrides(tau: kappa.expression))
    } catch {
      throw AnalysisError(error)
    }
  }

  /// A line on tau as one on kappa.
  static func renamedToKappa(_ line: String) -> String {
    ExportRenaming.replaced(
      ExportRenaming.replaced(line, "precision_", by: "kappa_precision_"), "tau_", by: "kappa_")
  }

  /// The sum of coefficients times numbers, as text of both languages.
  static func sum(
    _ side: Side, _ multipliers: [Double], after first: String? = nil
  ) -> String {
    let terms = zip(side.coefficients, multipliers).filter { $0.1 != 0 }.map {
      $0.1 == 1 ? $0.0.identifier : "(\(ExportText.number($0.1))) * \($0.0.identifier)"
    }
    let all = (first.map { [$0] } ?? []) + terms
    return all.isEmpty ? "0" : all.joined(separator: " + ")
  }

  /// Accuracy, threshold and shape of the reference are called.
  var reference: (lambda: String, theta: String, beta: String) {
    func own(_ base: String) -> String {
      names.first {
        $0.identifier == base || $0.identifier == base + "_1"
      }?.identifier ?? base
    }
    return (own("lambda"), own("theta"), own("beta"))
  }

  /// The logits of a setting's sensitivity and specificity, as text of both languages.
  func logits(_ population: Population) -> (sensitivity: String, specificity: String) {
    switch scale {
    case .means(let first, let second):
      return (
        Self.sum(first, population.row.sensitivity), Self.sum(second, population.row.specificity)
      )
    case .hierarchical(let accuracy, let threshold, let shape):
      let (own, x) = (reference, population.row.hierarchical)
      let lambda = Self.sum(accuracy, x.accuracy, after: own.lambda)
      let theta = Self.sum(threshold, x.threshold, after: own.theta)
      let beta = Self.sum(shape, x.shape, after: own.beta)
      return (
        "(\(theta) + 0.5 * (\(lambda))) * exp(-0.5 * (\(beta)))",
        "(0.5 * (\(lambda)) - (\(theta))) * exp(0.5 * (\(beta)))"
      )
    }
  }

  /// Comment lines: what the program has, and what its parameters are called elsewhere.
  func headingLines(_ heading: [String]) -> [String] {
    var lines = heading
    switch scale {
    case .means:
      lines += [
        "True positives are binomial with probability expit(effect_se), true negatives with",
        "expit(effect_sp); (effect_se, effect_sp) of a study are bivariate normal around mean_se and",
        "mean_sp.",
      ]
    case .hierarchical:
      lines += [
        "True positives are binomial with probability expit(effect_se), true negatives with",
        "expit(effect_sp); accuracy, threshold and shape of the HSROC model give means and SDs. The",
        "prior belongs to mu_se, mu_sp, tau_se, tau_sp and rho of the reference.",
      ]
    }
    if effects != .normal {
      lines += [
        "A study's weight divides both variances of its effects, which are then t-distributed."
      ]
    }
    let renamed = names.filter { $0.identifier != $0.name }
    return lines + (renamed.isEmpty ? [] : [""])
      + renamed.map { "\($0.identifier) is \($0.name)" }
  }
}
