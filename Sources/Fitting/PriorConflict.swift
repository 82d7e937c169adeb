import AccuracyModels
import CMath
import Distributions
import Draws
import Messages
import ModelInterface
import PosteriorSampling
import Requests

/// Problems of draws that lie beyond all of a prior's mass, where the collapsed samplers' coordinates
/// are no longer the prior's own.
///
/// Their coordinates are normal scores of the prior of tau and rho, tabulated up to
/// `BivariateModel.largestScore` and continued by a straight line. Prior mass beyond is 2e-17, so
/// draws are found there only where prior and data exclude each other, and then they are under the
/// straight line's prior and not under the one that was asked for.
///
/// - Parameters:
///   - sample: draws of any sampler.
///   - prior: that they were made under.
///   - sampler: the joint one has coordinates without a table, and no problem.
/// - Returns: one sentence a parameter that has more than 0.1 % of its draws there.
func priorConflicts(
  _ sample: PosteriorSample, prior: AccuracyPrior, sampler: SamplerChoice
) -> [Message] {
  if sampler == .jointNUTS { return [] }
  let total = Double(sample.totalDraws)
  return conflictShares(sample, prior: prior.covariance).filter { $0.count > 0.001 * total }.map {
    "\($0.name): prior and data exclude each other ("
      + "\(Int((100 * $0.count / total).rounded(.up))) % of the draws are more than "
      + "\(BivariateModel.largestScore) SDs out in the prior); a wider prior, or "
      + "\(setting: .sampler, SamplerChoice.jointNUTS.rawValue)"
  }
}

/// How many draws of each parameter are beyond the table.
private func conflictShares(
  _ sample: PosteriorSample, prior: CovariancePrior
) -> [(name: String, count: Double)] {
  let reach = BivariateModel.largestScore
  func count(_ variable: Variable, _ low: Double, _ high: Double) -> Double {
    Double(sample.draws.count(of: variable) { $0 < low || $0 > high })
  }
  switch prior {
  case .separate(let first, let second, let rho):
    func ends(_ tau: ScalarPrior) -> (Double, Double) {
      (exp(tau.logQuantile(normalScore: -reach)), exp(tau.logQuantile(normalScore: reach)))
    }
    let (firstEnds, secondEnds) = (ends(first), ends(second))
    return [
      ("tau_se", count(.tauSensitivity, firstEnds.0, firstEnds.1)),
      ("tau_sp", count(.tauSpecificity, secondEnds.0, secondEnds.1)),
      (
        "rho",
        count(
          .fisherZ, rho.fisherZQuantile(normalScore: -reach),
          rho.fisherZQuantile(normalScore: reach))
      ),
    ]
  case .inverseWishart(let whole):
    // Each draw has its own scores; a thousand show a share of 0.1 % well enough.
    let points = sample.points.thinned(limit: 2000)
    let beyond = points.count { point in
      let scores = whole.scores(
        logTauSe: log(point.tauSensitivity), logTauSp: log(point.tauSpecificity),
        fisherZ: point.fisherZ)
      return [scores.z1, scores.z2, scores.z3].contains { !(abs($0) <= reach) }
    }
    let share = Double(beyond) / Double(max(points.count, 1))
    return [("Sigma", share * Double(sample.totalDraws))]
  }
}
