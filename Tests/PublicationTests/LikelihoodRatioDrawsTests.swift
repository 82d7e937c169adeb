import AccuracyMeasures
import ChainStatistics
import Foundation
import RepeatableNumbers
import Testing

@testable import FitFigures

@Suite("Predictive values at every prevalence from ordered likelihood ratios")
struct LikelihoodRatioDrawsTests {
  @Test(
    "equal to sorting the predictive values of all draws", arguments: [101, 1000, 4003],
    [0.5, 0.8, 0.95, 0.999])
  func bruteForce(count: Int, level: Double) {
    var random = SplitMix64(seed: 20_261_122)
    let a = (0..<count).map { _ in 2 + random.normal() }
    let b = (0..<count).map { _ in 1 + random.normal() }
    let ratios = LikelihoodRatioDraws(logitSensitivity: a, logitSpecificity: b, level: level)
    func probability(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    for prevalence in [0.001, 0.05, 0.3, 0.97] {
      let positive = zip(a, b).map {
        positivePredictiveValue(
          sensitivity: probability($0), specificity: probability($1), prevalence: prevalence)
      }
      let negative = zip(a, b).map {
        negativePredictiveValue(
          sensitivity: probability($0), specificity: probability($1), prevalence: prevalence)
      }
      for (found, draws) in [
        (ratios.positivePredictiveValue(prevalence: prevalence), positive),
        (ratios.negativePredictiveValue(prevalence: prevalence), negative),
      ] {
        let expected = quantiles(
          of: draws, probabilities: [0.5, (1 - level) / 2, (1 + level) / 2])
        #expect(abs(found.estimate - expected[0]) < 1e-12)
        #expect(abs(found.lower - expected[1]) < 1e-12)
        #expect(abs(found.upper - expected[2]) < 1e-12)
      }
    }
  }

  @Test("certain at both ends of prevalence, finite for a perfect test")
  func ends() {
    let perfect = LikelihoodRatioDraws(
      logitSensitivity: [60, 70, 80], logitSpecificity: [60, 70, 80], level: 0.95)
    #expect(perfect.positiveRatio.estimate.isFinite && perfect.positiveRatio.estimate > 1e25)
    #expect(perfect.positivePredictiveValue(prevalence: 0).upper == 0)
    #expect(perfect.positivePredictiveValue(prevalence: 1).lower == 1)
    #expect(perfect.negativePredictiveValue(prevalence: 0).lower == 1)
    #expect(perfect.negativePredictiveValue(prevalence: 1).upper == 0)
    #expect(perfect.positivePredictiveValue(prevalence: 0.5).estimate == 1)
  }
}
