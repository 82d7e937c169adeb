import ModelInterface

/// True logits of a new study at one draw, from two independent standard normals.
///
/// `logit Se = mu_se + tau_se z1` and
/// `logit Sp = mu_sp + tau_sp (rho z1 + sqrt(1 - rho^2) z2)`, a Cholesky factor of Sigma, so the
/// pair is exactly `N2(mu, Sigma)`, at `rho = +-1` and `tau = 0` too.
///
/// - Parameters:
///   - parameters: one draw of the basic parameters.
///   - normal1: standard normal deviate.
///   - normal2: standard normal deviate, independent of the first.
/// - Returns: the two logits of the new study's true accuracy.
@inlinable
public func newStudy(
  parameters: BivariateParameters, normal1: Double, normal2: Double
) -> (logitSensitivity: Double, logitSpecificity: Double) {
  let rho = parameters.rho
  let residual = max(0, (1 - rho) * (1 + rho)).squareRoot()
  return (
    parameters.muSensitivity + parameters.tauSensitivity * normal1,
    parameters.muSpecificity + parameters.tauSpecificity * (rho * normal1 + residual * normal2)
  )
}

/// True logits of one new study per posterior draw.
///
/// - Parameters:
///   - columns: `n` posterior draws.
///   - normals1: `n` independent standard normals.
///   - normals2: `n` more, independent of the first.
/// - Returns: `n` logit sensitivities and `n` logit specificities, in the order of the draws.
/// - Complexity: O(n), two allocations.
public func newStudies(
  from columns: PopulationColumns, normals1: [Double], normals2: [Double]
) -> (logitSensitivity: [Double], logitSpecificity: [Double]) {
  let count = columns.count
  precondition(normals1.count == count && normals2.count == count, "one pair of normals a draw")
  var logitSensitivity = [Double](repeating: 0, count: count)
  var logitSpecificity = [Double](repeating: 0, count: count)
  for index in 0..<count {
    let study = newStudy(
      parameters: columns[index], normal1: normals1[index], normal2: normals2[index])
    logitSensitivity[index] = study.logitSensitivity
    logitSpecificity[index] = study.logitSpecificity
  }
  return (logitSensitivity, logitSpecificity)
}
