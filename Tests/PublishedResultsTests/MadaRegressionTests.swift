import FrequentistFits
import Testing

/// Self- and interviewer-administered questionnaires on smoking (Patrick et al. 1994), regression on
/// the type: the vignette of the R package mada, and exact and Laplace versions of the same model.
@Suite struct MadaRegressionTests {
  private func fit(_ method: FrequentistMethod, covariate: String? = "type") throws
    -> FrequentistFit
  {
    fitBivariate(
      try example("smoking_all", where: ["result_id=1"]), method: method, covariate: covariate)
  }

  /// The second axis of mada is the false positive rate.
  @Test func restrictedMaximumLikelihood() throws {
    let fit = try fit(.restrictedNormal)
    let point = try #require(fit.point)
    #expect(fit.levels == ["IAQ", "SAQ"])
    expectPublished(point.means[0].x, 2.813, within: 6e-4)
    expectPublished(fit.standardError { $0.means[0].x }, 0.491, within: 6e-4)
    expectPublished(point.means[1].x - point.means[0].x, -1.166, within: 6e-4)
    expectPublished(fit.standardError { $0.means[1].x - $0.means[0].x }, 0.634, within: 6e-4)
    expectPublished(-point.means[0].y, -3.337, within: 6e-4)
    expectPublished(fit.standardError { $0.means[0].y }, 0.311, within: 6e-4)
    expectPublished(point.means[0].y - point.means[1].y, 0.882, within: 6e-4)
    expectPublished(fit.standardError { $0.means[1].y - $0.means[0].y }, 0.389, within: 6e-4)
    expectPublished(point.tauSensitivity, 1.508, within: 6e-4)
    expectPublished(point.tauSpecificity, 0.875, within: 6e-4)
    expectPublished(-(try #require(point.correlation)), 0.551, within: 6e-4)
  }

  @Test(arguments: [
    (FrequentistMethod.normalMaximumLikelihood, 13.25), (.maximumLikelihood, 11.17),
    (.laplace, 11.30),
  ])
  func likelihoodRatioTestOfTheType(_ method: FrequentistMethod, _ published: Double) throws {
    let test = try #require(
      likelihoodRatioTest(full: try fit(method), null: try fit(method, covariate: nil)))
    #expect(test.degreesOfFreedom == 2)
    expectPublished(test.statistic, published, within: 6e-3)
    // The vignette prints p = 0.00133 for its own.
    if method == .normalMaximumLikelihood { expectPublished(test.pValue, 0.00133, within: 6e-6) }
  }

  @Test func exactMaximumLikelihood() throws {
    let full = try fit(.maximumLikelihood)
    let point = try #require(full.point)
    expectPublished(full.logLikelihood, -202.727, within: 6e-4)
    expectPublished(
      try fit(.maximumLikelihood, covariate: nil).logLikelihood, -208.313, within: 6e-4)
    expectPublished(point.means[1].x - point.means[0].x, -1.085, within: 6e-4)
    expectPublished(point.means[1].y - point.means[0].y, -0.982, within: 6e-4)
  }
}
