import AccuracyData
import Testing

@testable import FrequentistFits

/// No convergence is a status with a reason, never a silent number.
@Suite struct FailureTests {
  private func reason(_ fit: FrequentistFit) -> String? {
    if case .failed(let reason) = fit.status { return reason }
    return nil
  }

  static let hopeless: [([AccuracyStudy], String)] = [
    ([study((20, 3), (40, 5))], "one study"),
    ([study(nil, (40, 5)), study(nil, (30, 2))], "no diseased"),
    ([study((9, 1), nil), study((8, 2), nil)], "no non-diseased"),
    ([study((0, 0), (0, 0)), study((0, 0), (0, 0))], "no diseased"),
    ([study((9, 1), (5, 2)), study((8, 2), nil)], "too few studies with non-diseased"),
  ]

  @Test(arguments: hopeless, FrequentistMethod.allCases)
  func dataThatCannotBeFittedSayWhy(
    _ data: ([AccuracyStudy], String), _ method: FrequentistMethod
  ) {
    let fit = fitBivariate(data.0, method: method, profileLevel: 0.95)
    #expect(reason(fit)?.contains(data.1) == true, "\(fit.status)")
    #expect(fit.point == nil && fit.covariance == nil && fit.logLikelihood == nil)
    #expect(fit.sensitivity(level: 0.95) == nil && fit.profileIntervals.isEmpty)
  }

  /// Without a single wrong (or right) result in a margin its likelihood has no maximum; the normal
  /// approximation hides that behind its correction.
  @Test(arguments: [FrequentistMethod.maximumLikelihood, .laplace])
  func perfectTestsHaveNoMaximum(_ method: FrequentistMethod) {
    let perfect = [study((20, 0), (40, 5)), study((11, 0), (30, 1)), study((9, 0), (8, 3))]
    #expect(
      reason(fitBivariate(perfect, method: method))
        == "no diseased participant tested negative: the likelihood has no maximum")
    let mirrored = perfect.map {
      study(
        ($0.nondiseased?.incorrect ?? 0, $0.nondiseased?.correct ?? 0),
        ($0.diseased?.incorrect ?? 0, $0.diseased?.correct ?? 0))
    }
    #expect(
      reason(fitBivariate(mirrored, method: method))
        == "no non-diseased participant tested negative: the likelihood has no maximum")
    #expect(fitBivariate(perfect, method: .restrictedNormal).status.hasEstimates)
  }

  /// Studies that are each all right or all wrong push tau beyond every bound.
  @Test func allOrNothingHasNoMaximum() {
    let studies = [
      study((9, 0), (9, 0)), study((0, 8), (8, 0)), study((11, 0), (0, 7)), study((0, 9), (0, 9)),
    ]
    let expected = "the likelihood has no maximum: estimates grow without end"
    #expect(reason(fitBivariate(studies, method: .maximumLikelihood)) == expected)
    // Found by random tables: two minutes of ever finer integration before the search had limits.
    let wide = [
      study((1, 0), (3, 0)), study((0, 2), (9, 0)), study((5, 15), (300, 0)),
      study((8, 12), (0, 1)),
    ]
    let start = ContinuousClock.now
    for method in [FrequentistMethod.maximumLikelihood, .laplace] {
      #expect(!fitBivariate(wide, method: method, profileLevel: 0.95).status.hasEstimates)
    }
    #expect(
      fitMargin(wide, margin: .specificity, method: .binomialNormal).status == .failed(expected))
    for step in fewStudiesLadder(wide).steps where step.model == .tauSensitivityZero {
      #expect(!step.fit.status.hasEstimates)
    }
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  /// A climb along a likelihood that rises without end gives up beyond the limits: a step further out
  /// costs more than the one before, and all of them together took seconds.
  @Test func anEndlessClimbEndsBeyondTheLimits() throws {
    let studies = [
      study((14, 0), (10, 3)), study((0, 14), (1, 1)), study((11, 0), (10, 2)),
      study((0, 9), (12, 2)),
    ]
    let end = try #require(
      climb(
        ExactLikelihood(levels: [studies]), from: [0, 1, 1.5, 0, 0.1], free: [0, 1, 2],
        tolerance: 1e-7))
    #expect(SearchLimits.areReached(end.coordinates, loadings: 3))
    #expect(end.iterations < 60, "\(end.iterations) line searches")
    let margin = fitMargin(studies, margin: .sensitivity, method: .binomialNormal)
    #expect(
      margin.status == .failed("the likelihood has no maximum: estimates grow without end"))
  }

  /// A maximum with a large tau is found all the same: most studies all right or all wrong, one mixed.
  @Test func aLargeDeviationIsNoEndlessClimb() throws {
    let studies = [
      study((14, 0), (10, 3)), study((0, 14), (1, 1)), study((11, 0), (10, 2)),
      study((3, 9), (12, 2)), study((30, 0), (12, 2)), study((0, 90), (12, 2)),
    ]
    let fit = fitMargin(studies, margin: .sensitivity, method: .binomialNormal)
    #expect(fit.status == .converged)
    expectClose(fit.tau, 17.32, 0.01, "tau")
  }

  @Test func zeroCellsNeedACorrection() throws {
    let studies = try example("auditc")
    for method in [FrequentistMethod.restrictedNormal, .normalMaximumLikelihood] {
      let fit = fitBivariate(studies, method: method, correction: .none)
      #expect(reason(fit)?.hasPrefix("S07 has a zero cell") == true, "\(fit.status)")
    }
    #expect(
      fitBivariate(studies, method: .maximumLikelihood, correction: .none).status == .converged)
  }

  @Test(arguments: UnivariateMethod.allCases)
  func aMarginWithoutDataSaysWhy(_ method: UnivariateMethod) {
    let fit = fitMargin([study((9, 1), nil)], margin: .specificity, method: method)
    #expect(fit.status == .failed("no non-diseased participants"))
    #expect(fit.mu == nil && fit.proportion(level: 0.95) == nil)
  }

  @Test func oddsRatiosWithoutADenominatorSayWhy() {
    for studies in [[study((9, 0), (5, 2))], [study((0, 3), (5, 2))], [study((9, 1), nil)]] {
      let fit = fitMantelHaenszel(studies)
      #expect(!fit.status.hasEstimates && fit.logOddsRatio == nil)
    }
  }

  @Test func oneEmptyLevelOfACovariateNamesIt() {
    let studies = [
      study((9, 1), (8, 2), group: "a"), study((7, 2), (9, 1), group: "a"),
      study((7, 2), nil, group: "b"),
    ]
    let fit = fitBivariate(studies, method: .maximumLikelihood, covariate: "group")
    #expect(reason(fit) == "no non-diseased participants in b")
  }
}
