import AccuracyData
import Testing

@testable import FrequentistFits

/// Maxima on the edge of the parameter space are found and named.
@Suite struct BoundaryTests {
  @Test(arguments: ["audit4", "scheidler_ct", "telomerase"])
  func perfectCorrelationIsReported(_ name: String) throws {
    let fit = fitBivariate(try example(name), method: .maximumLikelihood)
    #expect(fit.status == .boundary(.perfectCorrelation))
    #expect(fit.point?.correlation == -1)
    // Standard errors are of the reduced space: four free parameters.
    #expect(fit.parameterCount == 4)
    #expect(fit.standardError { $0.correlation ?? 0 } == nil)
  }

  /// The reported point is at least as high as the best of many climbs in the whole space.
  @Test(arguments: ["audit4", "scheidler_ct", "telomerase", "naf_pet_ct", "auditc"])
  func noClimbGetsHigher(_ name: String) throws {
    let studies = try example(name)
    let fit = fitBivariate(studies, method: .maximumLikelihood)
    let reported = try #require(fit.logLikelihood)
    let likelihood = ExactLikelihood(levels: [studies])
    for (first, second, rho) in [
      (0.1, 0.1, 0.0), (0.1, 2, 0.9), (2, 0.1, -0.9), (3, 3, 0.95), (0.7, 0.7, -0.5),
      (0.02, 0.02, 0.5), (4, 0.5, -0.2),
    ] {
      let start = [
        1, 2, first, rho * second, second * (1 - rho * rho).squareRoot(),
      ]
      let found = try #require(
        climb(likelihood, from: start, free: [0, 1, 2, 3, 4], tolerance: 1e-5))
      #expect(found.value < reported + boundaryTolerance, "\(start): \(found.value)")
    }
  }

  /// The maximum lies inside, at rho = -0.87, and rho = -1 costs less than 0.1 log likelihood. Farther off, as in
  /// `auditc`, nothing is said.
  @Test func aMaximumNearTheBoundaryIsNamed() throws {
    let studies = [
      study((108, 16), (162, 20)), study((61, 21), (311, 23)), study((11, 2), (44, 2)),
      study((89, 19), (226, 55)), study((51, 11), (57, 11)),
    ]
    let fit = fitBivariate(studies, method: .maximumLikelihood)
    #expect(fit.status == .converged && fit.nearbyCorrelation == -1)
    let point = try #require(fit.point)
    let likelihood = ExactLikelihood(levels: [studies])
    let edge = try #require(
      climb(
        likelihood,
        from: [Double](point.coordinates.prefix(2)) + [
          point.tauSensitivity, -point.tauSpecificity, 0,
        ], free: [0, 1, 2, 3], tolerance: 1e-5))
    let lost = try #require(fit.logLikelihood) - edge.value
    #expect(lost > boundaryTolerance && lost < nearBoundaryTolerance, "\(lost)")
    #expect(
      fitBivariate(try example("auditc"), method: .maximumLikelihood).nearbyCorrelation == nil)
    #expect(
      fitBivariate(try example("telomerase"), method: .maximumLikelihood).nearbyCorrelation == nil)
  }

  /// Identical studies have no heterogeneity; one margin alone can be without it, too.
  @Test func missingHeterogeneityIsReported() throws {
    let same = (0..<5).map { _ in study((30, 10), (80, 20)) }
    for method in FrequentistMethod.allCases {
      let fit = fitBivariate(same, method: method)
      #expect(fit.status == .boundary(.bothTausZero), "\(method): \(fit.status)")
      expectClose(fit.sensitivity(level: 0.95)?.estimate, 0.75, 1e-6)
      expectClose(fit.specificity(level: 0.95)?.estimate, 0.8, 1e-6)
      // 200 diseased participants: 1 / (n p q).
      expectClose(
        fit.standardError { $0.muSensitivity }, 1 / (200 * 0.75 * 0.25).squareRoot(), 1e-5)
    }
    let spread = [(10, 30), (20, 20), (30, 10), (35, 5)].map { study($0, (80, 20)) }
    let fit = fitBivariate(spread, method: .maximumLikelihood)
    #expect(fit.status == .boundary(.tauSpecificityZero))
    #expect(fit.point?.tauSpecificity == 0 && fit.point?.correlation == nil)
    let alone = fitMargin(spread, margin: .sensitivity, method: .binomialNormal)
    expectClose(fit.point?.tauSensitivity, try #require(alone.tau), 1e-5)
    expectClose(fit.standardError { $0.muSensitivity }, try #require(alone.standardError), 1e-5)
    #expect(fit.hierarchical(\.beta, level: 0.95) == nil)
  }

  /// Sensitivity and specificity exchanged: the same fit, mirrored.
  @Test(arguments: ["auditc", "telomerase", "dementia_csf14"], FrequentistMethod.allCases)
  func mirroredDataGiveTheMirroredFit(_ name: String, _ method: FrequentistMethod) throws {
    let studies = try example(name)
    let mirrored = studies.map {
      AccuracyStudy(label: $0.label, row: 1, diseased: $0.nondiseased, nondiseased: $0.diseased)
    }
    let (fit, other) = (
      fitBivariate(studies, method: method),
      fitBivariate(mirrored.reversed(), method: method)
    )
    let (a, b) = (try #require(fit.point), try #require(other.point))
    expectClose(a.muSensitivity, b.muSpecificity, 2e-6)
    expectClose(a.tauSensitivity, b.tauSpecificity, 5e-6)
    expectClose(a.tauSpecificity, b.tauSensitivity, 5e-6)
    expectClose(a.correlation, try #require(b.correlation), 5e-6)
    expectClose(
      fit.standardError { $0.muSensitivity },
      try #require(other.standardError { $0.muSpecificity }), 5e-6)
    expectClose(fit.logLikelihood, try #require(other.logLikelihood), 1e-8)
  }

  /// A study with one arm still counts, by the exact methods and the normal approximation.
  @Test(arguments: FrequentistMethod.allCases)
  func oneArmInforms(_ method: FrequentistMethod) throws {
    let studies = try example("dementia_csf14")
    let more = studies + [study((500, 20), nil)]
    let (without, with) = (
      fitBivariate(studies, method: method), fitBivariate(more, method: method)
    )
    let (a, b) = (try #require(without.point), try #require(with.point))
    #expect(b.muSensitivity > a.muSensitivity + 0.02)
    // Through the correlation, which is negative here, specificity moves the other way.
    #expect(b.muSpecificity < a.muSpecificity)
  }
}
