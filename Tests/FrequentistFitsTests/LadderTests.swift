import AccuracyData
import Testing

@testable import FrequentistFits

@Suite struct LadderTests {
  /// Without correlation and in the models below, margins add up.
  @Test(arguments: ["auditc", "telomerase", "audit4", "dementia_csf14"])
  func modelsAreSumsOfUnivariateFits(_ name: String) throws {
    let studies = try example(name)
    let steps = fewStudiesLadder(studies).steps
    func margin(_ margin: AccuracyMargin, _ method: UnivariateMethod) throws -> Double {
      try #require(fitMargin(studies, margin: margin, method: method).logLikelihood)
    }
    let random = try (
      margin(.sensitivity, .binomialNormal), margin(.specificity, .binomialNormal)
    )
    let common = try (
      margin(.sensitivity, .commonProportion), margin(.specificity, .commonProportion)
    )
    let expected: [LadderModel: Double] = [
      .zeroCorrelation: random.0 + random.1, .tauSensitivityZero: common.0 + random.1,
      .tauSpecificityZero: random.0 + common.1, .fixed: common.0 + common.1,
    ]
    #expect(steps.map(\.model) == LadderModel.allCases)
    #expect(steps.map(\.parameterCount) == [5, 4, 3, 3, 2])
    let top = try #require(steps[0].fit.logLikelihood)
    for step in steps.dropFirst() {
      let value = try #require(step.fit.logLikelihood)
      expectClose(value, try #require(expected[step.model]), boundaryTolerance, "\(step.model)")
      #expect(value <= top + 1e-7)
      expectClose(step.likelihoodRatio, 2 * (top - value), 1e-6)
      expectClose(step.akaike, 2 * Double(step.parameterCount) - 2 * value, 1e-9)
    }
  }

  @Test(arguments: [
    ("auditc", LadderRecommendation.either), ("telomerase", .bayesian), ("audit4", .bayesian),
    ("naf_pet_ct", .bayesian),
  ])
  func theRecommendationGoesByStudiesAndBoundary(
    _ name: String, _ expected: LadderRecommendation
  ) throws {
    #expect(fewStudiesLadder(try example(name)).recommendation == expected)
  }

  @Test func nineStudiesAreFew() throws {
    let studies = try example("auditc")
    #expect(fewStudiesLadder(Array(studies.prefix(9))).recommendation == .bayesian)
  }

  @Test func oneStudyHasOnlyTheFixedModel() {
    let steps = fewStudiesLadder([study((20, 3), (40, 5))]).steps
    for step in steps.dropLast() { #expect(!step.fit.status.hasEstimates) }
    expectClose(steps.last?.fit.sensitivity(level: 0.95)?.estimate, 20.0 / 23, 1e-9)
  }

  @Test func theTestOfACovariateNeedsTwoLevelsAndALikelihood() throws {
    let studies = try example("auditc").enumerated().map { index, original in
      var copy = original
      copy.covariates = [StudyCovariate(name: "group", value: index % 2 == 0 ? "a" : "b")]
      return copy
    }
    for method in FrequentistMethod.allCases {
      let null = fitBivariate(studies, method: method)
      let full = fitBivariate(studies, method: method, covariate: "group")
      let test = likelihoodRatioTest(full: full, null: null)
      #expect((test == nil) == (method == .restrictedNormal))
      if let test {
        #expect(test.degreesOfFreedom == 2 && test.pValue > 0 && test.pValue < 1)
        expectClose(
          test.statistic,
          2 * (try #require(full.logLikelihood) - (try #require(null.logLikelihood))), 1e-9)
      }
      #expect(likelihoodRatioTest(full: null, null: null) == nil)
    }
  }
}
