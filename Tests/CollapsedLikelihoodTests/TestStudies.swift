import AccuracyData
import CollapsedLikelihood
import RepeatableNumbers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
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

/// A point with the correlation given as atanh rho.
func point(
  _ mu1: Double, _ mu2: Double, _ tau1: Double, _ tau2: Double, fisherZ: Double
) -> BivariatePoint {
  BivariatePoint(
    muSensitivity: mu1, muSpecificity: mu2, tauSensitivity: tau1, tauSpecificity: tau2,
    fisherZ: fisherZ)
}

/// AUDIT-C (Kriston et al. 2008), 14 studies: large arms, a few zero cells.
let auditC: [AccuracyStudy] = [
  (47, 101, 9, 738), (126, 272, 51, 1543), (19, 12, 10, 192), (36, 78, 3, 276),
  (130, 211, 19, 959), (84, 68, 2, 89), (68, 112, 0, 423), (752, 3226, 0, 2977),
  (59, 55, 5, 136), (142, 571, 50, 2788), (137, 107, 24, 358), (57, 103, 3, 437),
  (34, 21, 1, 56), (152, 88, 51, 264),
].map { study(($0.0, $0.2), ($0.3, $0.1)) }

/// Sodium fluoride PET-CT, three studies with two zero cells.
let sodiumFluoride: [AccuracyStudy] = [(15, 1, 0, 6), (15, 1, 5, 38), (18, 0, 0, 5)].map {
  study(($0.0, $0.2), ($0.3, $0.1))
}

/// Telomerase (Glas et al. 2003), ten studies.
let telomerase: [AccuracyStudy] = [
  (25, 1, 8, 25), (17, 3, 4, 11), (88, 16, 16, 31), (16, 3, 10, 80), (40, 1, 17, 137),
  (38, 6, 9, 24), (23, 0, 19, 12), (27, 2, 6, 18), (14, 3, 3, 29), (37, 22, 7, 7),
].map { study(($0.0, $0.2), ($0.3, $0.1)) }

extension SplitMix64 {
  /// Points within 15 log units of the best of many: a normal posterior of five parameters has all but
  /// 1.5e-5 of its mass there.
  mutating func posteriorPoints(_ studies: [AccuracyStudy], count: Int) -> [BivariatePoint] {
    let likelihood = CollapsedLikelihood(studies: studies)
    let candidates = (0..<(20 * count)).map { _ in scatteredPoint(studies) }
    let values = candidates.map(likelihood.logLikelihood)
    let best = values.max() ?? 0
    return Array(zip(candidates, values).filter { $0.1 > best - 15 }.map(\.0).prefix(count))
  }

  /// A point of the region where priors put their mass, around the pooled logits.
  mutating func scatteredPoint(_ studies: [AccuracyStudy]) -> BivariatePoint {
    func pooledLogit(_ arms: [AccuracyArm?]) -> Double {
      let correct = arms.reduce(0.5) { $0 + Double($1?.correct ?? 0) }
      let incorrect = arms.reduce(0.5) { $0 + Double($1?.incorrect ?? 0) }
      return log(correct / incorrect)
    }
    return point(
      pooledLogit(studies.map(\.diseased)) + 0.7 * normal(),
      pooledLogit(studies.map(\.nondiseased)) + 0.7 * normal(), exp(-0.3 + 0.8 * normal()),
      exp(-0.3 + 0.8 * normal()), fisherZ: 0.8 * normal())
  }
}
