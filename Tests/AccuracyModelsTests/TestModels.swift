import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A study from (TP, FN) and (TN, FP), each nil where the arm is missing.
func study(_ diseased: (Int, Int)?, _ nondiseased: (Int, Int)?) -> AccuracyStudy {
  AccuracyStudy(
    label: "s", row: 1,
    diseased: diseased.map { AccuracyArm(correct: $0.0, incorrect: $0.1) },
    nondiseased: nondiseased.map { AccuracyArm(correct: $0.0, incorrect: $0.1) })
}

/// Ten studies of telomerase (Glas et al. 2003) and two with one arm.
let testStudies: [AccuracyStudy] =
  [
    (25, 1, 8, 25), (17, 3, 4, 11), (88, 16, 16, 31), (16, 3, 10, 80), (40, 1, 17, 137),
    (38, 6, 9, 24), (23, 0, 19, 12), (27, 2, 6, 18), (14, 3, 3, 29), (37, 22, 7, 7),
  ].map { study(($0.0, $0.2), ($0.3, $0.1)) } + [study((17, 3), nil), study(nil, (12, 0))]

/// Every preset, and priors whose supports no preset has.
let testPriors: [AccuracyPrior] = {
  var priors = AccuracyPrior.presetNames.compactMap { try? AccuracyPrior.preset($0) }
  let mean = ScalarPrior.normal(mean: 0, sd: 2)
  priors.append(
    AccuracyPrior(
      muSensitivity: mean, muSpecificity: .studentT(df: 4, location: 1, scale: 2),
      covariance: .separate(
        tauSensitivity: .uniform(lower: 0.1, upper: 4), tauSpecificity: .exponential(rate: 0.7),
        rho: .uniform(lower: -0.6, upper: 0.9))))
  priors.append(
    AccuracyPrior(
      muSensitivity: mean, muSpecificity: mean,
      covariance: .inverseWishart(
        InverseWishartPrior(degreesOfFreedom: 4.5, s11: 2, s12: -0.7, s22: 0.6))))
  return priors
}()

/// The point in (mu_se, mu_sp, log tau_se, log tau_sp, atanh rho).
func unconstrained(_ p: BivariatePoint) -> [Double] {
  [p.muSensitivity, p.muSpecificity, log(p.tauSensitivity), log(p.tauSpecificity), p.fisherZ]
}

/// log |det| of a square matrix by elimination with pivoting.
func logDeterminant(_ rows: [[Double]]) -> Double {
  var rows = rows
  var sum = 0.0
  for k in rows.indices {
    let pivot = (k..<rows.count).max { abs(rows[$0][k]) < abs(rows[$1][k]) } ?? k
    rows.swapAt(k, pivot)
    sum += log(abs(rows[k][k]))
    for i in (k + 1)..<max(rows.count, k + 1) {
      let factor = rows[i][k] / rows[k][k]
      for j in k..<rows.count { rows[i][j] -= factor * rows[k][j] }
    }
  }
  return sum
}

/// Derivatives by Richardson's extrapolation of central differences, error O(h^4).
func derivative(_ step: Double, _ f: (Double) -> Double) -> Double {
  let wide = (f(step) - f(-step)) / (2 * step)
  let narrow = (f(0.5 * step) - f(-0.5 * step)) / step
  return (4 * narrow - wide) / 3
}

/// log prior density of the five parameters in unconstrained coordinates, straight from its parts.
func logPriorUnconstrained(_ prior: AccuracyPrior, _ p: BivariatePoint) -> Double {
  let (first, second) = (log(p.tauSensitivity), log(p.tauSpecificity))
  let means =
    prior.muSensitivity.logDensity(p.muSensitivity)
    + prior.muSpecificity.logDensity(p.muSpecificity)
  switch prior.covariance {
  case .separate(let tauSensitivity, let tauSpecificity, let rho):
    return means + tauSensitivity.logDensity(p.tauSensitivity) + first
      + tauSpecificity.logDensity(p.tauSpecificity) + second + rho.logDensityOfFisherZ(p.fisherZ)
  case .inverseWishart(let wishart):
    return means + wishart.logDensity(logTauSe: first, logTauSp: second, fisherZ: p.fisherZ)
  }
}
