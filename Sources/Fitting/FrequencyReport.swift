import AccuracyMeasures
import Requests
import SpecialFunctions

/// What becomes of a group of people who are tested at a prevalence, in whole people.
///
/// At a fixed prevalence the numbers follow from the posterior medians of sensitivity and specificity;
/// under a prevalence that is drawn they are the expected numbers, `E(prevalence) E(Se)` and so on,
/// since prevalence is independent of accuracy. Either way the four of a setting add up to the group.
public struct FrequencyReport: Sendable, Equatable {
  /// Size of the group: 1,000, or more where a kind of result would be below one person.
  public var people: Int
  /// At the summary point.
  public var atSummary: FrequencyCells
  /// In a new setting.
  public var inNewSetting: FrequencyCells
}

extension FitResult {
  /// What becomes of a group of people at a prevalence.
  ///
  /// - Parameter prevalence: any fixed one, or a distribution that the fit was asked for.
  /// - Returns: nil where sensitivity or specificity was not estimated, and for other distributions.
  public func frequencies(at prevalence: Prevalence) -> FrequencyReport? {
    switch prevalence {
    case .fixed(let value): return fixedFrequencies(value)
    case .beta:
      return prevalences.first { $0.prevalence == prevalence }.flatMap(drawnFrequencies)
    }
  }

  private func fixedFrequencies(_ prevalence: Double) -> FrequencyReport? {
    guard let sensitivity = estimate("sensitivity"), let specificity = estimate("specificity"),
      let newSensitivity = estimate("sensitivity_new"),
      let newSpecificity = estimate("specificity_new"),
      [sensitivity, specificity, newSensitivity, newSpecificity].allSatisfy({
        $0.lower >= 0 && $0.estimate >= 0 && $0.upper <= 1
      })
    else { return nil }
    let people = NaturalFrequencies.groupSize(
      for: [(sensitivity, specificity), (newSensitivity, newSpecificity)].map {
        TestedAccuracy(
          sensitivity: $0.estimate, specificity: $1.estimate, prevalence: prevalence)
      })
    return FrequencyReport(
      people: people,
      atSummary: FrequencyCells(
        sensitivity: sensitivity, specificity: specificity, prevalence: prevalence,
        people: people),
      inNewSetting: FrequencyCells(
        sensitivity: newSensitivity, specificity: newSpecificity, prevalence: prevalence,
        people: people))
  }

  private func drawnFrequencies(_ report: PrevalenceReport) -> FrequencyReport? {
    guard unobservedMargin == nil else { return nil }
    let means = [report.meanAtSummary, report.meanInNewSetting]
    guard means.allSatisfy({ $0.sensitivity >= 0 && $0.specificity >= 0 }) else { return nil }
    let people = NaturalFrequencies.groupSize(for: means)
    func cells(
      _ mean: TestedAccuracy, _ entries: [(name: String, estimate: IntervalEstimate)]
    ) -> FrequencyCells {
      let scale = Double(people) / 1000
      func interval(_ name: String) -> IntervalEstimate {
        let value = entries.first { $0.name == name }?.estimate
        return IntervalEstimate(
          estimate: .nan, lower: scale * (value?.lower ?? 0), upper: scale * (value?.upper ?? 0))
      }
      return FrequencyCells(
        NaturalFrequencies(mean, people: people),
        truePositives: interval("true_positives_per_1000"),
        falseNegatives: interval("false_negatives_per_1000"),
        falsePositives: interval("false_positives_per_1000"),
        trueNegatives: interval("true_negatives_per_1000"))
    }
    return FrequencyReport(
      people: people, atSummary: cells(report.meanAtSummary, report.atSummary),
      inNewSetting: cells(report.meanInNewSetting, report.inNewSetting))
  }
}
