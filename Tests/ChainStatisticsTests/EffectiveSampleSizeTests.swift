import Testing

@testable import ChainStatistics

/// Autocovariances given by a table, so that the truncation rules are tested without draws.
private struct TabulatedAutocovariance: AutocovarianceSequence {
  let chainCount = 4
  let length: Int
  let varianceOfMeans: Double
  let table: [Double]

  /// The sequence for which `rho_t` is exactly `correlations[t]`, 0 beyond the table.
  init(correlations: [Double], length: Int) {
    // W and var_plus are equal, and 1, with these two values.
    table = [Double(length - 1) / Double(length)] + correlations.dropFirst()
    varianceOfMeans = 1 / Double(length)
    self.length = length
  }

  mutating func autocovariance(lag: Int) -> Double {
    lag < table.count ? table[lag] : 0
  }
}

private func autocorrelationTime(_ correlations: [Double], length: Int = 1000) -> Double {
  var sequence = TabulatedAutocovariance(correlations: correlations, length: length)
  return Double(4 * length) / effectiveSampleSize(&sequence)
}

@Suite struct EffectiveSampleSizeTests {
  @Test(arguments: [0.9, 0.5, 0.1, -0.3, -0.5])
  func geometricCorrelationsGiveTheClosedForm(rho: Double) {
    var power = 1.0
    let correlations = (0..<1000).map { _ in
      defer { power *= rho }
      return power
    }
    let time = (1 + rho) / (1 - rho)
    #expect(agree(autocorrelationTime(correlations), time, within: 1e-12))
  }

  @Test func theSequenceEndsAtTheFirstPairThatIsNotPositive() {
    // Pairs 1.5, 0.5, -0.1; what follows must not count, nor the even term of the last pair if < 0.
    let ended = [1, 0.5, 0.3, 0.2, -0.3, 0.2, 0.4, 0.4]
    #expect(agree(autocorrelationTime(ended), -1 + 2 * 2.0, within: 1e-12))
    let positiveEven = [1, 0.5, 0.3, 0.2, 0.1, -0.2, 0.4, 0.4]
    #expect(agree(autocorrelationTime(positiveEven), -1 + 2 * 2.0 + 0.1, within: 1e-12))
  }

  @Test func aPairLargerThanThePairBeforeIsReduced() {
    // Pairs 1.5, 0.2, 0.6 (reduced to 0.2), 0.1, then -0.5 ends.
    let correlations = [1, 0.5, 0.1, 0.1, 0.4, 0.2, 0.05, 0.05, -0.25, -0.25]
    #expect(
      agree(autocorrelationTime(correlations), -1 + 2 * (1.5 + 0.2 + 0.2 + 0.1), within: 1e-12))
  }

  @Test func antitheticChainsAreCreditedUpToTheBound() {
    // tau = -1 + 2 (1 - 0.99) + ... is far below 1 / log10(S).
    let time = autocorrelationTime([1, -0.99, 0.0, -0.1])
    #expect(agree(time, 1 / 3.6020599913279625, within: 1e-12))
  }

  @Test(arguments: [(0.5, 0.06), (0.9, 0.14), (-0.5, 0.06)])
  func longAutoregressionsHaveTheirKnownAutocorrelationTime(rho: Double, tolerance: Double) {
    // The relative standard error of tau is about sqrt(2 (2 M + 1) / S) for a window of M lags: at
    // S = 200,000, 1.5 % for M = 10 and 3.5 % for M = 60. The tolerance is four times that.
    let chains = ReferenceDraws.autoregression(50_000, 4, rho, 301)
    let expected = 200_000 * (1 - rho) / (1 + rho)
    #expect(agree(basicESS(chains), expected, within: tolerance))
    #expect(agree(bulkESS(chains), expected, within: tolerance))
  }

  @Test(arguments: ["ar_nine", "slow", "odd", "trend", "ties", "ar_strongly_antithetic"])
  func directAndFourierAutocovariancesGiveTheSameESS(name: String) throws {
    let chains = try #require(ReferenceDraws.all[name])
    var workspace = Workspace()
    let draws = RankedDraws(chains, using: &workspace)
    let direct = draws.basicESS(using: &workspace, method: .direct)
    for method in [AutocovarianceMethod.fourier, .automatic] {
      let other = draws.basicESS(using: &workspace, method: method)
      #expect(agree(other, direct, within: 1e-9))
    }
    for probability in [0.05, 0.5, 0.95] {
      let direct = draws.quantileESS(probability: probability, method: .direct)
      let fourier = draws.quantileESS(probability: probability, method: .fourier)
      #expect(agree(fourier, direct, within: 1e-9))
    }
  }

  @Test func autocovariancesEqualTheirDefinition() {
    // 203 draws a half: no multiple of the four-lane or the 64-bit blocks.
    var workspace = Workspace()
    let chains = ReferenceDraws.autoregression(406, 2, 0.8, 302)
    let split = SplitChains(chains, using: &workspace)
    let moments = ChainMoments(split)
    let indicator = SplitChains(
      values: split.values.map { $0 <= 0.7 ? 1 : 0 }, chainCount: 4, length: 203)
    var packed = IndicatorAutocovariance(split, threshold: 0.7, method: .direct)
    var series = [AutocovarianceMethod.direct, .automatic, .fourier].map {
      SeriesAutocovariance(moments, method: $0)
    }
    for lag in [0, 1, 2, 3, 4, 7, 63, 64, 65, 127, 128, 129, 130, 199, 200, 201, 202] {
      let expected = Self.meanAutocovariance(split, lag: lag)
      for method in series.indices {
        #expect(abs(series[method].autocovariance(lag: lag) - expected) < 1e-13)
      }
      let bits = Self.meanAutocovariance(indicator, lag: lag)
      #expect(abs(packed.autocovariance(lag: lag) - bits) < 1e-14)
    }
  }

  private static func meanAutocovariance(_ chains: SplitChains, lag: Int) -> Double {
    var total = 0.0
    for chain in 0..<chains.chainCount {
      let draws = Array(chains.values[(chain * chains.length)..<((chain + 1) * chains.length)])
      let mean = draws.reduce(0, +) / Double(chains.length)
      for index in 0..<(chains.length - lag) {
        total += (draws[index] - mean) * (draws[index + lag] - mean)
      }
    }
    return total / Double(chains.length * chains.chainCount)
  }
}
