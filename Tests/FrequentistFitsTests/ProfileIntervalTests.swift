import AccuracyData
import SpecialFunctions
import Testing

@testable import FrequentistFits

/// The ends of profile intervals against a search that shares no code with them.
@Suite struct ProfileIntervalTests {
  @Test(arguments: ["auditc", "dementia_csf14", "telomerase", "audit4"])
  func theProfileFallsByHalfTheQuantileAtTheEnds(_ name: String) throws {
    let studies = try example(name)
    let fit = fitBivariate(studies, method: .maximumLikelihood, profileLevel: 0.9)
    let maximum = try #require(fit.logLikelihood)
    let start = try #require(fit.point).coordinates
    let likelihood = ExactLikelihood(levels: [studies])
    // The square of a normal score is chi-squared on one degree of freedom.
    let score = normalQuantile(0.95)
    let fall = 0.5 * score * score
    #expect(fit.profileIntervals.count == 2)
    for (index, interval) in fit.profileIntervals.enumerated() {
      #expect(interval.lower < interval.estimate && interval.estimate < interval.upper)
      for end in [interval.lower, interval.upper] {
        let others = (0..<5).filter { $0 != index }
        var coordinates = start
        coordinates[index] = end
        let best = leastBySimplex(
          start: others.map { coordinates[$0] + ($0 == 4 ? 0.02 : 0) },
          steps: others.map { $0 < 2 ? 0.3 : 0.2 }, tolerance: 1e-7, maxIterations: 4000
        ) { position in
          for (k, other) in others.enumerated() { coordinates[other] = position[k] }
          return -value(likelihood, coordinates)
        }
        // A boundary is left only for more than its tolerance.
        expectClose(-best, maximum - fall, 1.5 * boundaryTolerance, "\(name) \(index)")
      }
    }
  }

  /// A wider level reaches farther, and a large study shrinks the interval to Wald's.
  @Test func aNormalLikelihoodGivesWaldsInterval() throws {
    let studies = (0..<40).map { k in
      study((700 + 6 * (k % 7), 300 - 6 * (k % 7)), (900 - 4 * (k % 5), 100 + 4 * (k % 5)))
    }
    let fit = fitBivariate(studies, method: .maximumLikelihood, profileLevel: 0.95)
    let wald = try #require(fit.sensitivity(level: 0.95))
    let profile = fit.profileIntervals[0].mapped(expit)
    expectClose(profile.lower, wald.lower, 0.02 * (wald.upper - wald.lower))
    expectClose(profile.upper, wald.upper, 0.02 * (wald.upper - wald.lower))
    let wider = fitBivariate(studies, method: .maximumLikelihood, profileLevel: 0.99)
    #expect(wider.profileIntervals[0].lower < fit.profileIntervals[0].lower)
  }

  /// With so few data the likelihood falls as 1 / tau only where mean and tau grow together.
  @Test func anEndCanBeInfinite() {
    let studies = [study((6, 0), (20, 4)), study((5, 0), (18, 2)), study((4, 1), (25, 5))]
    let fit = fitBivariate(studies, method: .maximumLikelihood, profileLevel: 0.999)
    #expect(fit.status.hasEstimates)
    let interval = fit.profileIntervals.first
    #expect(interval?.upper == .infinity && interval?.mapped(expit).upper == 1, "\(fit)")
    #expect((interval?.lower ?? .infinity) < (interval?.estimate ?? 0))
  }

  @Test func restrictedLikelihoodHasNone() throws {
    let fit = fitBivariate(try example("auditc"), method: .restrictedNormal, profileLevel: 0.95)
    #expect(fit.status == .converged && fit.profileIntervals.isEmpty)
  }
}
