import Foundation
import SpecialFunctions
import Testing

@testable import AccuracyMeasures

@Suite("Predictive values at every prevalence from ordered likelihood ratios")
struct LikelihoodRatioQuantilesTests {
  @Test(
    "equal to sorting the predictive values of all draws", arguments: [101, 1000, 4003],
    [0.5, 0.8, 0.95, 0.999])
  func bruteForce(count: Int, level: Double) {
    var random = TestStream(seed: 20_261_122)
    let a = (0..<count).map { _ in 2 + random.normal() }
    let b = (0..<count).map { _ in 1 + random.normal() }
    let ratios = LikelihoodRatioQuantiles(
      logitSensitivities: a, logitSpecificities: b, level: level)
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
        (ratios.predictiveValues(prevalence: prevalence).positive, positive),
        (ratios.predictiveValues(prevalence: prevalence).negative, negative),
      ] {
        let expected = [0.5, (1 - level) / 2, (1 + level) / 2].map { sortedQuantile(draws, $0) }
        #expect(abs(found.estimate - expected[0]) < 1e-12)
        #expect(abs(found.lower - expected[1]) < 1e-12)
        #expect(abs(found.upper - expected[2]) < 1e-12)
      }
    }
  }

  @Test("certain at both ends of prevalence, finite for a perfect test")
  func ends() {
    let perfect = LikelihoodRatioQuantiles(
      logitSensitivities: [60, 70, 80], logitSpecificities: [60, 70, 80], level: 0.95)
    #expect(perfect.positiveRatio.estimate.isFinite && perfect.positiveRatio.estimate > 1e25)
    #expect(perfect.predictiveValues(prevalence: 0).positive.upper == 0)
    #expect(perfect.predictiveValues(prevalence: 1).positive.lower == 1)
    #expect(perfect.predictiveValues(prevalence: 0).negative.lower == 1)
    #expect(perfect.predictiveValues(prevalence: 1).negative.upper == 0)
    #expect(perfect.predictiveValues(prevalence: 0.5).positive.estimate == 1)
  }

  @Test(
    "one formula: from the accuracy and from its likelihood ratio", arguments: [0, 1e-9, 0.07, 1])
  func oneFormula(prevalence: Double) {
    for (se, sp) in [(0.9, 0.8), (0.5, 0.5), (0.999, 0.001), (1e-6, 1 - 1e-6)] {
      let positive = positivePredictiveValue(
        sensitivity: se, specificity: sp, prevalence: prevalence)
      let negative = negativePredictiveValue(
        sensitivity: se, specificity: sp, prevalence: prevalence)
      let (up, down) = (se / (1 - sp), (1 - se) / sp)
      #expect(
        abs(positivePredictiveValue(likelihoodRatio: up, prevalence: prevalence) - positive) < 1e-15
      )
      #expect(
        abs(negativePredictiveValue(likelihoodRatio: down, prevalence: prevalence) - negative)
          < 1e-15)
    }
  }

  @Test("the curve runs from 0 to 1 and passes through the values at its prevalences")
  func curve() throws {
    var stream = TestStream(seed: 8)
    let ratios = LikelihoodRatioQuantiles(
      logitSensitivities: stream.normals(500), logitSpecificities: stream.normals(500), level: 0.9)
    let curve = ratios.predictiveCurve()
    let (first, last) = (try #require(curve.first), try #require(curve.last))
    #expect(curve.count > 90 && first.prevalence == 0 && last.prevalence == 1)
    #expect(first.values.positive.upper == 0 && last.values.negative.lower == 0)
    for (point, next) in zip(curve, curve.dropFirst()) {
      #expect(point.prevalence < next.prevalence)
      #expect(point.values.positive.estimate < next.values.positive.estimate)
      #expect(point.values.negative.estimate > next.values.negative.estimate)
      #expect(point.values == ratios.predictiveValues(prevalence: point.prevalence))
    }
  }

  @Test("predictive values of ratios without bound are 0 and 1, not NaN")
  func extremeRatios() {
    let infinite = IntervalEstimate(estimate: .infinity, lower: 1e300, upper: .infinity)
    let zero = IntervalEstimate(estimate: 0, lower: 0, upper: 0)
    let intervals = AccuracyIntervals(
      sensitivity: infinite, specificity: infinite, positiveRatio: infinite, negativeRatio: zero)
    let values = intervals.predictiveValues(prevalence: 1e-4)
    let certain = IntervalEstimate(estimate: 1, lower: 1, upper: 1)
    #expect(values == PredictiveValues(positive: certain, negative: certain))
  }
}
