import AccuracyMeasures
import Foundation
import Testing

@Suite struct ISquaredTests {
  /// .841 with the raw arms, .843 with the arms of the 0.5 correction; mada prints .404.
  @Test func auditC() {
    let raw = iSquared(
      parameters: AuditC.reml, diseasedTotals: AuditC.diseased,
      nondiseasedTotals: AuditC.nondiseased)
    let corrected = iSquared(
      parameters: AuditC.reml, diseasedTotals: AuditC.diseased.map { $0 + 1 },
      nondiseasedTotals: AuditC.nondiseased.map { $0 + 1 })
    #expect(abs(raw - 0.841) < 5e-4)
    #expect(abs(corrected - 0.843) < 5e-4)
  }

  /// The within-study variance against numeric integration of `1 / (p (1 - p))`.
  @Test func averagedVarianceByIntegration() {
    let parameters = BivariateParameters(
      muSensitivity: 0.8, muSpecificity: -0.4, tauSensitivity: 1.3, tauSpecificity: 0.6, rho: 0.25)
    func averaged(_ mean: Double, _ deviation: Double) -> Double {
      stride(from: -14.0, through: 14.0, by: 0.01).reduce(0) { sum, z in
        let p = plainExpit(mean + deviation * z)
        return sum + 0.01 * exp(-0.5 * z * z) / (2 * Double.pi).squareRoot() / (p * (1 - p))
      }
    }
    let within = (averaged(0.8, 1.3) * (0.1 + 0.05) / 2 * averaged(-0.4, 0.6) / 25).squareRoot()
    let between = (1.69 * 0.36 * (1 - 0.0625)).squareRoot()
    let value = iSquared(
      parameters: parameters, diseasedTotals: [10, 20, 0], nondiseasedTotals: [0, 25, 25])
    #expect(abs(value - between / (between + within)) < 1e-9)
  }

  @Test func missingArmsAreLeftOut() {
    #expect(meanReciprocal(ofTotals: [4, 0, 2]) == 0.375)
    #expect(meanReciprocal(ofTotals: [0, 0]).isNaN)
    #expect(meanReciprocal(ofTotals: []).isNaN)
  }
}
