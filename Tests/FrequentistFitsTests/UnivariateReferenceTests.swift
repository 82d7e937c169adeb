import AccuracyData
import Testing

@testable import FrequentistFits

/// One margin and the common odds ratio, by R 4.2.2: lme4 1.1-31 (`glmer`, nAGQ = 25) and metafor
/// 3.8-1 (`rma.uni` with DL and EE, `rma.mh`), run for this test.
@Suite struct UnivariateReferenceTests {
  struct Reference: Sendable {
    let data: String
    let margin: AccuracyMargin
    let mu, standardError, tau: Double
  }

  @Test(arguments: [
    Reference(
      data: "auditc", margin: .sensitivity, mu: 2.58973596, standardError: 0.48693868,
      tau: 1.69311691),
    Reference(
      data: "auditc", margin: .specificity, mu: 1.28147081, standardError: 0.17447434,
      tau: 0.63775521),
    Reference(
      data: "telomerase", margin: .sensitivity, mu: 1.18217629, standardError: 0.17580821,
      tau: 0.39350146),
    Reference(
      data: "telomerase", margin: .specificity, mu: 2.21505425, standardError: 0.58311147,
      tau: 1.65796144),
    Reference(
      data: "audit4", margin: .sensitivity, mu: 0.95364327, standardError: 0.39340376,
      tau: 0.57237364),
    Reference(
      data: "audit4", margin: .specificity, mu: 3.17341345, standardError: 0.19643681, tau: 0),
  ])
  func binomialNormalIsThatOfGlmer(_ reference: Reference) throws {
    let fit = fitMargin(
      try example(reference.data), margin: reference.margin, method: .binomialNormal)
    expectClose(fit.mu, reference.mu, 2e-6)
    expectClose(fit.standardError, reference.standardError, 5e-6)
    expectClose(fit.tau, reference.tau, 5e-6)
    #expect(fit.status == (reference.tau == 0 ? .boundary(.tauSpecificityZero) : .converged))
  }

  @Test(arguments: [
    Reference(
      data: "auditc", margin: .sensitivity, mu: 1.913194958, standardError: 0.219385187,
      tau: 0.669279118),
    Reference(
      data: "auditc", margin: .specificity, mu: 1.275364682, standardError: 0.264103605,
      tau: 0.977877621),
    Reference(
      data: "telomerase", margin: .sensitivity, mu: 1.118897818, standardError: 0.180217477,
      tau: 0.418173670),
    Reference(
      data: "telomerase", margin: .specificity, mu: 1.851493379, standardError: 0.501645887,
      tau: 1.435961567),
    Reference(
      data: "audit4", margin: .sensitivity, mu: 0.948457872, standardError: 0.439908277,
      tau: 0.713114235),
    Reference(
      data: "audit4", margin: .specificity, mu: 3.142164583, standardError: 0.196726012, tau: 0),
  ])
  func derSimonianLairdIsThatOfMetafor(_ reference: Reference) throws {
    let fit = fitMargin(
      try example(reference.data), margin: reference.margin, method: .derSimonianLaird)
    expectClose(fit.mu, reference.mu, 1e-8)
    expectClose(fit.standardError, reference.standardError, 1e-8)
    expectClose(fit.tau, reference.tau, 1e-8)
  }

  @Test(arguments: [
    ("auditc", AccuracyMargin.sensitivity, 1.3587855038, 0.0742729242),
    ("auditc", .specificity, 0.6817717146, 0.0182414537),
    ("telomerase", .sensitivity, 1.100893132, 0.115391808),
    ("audit4", .sensitivity, 0.477013055, 0.172105241),
  ])
  func inverseVarianceIsThatOfMetafor(
    _ data: String, _ margin: AccuracyMargin, _ mu: Double, _ standardError: Double
  ) throws {
    let fit = fitMargin(try example(data), margin: margin, method: .inverseVariance)
    expectClose(fit.mu, mu, 1e-8)
    expectClose(fit.standardError, standardError, 1e-8)
    #expect(fit.tau == 0)
  }

  @Test(arguments: [
    ("auditc", 3.3850481612, 0.0868576088), ("telomerase", 2.966320498, 0.210418118),
    ("audit4", 3.828405080, 0.333577526),
  ])
  func mantelHaenszelIsThatOfMetafor(_ data: String, _ log: Double, _ error: Double) throws {
    let fit = fitMantelHaenszel(try example(data))
    expectClose(fit.logOddsRatio, log, 1e-8)
    expectClose(fit.standardError, error, 1e-8)
  }

  /// The common proportion has closed forms.
  @Test func commonProportionIsTheShareOverAllStudies() throws {
    let studies = try example("telomerase")
    let fit = fitMargin(studies, margin: .sensitivity, method: .commonProportion)
    let found = studies.reduce(0) { $0 + ($1.truePositives ?? 0) }
    let all = studies.reduce(0) { $0 + ($1.diseased?.total ?? 0) }
    let share = Double(found) / Double(all)
    expectClose(fit.proportion(level: 0.95)?.estimate, share, 1e-9)
    expectClose(
      fit.standardError, 1 / (Double(all) * share * (1 - share)).squareRoot(), 1e-7)
  }
}
