import AccuracyData
import AccuracyModels
import DataReading
import Distributions
import Testing

@testable import Fitting
@testable import PosteriorSampling
@testable import Requests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Penalised complexity priors of rho whose table of quantiles has most correlations within a few knots,
/// against draws under lkj(1) with weights density(pc) / density(lkj(1)).
@Suite struct PenalisedCorrelationTests {
  /// With knots 1/16 apart the first, which may no longer be written, had rho's median at -0.48 instead
  /// of -0.72. Differences in units of the posterior SD; the weighted side has an effective size of
  /// some thousands.
  @Test(arguments: [
    (rho0: 0.99, left: 0.5, u: 0.0, alpha: 0.3, sampler: SamplerChoice.collapsed),
    (rho0: 0.98, left: 0.5, u: 0.0, alpha: 0.06, sampler: .collapsed),
    (rho0: 0.98, left: 0.5, u: 0.0, alpha: 0.06, sampler: .collapsedQuasi),
    (rho0: -0.2, left: 0.4, u: -0.95, alpha: 0.05, sampler: .collapsed),
  ])
  func agreesWithReweightedDraws(
    rho0: Double, left: Double, u: Double, alpha: Double, sampler: SamplerChoice
  ) throws {
    let studies = try readAccuracyData(.example("auditc")).studies
    let usual = try AccuracyPrior.preset("default")
    func sample(_ rho: ScalarPrior, _ sampler: SamplerChoice) throws -> PosteriorSample {
      let prior = AccuracyPrior(
        preset: nil, muSensitivity: usual.muSensitivity, muSpecificity: usual.muSpecificity,
        covariance: .separate(
          tauSensitivity: usual.covariance.tauSensitivity,
          tauSpecificity: usual.covariance.tauSpecificity, rho: rho))
      return try sampleForTest(studies, prior: prior, sampler: sampler, draws: 10_000)
    }
    let penalised = ScalarPrior.penalisedComplexityCorrelation(
      rho0: rho0, left: left, u: u, alpha: alpha)
    let uniform = ScalarPrior.lkj(eta: 1)
    let base = try sample(uniform, .collapsed)
    let own = try sample(penalised, sampler)
    let logWeights = base.draws("fisher_z").joined().map {
      penalised.logDensityOfFisherZ($0) - uniform.logDensityOfFisherZ($0)
    }
    let largest = logWeights.max() ?? 0
    let weights = logWeights.map { exp($0 - largest) }
    let total = weights.reduce(0, +)
    #expect(total * total / weights.reduce(0) { $0 + $1 * $1 } > 1000)
    for name in ["mu_se", "log_tau_sp", "rho", "fisher_z"] {
      let expected = zip(base.draws(name).joined(), weights).sorted { $0.0 < $1.0 }
      let found = own.draws(name).joined().sorted()
      let mean = found.reduce(0, +) / Double(found.count)
      let deviation =
        (found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(found.count)).squareRoot()
      for share in [0.1, 0.5, 0.9] {
        var below = 0.0
        let quantile = expected.first {
          below += $0.1
          return below >= share * total
        }
        let other = try #require(quantile).0
        let difference = (found[Int(share * Double(found.count))] - other) / deviation
        #expect(abs(difference) < 0.15, "\(name) at \(share)")
      }
    }
  }
}
