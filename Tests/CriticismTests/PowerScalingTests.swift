import AccuracyModels
import Distributions
import Draws
import Foundation
import ModelInterface
import RandomStreams
import RepeatableNumbers
import SpecialFunctions
import Testing

@testable import Criticism
@testable import PosteriorSampling
@testable import Requests

@Suite("Power-scaling")
struct PowerScalingTests {
  /// 25 observations of the worked example of the R package priorsense, mu ~ N(0, 1), sigma ~ N+(0, 2.5).
  private static let observed = [
    9.5, 10.2, 9.1, 9.1, 10.3, 10.9, 11.7, 10.3, 9.6, 8.6, 9.1, 11.1, 9.3, 10.5, 9.7, 10.3, 10.0,
    9.8, 9.6, 8.3, 10.2, 9.8, 10.0, 10.0, 9.1,
  ]

  /// Draws of its posterior from a fine grid, with log prior and log likelihood.
  private func exampleDraws(
    seed: UInt64
  ) -> [(mu: Double, sigma: Double, prior: Double, data: Double)] {
    let y = Self.observed
    let (sum, squares) = (y.reduce(0, +), y.reduce(0) { $0 + $1 * $1 })
    func prior(_ mu: Double, _ sigma: Double) -> Double {
      -0.5 * (mu * mu + sigma * sigma / 6.25)
    }
    func data(_ mu: Double, _ sigma: Double) -> Double {
      -25 * log(sigma) - 0.5 * (squares - 2 * mu * sum + 25 * mu * mu) / (sigma * sigma)
    }
    let (columns, rows) = (300, 300)
    let (dm, ds) = (4.0 / Double(columns), 5.7 / Double(rows))
    var total = 0.0
    var cumulative: [Double] = []
    for i in 0..<(columns * rows) {
      let (mu, sigma) = (7 + dm * Double(i / rows), 0.3 + ds * Double(i % rows))
      total += exp(prior(mu, sigma) + data(mu, sigma) + 60)
      cumulative.append(total)
    }
    var numbers = SplitMix64(seed: seed)
    return (0..<4000).map { _ in
      let target = numbers.uniform() * total
      var (low, high) = (0, cumulative.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] < target { low = middle + 1 } else { high = middle }
      }
      let mu = 7 + dm * (Double(low / rows) + numbers.uniform() - 0.5)
      let sigma = 0.3 + ds * (Double(low % rows) + numbers.uniform() - 0.5)
      return (mu, sigma, prior(mu, sigma), data(mu, sigma))
    }
  }

  /// Published for 4,000 draws: mu .433 (prior) and .641 (data), sigma .358 and .671. Over samples of that
  /// size they vary with SDs of .035, .058, .040 and .058, the range of the draws being part of the
  /// definition.
  @Test func thePublishedExampleIsReproduced() {
    var means = [Double](repeating: 0, count: 4)
    let samples = 4
    for seed in 1...samples {
      let draws = exampleDraws(seed: UInt64(seed))
      let (mu, sigma) = (
        SortedColumn(draws.map(\.mu)), SortedColumn(draws.map(\.sigma))
      )
      let values = [
        powerDistance(mu, scaling: draws.map(\.prior)),
        powerDistance(mu, scaling: draws.map(\.data)),
        powerDistance(sigma, scaling: draws.map(\.prior)),
        powerDistance(sigma, scaling: draws.map(\.data)),
      ]
      for k in values.indices { means[k] += values[k] / Double(samples) }
    }
    // Three SDs of the published sample and of this mean together.
    let published = [(0.433, 0.035), (0.641, 0.058), (0.358, 0.040), (0.671, 0.058)]
    func agree(_ values: [Double]) -> Bool {
      zip(values, published).allSatisfy { abs($0 - $1.0) < 3 * $1.1 * 1.25.squareRoot() }
    }
    #expect(agree(means), "\(means)")
    // The mutant that counts powers of e, not doublings, is caught.
    #expect(!agree(means.map { $0 * log(2) }))
  }

  @Test func theDistanceIsOneOfDistributions() {
    let column = SortedColumn([0, 1, 2, 3])
    let equal = [0.25, 0.25, 0.25, 0.25]
    #expect(cumulativeJensenShannon(column, equal, equal) == 0)
    let (low, high) = ([1.0, 0, 0, 0], [0, 0, 0, 1.0])
    // P = 1 and Q = 0 between the draws: every term is log2 of 2.
    #expect(cumulativeJensenShannon(column, low, high) == 1)
    #expect(
      cumulativeJensenShannon(column, low, equal) == cumulativeJensenShannon(column, equal, low))
  }

  /// 14 studies with a heterogeneity that half_normal(1) finds large; 37 studies that outweigh the prior.
  @Test func aPriorThatPullsIsFound() throws {
    let small = try CriticisedFit("auditc")
    let scaled = powerScaling(small.model, sample: small.sample, threads: 2)
    #expect(scaled.map(\.variable) == Variable.population)
    let tau = try #require(scaled.first { $0.variable == .tauSensitivity })
    #expect(tau.verdict == .conflict)
    let deviations = try #require(tau.distances[.part(.deviations)])
    let means = try #require(tau.distances[.part(.means)])
    #expect(deviations > 5 * means)
    let rho = try #require(scaled.first { $0.variable == .rho })
    let correlation = try #require(rho.distances[.part(.correlation)])
    #expect(correlation > 2 * deviationsOf(rho))
    let large = try CriticisedFit("anti-ccp")
    let outweighed = powerScaling(large.model, sample: large.sample, threads: 2)
    #expect(outweighed.allSatisfy { $0.verdict == .fine })
  }

  private func deviationsOf(_ parameter: PowerSensitivity) -> Double {
    parameter.distances[.part(.deviations)] ?? .nan
  }

  /// Rows by weights and by proposals of their own against chains under each prior.
  @Test(arguments: ["uniform", "cochrane", "bamdit", "midas", "midas-iwishart"])
  func presetsAreWhatChainsFind(preset: String) throws {
    let run = try CriticisedFit("auditc")
    var options = FitOptions(source: .standardInput)
    options.threads = 2
    let rows = try presetRows(
      run.model, proposal: run.sample.proposal, sample: run.sample, level: 0.95,
      settings: SamplingSettings(options, key: run.key))
    #expect(rows.count == PriorPreset.all.count + 1)
    let row = try #require(rows.first { $0.preset == preset }?.settings.first)
    let model = run.model.underPrior(try AccuracyPrior.preset(preset))
    let chains = try sampleForTest(model, draws: 5000, key: StreamKey(seed: 99))
    func quantile(_ variable: Variable, _ p: Double) -> Double {
      let values = chains.draws.pooled(variable).sorted()
      return values[Int(p * Double(values.count - 1))]
    }
    // Errors of either side are near a fiftieth of a posterior SD in the middle, a twentieth at the ends.
    let sd = (quantile(.muSensitivity, 0.975) - quantile(.muSensitivity, 0.025)) / 3.92
    #expect(abs(logit(row.sensitivity.estimate) - quantile(.muSensitivity, 0.5)) < 0.08 * sd)
    #expect(abs(logit(row.sensitivity.lower) - quantile(.muSensitivity, 0.025)) < 0.25 * sd)
    #expect(abs(logit(row.specificity.estimate) - quantile(.muSpecificity, 0.5)) < 0.03)
    #expect(abs(row.tauSensitivity - quantile(.tauSensitivity, 0.5)) < 0.03)
    #expect(abs(row.rho - quantile(.rho, 0.5)) < 0.03)
    #expect(rows.allSatisfy { $0.isReliable })
  }
}
