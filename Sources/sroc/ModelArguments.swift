import ArgumentParser
import ModelFiles
import Requests

/// Which model and which prior.
struct ModelArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model of sroc models, or a file of your own; what is typed beside it wins.",
      valueName: "name|file.yaml"))
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
        + "(rho). [default: default]",
      discussion: PriorHelp.presets))
  var prior: String?

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

  /// Fills the model part of the options.
  ///
  /// - Returns: what a model file says of covariates.
  func apply(to options: inout FitOptions) throws -> CovariateRequest {
    var typed = TypedPriors()
    typed.preset = prior
    let parts = [
      ("mu", priorMu), ("mu_se", priorMuSe), ("mu_sp", priorMuSp), ("tau", priorTau),
      ("tau_se", priorTauSe), ("tau_sp", priorTauSp), ("rho", priorRho),
      ("covariance", priorCovariance), ("beta", priorBeta), ("nu", priorNu),
    ]
    for (name, expression) in parts { typed.parts[name] = expression }
    return try options.takeModel(
      model, degreesOfFreedom: nu, proportion: proportion, priors: typed)
  }

  /// The same for a verb that takes no covariates.
  func applyWithoutCovariates(to options: inout FitOptions) throws {
    try options.setCovariates(try apply(to: &options))
  }
}
