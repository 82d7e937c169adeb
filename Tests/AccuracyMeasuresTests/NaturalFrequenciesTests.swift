import AccuracyMeasures
import Testing

@Suite struct NaturalFrequenciesTests {
  private func numbers(
    _ sensitivity: Double, _ specificity: Double, _ prevalence: Double, people: Int = 1000
  ) -> NaturalFrequencies {
    NaturalFrequencies(
      TestedAccuracy(
        sensitivity: sensitivity, specificity: specificity, prevalence: prevalence),
      people: people)
  }

  private func cells(_ numbers: NaturalFrequencies) -> [Int] {
    [
      numbers.truePositives, numbers.falseNegatives, numbers.falsePositives,
      numbers.trueNegatives,
    ]
  }

  /// 12.5 diseased: rounded one by one, 11 found, 2 missed, 210 alarms and 777 cleared of "13".
  @Test func prevalenceOf0_0125() {
    let shown = numbers(0.88, 0.787, 0.0125)
    // 12.5 and 987.5, a tie that the diseased win; then 11.0, 1.5, 210.3375, 777.1625.
    #expect(cells(shown) == [11, 2, 210, 777])
    #expect(shown.diseased == 13 && shown.nondiseased == 987)
  }

  @Test(
    arguments: [0.0125, 0.5, 0.999, 1e-6, 0.2, 2.3456 / 1236.8456], [1000, 100_000, 1_000_000_000])
  func theFourAddUpAndAreOffByLessThanOne(prevalence: Double, people: Int) {
    for sensitivity in stride(from: 0.0, through: 1, by: 0.0371) {
      for specificity in [0, 0.123456, 0.5, 0.785, 0.99999, 1] {
        let shown = numbers(sensitivity, specificity, prevalence, people: people)
        #expect(cells(shown).reduce(0, +) == people && shown.diseased + shown.nondiseased == people)
        let exact = ExpectedCounts(
          sensitivity: sensitivity, specificity: specificity, prevalence: prevalence,
          people: Double(people))
        for (own, expected) in zip(
          cells(shown),
          [
            exact.truePositives, exact.falseNegatives, exact.falsePositives, exact.trueNegatives,
          ])
        {
          #expect(own >= 0 && abs(Double(own) - expected) < 1 + 1e-6)
        }
      }
    }
  }

  /// Rounded freely per setting, one prevalence had 333 diseased in one and 334 in the other.
  @Test(arguments: [0.3333, 0.6665, 0.0125, 0.2225, 1e-6, 0.99995], [1000, 10_000])
  func oneNumberOfDiseasedForAPrevalence(prevalence: Double, people: Int) {
    var found: Set<Int> = []
    for sensitivity in stride(from: 0.0, through: 1, by: 0.0173) {
      for specificity in stride(from: 0.0, through: 1, by: 0.0191) {
        found.insert(numbers(sensitivity, specificity, prevalence, people: people).diseased)
      }
    }
    #expect(found.count == 1)
    let exact = prevalence * Double(people)
    #expect(found.allSatisfy { abs(Double($0) - exact) < 0.5 + 1e-9 })
  }

  /// With a whole number of diseased people that number stays, also where halves meet halves and binary
  /// rounding would decide: 0.1 of 1,000 at 0.905 and 0.785 are 90.5, 9.5, 193.5 and 706.5.
  @Test func aWholeNumberOfDiseasedStays() {
    #expect(cells(numbers(0.905, 0.785, 0.1)) == [91, 9, 193, 707])
    for percent in 1..<100 {
      for step in 0...40 {
        let shown = numbers(
          Double(step) / 40, Double(40 - step / 2) / 40, Double(percent) / 100)
        #expect(shown.diseased == 10 * percent, "\(percent) % at \(step)")
      }
    }
  }

  @Test func theGroupGrowsUntilNoKindOfResultIsBelowOne() {
    func size(_ sensitivity: Double, _ specificity: Double, _ prevalence: Double) -> Int {
      NaturalFrequencies.groupSize(for: [
        TestedAccuracy(
          sensitivity: sensitivity, specificity: specificity, prevalence: prevalence)
      ])
    }
    #expect(size(0.9, 0.8, 0.3) == 1000)
    #expect(size(0.9, 0.8, 0.0125) == 1000)
    // 0.9 missed of 1,000.
    #expect(size(0.91, 0.8, 0.01) == 10_000)
    #expect(size(0.9, 0.8, 0.999) == 10_000)
    #expect(size(0.89, 0.8, 1e-6) == 10_000_000)
    // What never happens asks for no larger group, and what is all but impossible for no endless one.
    #expect(size(1, 0.8, 0.3) == 1000)
    #expect(size(1 - 1e-12, 0.8, 0.3) == NaturalFrequencies.largestGroup)
    let both = NaturalFrequencies.groupSize(for: [
      TestedAccuracy(sensitivity: 0.9, specificity: 0.8, prevalence: 0.3),
      TestedAccuracy(sensitivity: 0.999, specificity: 0.8, prevalence: 0.3),
    ])
    #expect(both == 10_000)
  }

  @Test func endsAreRoundedAndHoldTheNumber() {
    #expect(NaturalFrequencies.ends(lower: 10.5, upper: 12.49, around: 11) == (11, 12))
    #expect(NaturalFrequencies.ends(lower: 0.6, upper: 1.4, around: 2) == (1, 2))
    #expect(NaturalFrequencies.ends(lower: 1.6, upper: 2.4, around: 1) == (1, 2))
  }
}
