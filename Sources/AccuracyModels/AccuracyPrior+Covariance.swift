import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface

extension AccuracyPrior {
  /// tau_se, tau_sp and rho of one population, with their priors.
  ///
  /// - Parameters:
  ///   - index: of the variables; empty where all studies share a covariance.
  ///   - suffix: of what a figure or a table calls them.
  /// - Returns: three parameters.
  package func covarianceParameters(
    index: [IndexEntry] = [], suffix: String = ""
  ) -> [Parameter] {
    // A prior of the covariance matrix stands for all three.
    let whole = covariance.expression
    func deviation(_ variable: Variable, _ heading: String, _ prior: ScalarPrior) -> Parameter {
      Parameter(
        variable(index), heading: heading + suffix, prior: .scalar(prior),
        priorText: whole ?? prior.expression,
        reach: .upTo(CollapsedLikelihood.largestDeviation))
    }
    let rho: (prior: ParameterPrior, text: String) =
      switch covariance {
      case .separate(_, _, let rho): (.scalar(rho), rho.expression)
      case .inverseWishart(let matrix):
        (
          .implied(support: (-1, 1), logDensity: matrix.logMarginalDensity(correlation:)),
          matrix.expression
        )
      }
    return [
      deviation(.tauSensitivity, "SD of sensitivity", covariance.tauSensitivity),
      deviation(.tauSpecificity, "SD of specificity", covariance.tauSpecificity),
      Parameter(
        Variable.rho(index), heading: "Correlation" + suffix, prior: rho.prior,
        priorText: rho.text, reach: .fisherZ(BivariateModel.largestFisherZ)),
    ]
  }
}
