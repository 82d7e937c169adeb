import AccuracyData
import RepeatableNumbers
import Testing

@testable import CollapsedLikelihood

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct KernelGradientTests {
  /// Central differences of the oracle in (mu_se, mu_sp, log tau_se, log tau_sp, atanh rho).
  private func differences(_ studies: [AccuracyStudy], _ p: BivariatePoint) -> [Double] {
    let rule = DenseRule()
    let step = 2e-4
    return (0..<5).map { k in
      func value(_ h: Double) -> Double {
        let q = point(
          p.muSensitivity + (k == 0 ? h : 0), p.muSpecificity + (k == 1 ? h : 0),
          p.tauSensitivity * exp(k == 2 ? h : 0), p.tauSpecificity * exp(k == 3 ? h : 0),
          fisherZ: p.fisherZ + (k == 4 ? h : 0))
        return studies.reduce(0) { $0 + rule.logLikelihood(of: $1, at: q) }
      }
      return (value(step) - value(-step)) / (2 * step)
    }
  }

  private func worstError(_ studies: [AccuracyStudy], _ points: [BivariatePoint]) -> Double {
    let likelihood = CollapsedLikelihood(studies: studies)
    var worst = 0.0
    for p in points {
      let (value, gradient) = likelihood.logLikelihoodAndGradient(at: p)
      worst = max(worst, abs(value - likelihood.logLikelihood(at: p)))
      for (k, exact) in differences(studies, p).enumerated() {
        worst = max(worst, abs(gradient[k] - exact) / max(1, abs(exact)))
      }
    }
    return worst
  }

  @Test func posteriorPoints() {
    var numbers = SplitMix64(seed: 21)
    for studies in [auditC, sodiumFluoride, telomerase] {
      let worst = worstError(studies, numbers.posteriorPoints(studies, count: 6))
      #expect(worst < 2e-5, "\(studies.count) studies: \(worst)")
    }
  }

  private let extremeStudies = [
    study((18, 0), (38, 1)), study((30, 4), nil), study((0, 6), (12, 0)),
  ]

  /// Strong correlation: the sheared rule takes these, and none is left to the graded one. With small SDs
  /// and up to 1 - rho^2 = 1e-25, where differences of moments would leave nothing of the slopes.
  @Test func shearedRule() {
    let points = [
      point(1, 1, 0.8, 1.1, fisherZ: 3.8), point(0.5, 2, 1.2, 0.3, fisherZ: -4),
      point(1, 1, 0.7, 0.6, fisherZ: 9), point(1.5, 0.5, 0.06, 0.9, fisherZ: -8),
      point(1, 1.5, 0.9, 0.04, fisherZ: -11), point(1, 1, 0.7, 0.6, fisherZ: 29),
    ]
    let likelihood = CollapsedLikelihood(studies: extremeStudies)
    #expect(points.allSatisfy { likelihood.studyLogLikelihoods(at: $0).graded == 0 })
    let worst = worstError(extremeStudies, points)
    #expect(worst < 2e-5, "\(worst)")
  }

  /// Points that the graded rule takes: wide normals on flat factors.
  @Test func gradedRule() {
    let points = [
      point(2, 0, 120, 0.3, fisherZ: -4), point(1, 3, 40, 25, fisherZ: 0.3),
      point(0, 1, 300, 80, fisherZ: 2),
    ]
    let likelihood = CollapsedLikelihood(studies: extremeStudies)
    #expect(points.allSatisfy { likelihood.studyLogLikelihoods(at: $0).graded > 0 })
    let worst = worstError(extremeStudies, points)
    #expect(worst < 2e-5, "\(worst)")
  }

  /// Values and gradients agree between all instruction sets of this processor.
  @Test func instructionSets() {
    var numbers = SplitMix64(seed: 22)
    let studies = auditC + sodiumFluoride + [study((17, 3), nil), study(nil, (12, 0))]
    let sets = InstructionSet.available.map {
      CollapsedLikelihood(studies: studies, instructionSet: $0)
    }
    var points = (0..<200).map { _ in numbers.scatteredPoint(auditC) }
    points += [
      point(1, 1, 0.8, 1.1, fisherZ: 3.8), point(1, 1, 0.7, 0.6, fisherZ: -9),
      point(1, 3, 40, 25, fisherZ: 0.3),
    ]
    var worst = 0.0
    for p in points {
      let (reference, slopes) = sets[0].logLikelihoodAndGradient(at: p)
      for set in sets.dropFirst() {
        let (value, gradient) = set.logLikelihoodAndGradient(at: p)
        worst = max(worst, abs(value - reference) / max(1, abs(reference)))
        for k in 0..<5 {
          worst = max(worst, abs(gradient[k] - slopes[k]) / max(1, abs(slopes[k])))
        }
        worst = max(
          worst,
          abs(set.logLikelihood(at: p) - sets[0].logLikelihood(at: p)) / max(1, abs(reference)))
      }
    }
    #expect(worst < 1e-10, "\(sets.count) sets: \(worst)")
  }
}
