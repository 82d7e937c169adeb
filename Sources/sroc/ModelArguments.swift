import ArgumentParser
import Requests

/// Which model and which prior.
struct ModelArguments: ParsableArguments {
  @Option(help: "Model by name.")
  var model = ModelChoice.bivariate.rawValue

  @Option(
    help: ArgumentHelp(
      "Named prior set: of the logit means (mu), their SDs between studies (tau), the correlation "
        + "(rho).",
      discussion: PriorHelp.presets))
  var prior = "default"

  @Option(
    help: ArgumentHelp("Prior of both means, as normal(0, 1.5).", discussion: PriorHelp.mean))
  var priorMu: String?
  @Option(
    help: ArgumentHelp(
      "Prior of both standard deviations, as half_normal(1).", discussion: PriorHelp.deviation))
  var priorTau: String?
  @Option(
    help: ArgumentHelp("Prior of the correlation, as lkj(2).", discussion: PriorHelp.correlation))
  var priorRho: String?
  @Option(help: "Prior of mean logit sensitivity.")
  var priorMuSe: String?
  @Option(help: "Prior of mean logit specificity.")
  var priorMuSp: String?
  @Option(help: "Prior of the SD of logit sensitivity.")
  var priorTauSe: String?
  @Option(help: "Prior of the SD of logit specificity.")
  var priorTauSp: String?
  @Option(
    help: ArgumentHelp(
      "Prior of the covariance as a whole, as inverse_wishart(3, 1, 0, 1).",
      discussion: PriorHelp.covariance))
  var priorCovariance: String?

  @Option(
    help: ArgumentHelp(
      "Prior of differences of levels and of slopes per SD of a covariate, as normal(0, 1).",
      discussion: PriorHelp.coefficient))
  var priorBeta: String?

  func apply(to options: inout FitOptions) throws {
    guard ModelChoice(rawValue: model) != nil else {
      throw AnalysisError(.usage, "--model \(model): \(ModelChoice.known)")
    }
    options.preset = prior
    options.overridePrior(
      mu: priorMu, tau: priorTau, rho: priorRho, muSe: priorMuSe, muSp: priorMuSp,
      tauSe: priorTauSe, tauSp: priorTauSp, covariance: priorCovariance, coefficient: priorBeta)
  }
}
