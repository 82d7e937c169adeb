import AccuracyData
import CollapsedLikelihood
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
}
