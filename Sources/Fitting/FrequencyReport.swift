import AccuracyMeasures
import Documents
import Requests

/// Whole people with the ends of their interval.
public struct PeopleEstimate: Sendable, Equatable {
  /// The number that is shown; the four of a setting add up to the group.
  public var estimate: Int
  /// Lower end, rounded.
  public var lower: Int
  /// Upper end, rounded.
  public var upper: Int
}

/// The four kinds of results in one setting.
public struct FrequencyCells: Sendable, Equatable {
  /// With the disease and a positive result.
  public var truePositives: PeopleEstimate
  /// With the disease and a negative result.
  public var falseNegatives: PeopleEstimate
  /// Without the disease and with a positive result.
  public var falsePositives: PeopleEstimate
  /// Without the disease and with a negative result.
  public var trueNegatives: PeopleEstimate

  /// People with the disease.
  public var diseased: Int { truePositives.estimate + falseNegatives.estimate }
  /// People without the disease.
  public var nondiseased: Int { falsePositives.estimate + trueNegatives.estimate }

  /// Cells from their numbers and the ends of their intervals in people.
  package init(
    _ numbers: NaturalFrequencies, truePositives: IntervalEstimate,
    falseNegatives: IntervalEstimate, falsePositives: IntervalEstimate,
    trueNegatives: IntervalEstimate
  ) {
    func cell(_ shown: Int, _ interval: IntervalEstimate) -> PeopleEstimate {
      let ends = NaturalFrequencies.ends(
        lower: interval.lower, upper: interval.upper, around: shown)
      return PeopleEstimate(estimate: shown, lower: ends.lower, upper: ends.upper)
    }
    self.truePositives = cell(numbers.truePositives, truePositives)
    self.falseNegatives = cell(numbers.falseNegatives, falseNegatives)
    self.falsePositives = cell(numbers.falsePositives, falsePositives)
    self.trueNegatives = cell(numbers.trueNegatives, trueNegatives)
  }

  /// Cells at one prevalence from posterior medians and intervals of sensitivity and specificity, of
  /// which counts are multiples.
  package init(
    sensitivity: IntervalEstimate, specificity: IntervalEstimate, prevalence: Double, people: Int
  ) {
    func counts(_ se: Double, _ sp: Double) -> ExpectedCounts {
      TestedAccuracy(sensitivity: se, specificity: sp, prevalence: prevalence)
        .counts(people: people)
    }
    let low = counts(sensitivity.lower, specificity.lower)
    let high = counts(sensitivity.upper, specificity.upper)
    let numbers = NaturalFrequencies(
      TestedAccuracy(
        sensitivity: sensitivity.median, specificity: specificity.median, prevalence: prevalence),
      people: people)
    func ends(_ lower: Double, _ upper: Double) -> IntervalEstimate {
      IntervalEstimate(median: .nan, lower: lower, upper: upper)
    }
    self.init(
      numbers, truePositives: ends(low.truePositives, high.truePositives),
      falseNegatives: ends(high.falseNegatives, low.falseNegatives),
      falsePositives: ends(high.falsePositives, low.falsePositives),
      trueNegatives: ends(low.trueNegatives, high.trueNegatives))
  }
}

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
        $0.lower >= 0 && $0.median >= 0 && $0.upper <= 1
      })
    else { return nil }
    let people = NaturalFrequencies.groupSize(
      for: [(sensitivity, specificity), (newSensitivity, newSpecificity)].map {
        TestedAccuracy(
          sensitivity: $0.median, specificity: $1.median, prevalence: prevalence)
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
          median: .nan, lower: scale * (value?.lower ?? 0), upper: scale * (value?.upper ?? 0))
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

extension FrequencyReport {
  /// As the JSON of a fit has it.
  package var json: JSONValue {
    .object([
      ("people", JSONValue(people)), ("summary", atSummary.json),
      ("new_setting", inNewSetting.json),
    ])
  }
}

extension FrequencyCells {
  fileprivate var json: JSONValue {
    .object([
      ("diseased", JSONValue(diseased)), ("nondiseased", JSONValue(nondiseased)),
      ("true_positives", truePositives.json), ("false_negatives", falseNegatives.json),
      ("false_positives", falsePositives.json), ("true_negatives", trueNegatives.json),
    ])
  }
}

extension PeopleEstimate {
  fileprivate var json: JSONValue {
    .object([
      ("estimate", JSONValue(estimate)), ("lower", JSONValue(lower)), ("upper", JSONValue(upper)),
    ])
  }
}
