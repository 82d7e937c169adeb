import ArgumentParser
import Requests

/// Which model and which prior.
struct ModelArguments: ParsableArguments {
  @Option(
    help: """
      bivariate; robust: t-distributed study effects, which weigh outlying studies down; hsroc: by \
      accuracy, threshold and shape; independent: no correlation; univariate: one proportion alone; \
      fixed: no variation between studies; normal-approximation: of observed logits.
      """)
  var model = ModelChoice.bivariate.rawValue

  @Option(
    help: """
      Of the univariate model: sensitivity or specificity. [default: the one that the data have]
      """)
  var proportion: String?

  @Option(
    help: "Of the robust model: degrees of freedom, or estimated. [default: 4]")
  var nu: String?

  @Option(
    help: ArgumentHelp(
      "Prior of degrees of freedom that are estimated, as gamma(2, 0.1), held above 1.",
      discussion: PriorHelp.degreesOfFreedom))
  var priorNu: String?

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
    try options.setModel(model, degreesOfFreedom: nu, prior: priorNu)
    try options.setProportion(proportion)
    options.preset = prior
    options.overridePrior(
      mu: priorMu, tau: priorTau, rho: priorRho, muSe: priorMuSe, muSp: priorMuSp,
      tauSe: priorTauSe, tauSp: priorTauSp, covariance: priorCovariance, coefficient: priorBeta)
  }
}
