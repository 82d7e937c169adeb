import Distributions

extension AccuracyPrior {
  /// The priors of mu_se, mu_sp, tau_se, tau_sp and rho as they are written; a prior of the covariance
  /// matrix stands for the last three.
  package var basicExpressions: [String] {
    let means = [muSensitivity.expression, muSpecificity.expression]
    switch covariance {
    case .inverseWishart(let matrix):
      return means + [String](repeating: matrix.expression, count: 3)
    case .separate(let sensitivity, let specificity, let rho):
      return means + [sensitivity.expression, specificity.expression, rho.expression]
    }
  }
}
