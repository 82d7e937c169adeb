import CMath

/// Mean over studies of `1 / n` of one arm, the only thing that I2 needs from the data.
///
/// Arms that were not observed (`n <= 0`) are left out of the mean.
///
/// - Parameter totals: diseased (or non-diseased) per study.
/// - Returns: the mean of the reciprocals; NaN if no study observed the arm.
public func meanReciprocal(ofTotals totals: [Int]) -> Double {
  let observed = totals.filter { $0 > 0 }
  guard !observed.isEmpty else { return .nan }
  return observed.reduce(0) { $0 + 1 / Double($1) } / Double(observed.count)
}

/// Share of the total variation that lies between studies, for both outcomes at once.
///
/// `I2 = sqrt|Sigma| / (sqrt|Sigma| + sqrt(E_A E_B))` with
/// `E_j = mean(1/n_j) (exp(tau_j^2/2 + mu_j) + exp(tau_j^2/2 - mu_j) + 2)`, the within-study
/// variance of a logit averaged over the random effect. In [0, 1); 0 if a tau is 0 or
/// `rho = +-1`; tends to 0 again for a huge tau, whose studies carry no information.
/// Source: Zhou and Dendukuri (2014), Stat. Med. 33(16), 2701-2717.
///
/// - Parameters:
///   - parameters: one draw of the basic parameters.
///   - meanReciprocalDiseased: `meanReciprocal` of the diseased totals.
///   - meanReciprocalNondiseased: `meanReciprocal` of the non-diseased totals.
/// - Returns: I2, a fraction; NaN if a mean reciprocal is NaN.
public func iSquared(
  parameters: BivariateParameters, meanReciprocalDiseased: Double,
  meanReciprocalNondiseased: Double
) -> Double {
  let rho = parameters.rho
  let between =
    parameters.tauSensitivity * parameters.tauSpecificity
    * max(0, (1 - rho) * (1 + rho)).squareRoot()
  let withinSensitivity =
    meanReciprocalDiseased
    * averagedLogitVariance(
      mean: parameters.muSensitivity, standardDeviation: parameters.tauSensitivity)
  let withinSpecificity =
    meanReciprocalNondiseased
    * averagedLogitVariance(
      mean: parameters.muSpecificity, standardDeviation: parameters.tauSpecificity)
  let within = withinSensitivity.squareRoot() * withinSpecificity.squareRoot()
  return between / (between + within)
}

/// I2 of Zhou and Dendukuri at one draw, straight from the arm totals.
///
/// - Parameters:
///   - parameters: one draw of the basic parameters.
///   - diseasedTotals: diseased per study; zero marks a missing arm.
///   - nondiseasedTotals: non-diseased per study; zero marks a missing arm.
/// - Returns: I2, a fraction in [0, 1); NaN if one arm was observed nowhere.
public func iSquared(
  parameters: BivariateParameters, diseasedTotals: [Int], nondiseasedTotals: [Int]
) -> Double {
  iSquared(
    parameters: parameters, meanReciprocalDiseased: meanReciprocal(ofTotals: diseasedTotals),
    meanReciprocalNondiseased: meanReciprocal(ofTotals: nondiseasedTotals))
}

/// `E[1 / (p (1 - p))]` for `logit p ~ N(mean, sd^2)`, from the lognormal mean.
@inline(__always)
private func averagedLogitVariance(mean: Double, standardDeviation: Double) -> Double {
  let halfVariance = 0.5 * standardDeviation * standardDeviation
  return exp(halfVariance + mean) + exp(halfVariance - mean) + 2
}
