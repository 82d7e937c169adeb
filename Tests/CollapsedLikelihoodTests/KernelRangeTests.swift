import AccuracyData
import CollapsedLikelihood
import DataReading
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A log likelihood is at most 0 and never NaN over the whole range that `CollapsedLikelihood`
/// promises, and finite for SDs up to 10,000. Beyond, with |rho| = 1 to ten digits and means that no
/// data are near, its value can be so low (thousands of log units) that it ends as minus infinity.
@Suite struct KernelRangeTests {
  @Test(arguments: ["audit4", "naf_pet_ct", "telomerase"])
  func isALogProbabilityUpToTheLargestDeviation(name: String) throws {
    let likelihood = CollapsedLikelihood(
      studies: try readAccuracyData(.example(name)).studies)
    let largest = log(CollapsedLikelihood.largestDeviation)
    for logTau in [-30, -5, 0, 5, 10, 15, 20, 25, largest] {
      for fisherZ in stride(from: -25.0, through: 25, by: 2.5) {
        for other in [-20.0, -5, 0, 1, 3, 10, logTau] {
          for mu in [-40.0, -3, 0, 1.5] {
            for (first, second) in [(logTau, other), (other, logTau)] {
              let point = BivariatePoint(
                muSensitivity: mu, muSpecificity: mu / 2, tauSensitivity: exp(first),
                tauSpecificity: exp(second), fisherZ: fisherZ)
              let value = likelihood.logLikelihood(at: point)
              let isPossible = max(first, second) < 9.3 ? value.isFinite : !value.isNaN
              #expect(isPossible && value <= 1e-9, "\(point): \(value)")
            }
          }
        }
      }
    }
  }

  /// Where both SDs are huge, one patient an arm leaves the probability of a quadrant,
  /// 1 / 4 + asin(rho) / (2 pi) (Sheppard 1899), up to terms of the order of 1 / tau. A mode search
  /// that stops when the value has settled cuts the flat side off from tau = 3e8 on: at 1e12 the value
  /// falls by more than 10.
  @Test func hugeDeviationsLeaveTheProbabilityOfAQuadrant() throws {
    let likelihood = CollapsedLikelihood(studies: [study((1, 0), (1, 0))])
    for tau in [1e7, 1e9, 1e11, CollapsedLikelihood.largestDeviation] {
      for ratio in [0.01, 0.7, 1] {
        for fisherZ in [-2.0, -0.5, 0, 0.76, 2.3] {
          let point = BivariatePoint(
            muSensitivity: -5.3, muSpecificity: 2.1, tauSensitivity: tau,
            tauSpecificity: ratio * tau, fisherZ: fisherZ)
          let quadrant = log(0.25 + asin(point.correlation) / (2 * Double.pi))
          let value = likelihood.logLikelihood(at: point)
          let limit = 1e-6 + 1000 / (ratio * tau)
          #expect(abs(value - quadrant) < limit, "\(point): \(value), \(quadrant)")
        }
      }
    }
  }
}
