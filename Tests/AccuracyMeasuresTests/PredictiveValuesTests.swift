import AccuracyMeasures
import Testing

@Suite struct PredictiveValuesTests {
  /// Se 90 %, Sp 80 %, prevalence 10 %: 90 and 10 of 100 diseased, 180 and 720 of 900 others.
  @Test func naturalFrequencies() {
    let counts = ExpectedCounts(sensitivity: 0.9, specificity: 0.8, prevalence: 0.1)
    #expect(abs(counts.truePositives - 90) < 1e-10)
    #expect(abs(counts.falseNegatives - 10) < 1e-10)
    #expect(abs(counts.falsePositives - 180) < 1e-10)
    #expect(abs(counts.trueNegatives - 720) < 1e-10)
    let positive = positivePredictiveValue(sensitivity: 0.9, specificity: 0.8, prevalence: 0.1)
    let negative = negativePredictiveValue(sensitivity: 0.9, specificity: 0.8, prevalence: 0.1)
    #expect(abs(positive - 90.0 / 270) < 1e-12)
    #expect(abs(negative - 720.0 / 730) < 1e-12)
  }

  /// Post-test odds are pre-test odds times the likelihood ratio.
  @Test func agreesWithBayesTheoremInOdds() {
    let measures = DerivedMeasures(AuditC.reml, context: AuditC.context)
    for prevalence in [0.01, 0.2, 0.5, 0.95] {
      let odds = prevalence / (1 - prevalence)
      let positive = positivePredictiveValue(
        sensitivity: measures.sensitivity, specificity: measures.specificity,
        prevalence: prevalence)
      let negative = negativePredictiveValue(
        sensitivity: measures.sensitivity, specificity: measures.specificity,
        prevalence: prevalence)
      #expect(
        isClose(
          positive / (1 - positive), odds * measures.positiveLikelihoodRatio, relative: 1e-10))
      #expect(
        isClose(
          (1 - negative) / negative, odds * measures.negativeLikelihoodRatio, relative: 1e-10))
    }
  }

  @Test func undefinedWithoutResults() {
    #expect(positivePredictiveValue(sensitivity: 0, specificity: 1, prevalence: 0.3).isNaN)
    #expect(negativePredictiveValue(sensitivity: 1, specificity: 0, prevalence: 0.3).isNaN)
    #expect(positivePredictiveValue(sensitivity: 0.9, specificity: 0.9, prevalence: 0) == 0)
  }

  @Test func bothAboveIsJointAndStrict() {
    let sensitivities = [0.9, 0.9, 0.7, 0.8, .nan]
    let specificities = [0.9, 0.7, 0.9, 0.95, 0.95]
    let share = probabilityBothAbove(
      sensitivities: sensitivities, specificities: specificities, thresholdSe: 0.8,
      thresholdSp: 0.8)
    #expect(share == 0.2)
    let none = probabilityBothAbove(
      sensitivities: [], specificities: [], thresholdSe: 0, thresholdSp: 0)
    #expect(none.isNaN)
  }
}
