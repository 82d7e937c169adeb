import AccuracyAnalysis
import ArgumentParser

/// Which model and which prior.
struct ModelArguments: ParsableArguments {
  @Option(help: "Model by name.")
  var model = "bivariate"

  @Option(help: "Named prior set.")
  var prior = "default"

  @Option(help: "Prior of both means, as normal(0, 1.5).")
  var priorMu: String?
  @Option(help: "Prior of both standard deviations, as half_normal(1).")
  var priorTau: String?
  @Option(help: "Prior of the correlation, as lkj(2).")
  var priorRho: String?
  @Option(help: "Prior of mean logit sensitivity.")
  var priorMuSe: String?
  @Option(help: "Prior of mean logit specificity.")
  var priorMuSp: String?
  @Option(help: "Prior of the SD of logit sensitivity.")
  var priorTauSe: String?
  @Option(help: "Prior of the SD of logit specificity.")
  var priorTauSp: String?
  @Option(help: "Prior of the covariance as a whole, as inverse_wishart(3, 1, 0, 1).")
  var priorCovariance: String?

  func apply(to options: inout FitOptions) throws {
    guard model == "bivariate" else {
      throw AnalysisError(.usage, "--model \(model): this version has one model, bivariate")
    }
    options.preset = prior
    options.overridePrior(
      mu: priorMu, tau: priorTau, rho: priorRho, muSe: priorMuSe, muSp: priorMuSp,
      tauSe: priorTauSe, tauSp: priorTauSp, covariance: priorCovariance)
  }
}
