import SpecialFunctions

/// Whole people with the ends of their interval.
public struct PeopleEstimate: Sendable, Equatable {
  /// The number that is shown; the four of a setting add up to the group.
  public var estimate: Int
  /// Lower end, rounded.
  public var lower: Int
  /// Upper end, rounded.
  public var upper: Int

  /// As an interval of a figure.
  public var interval: IntervalEstimate {
    IntervalEstimate(estimate: Double(estimate), lower: Double(lower), upper: Double(upper))
  }
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
  ///
  /// - Parameters:
  ///   - numbers: whole people; they lie within their ends.
  ///   - truePositives: lower and upper end.
  ///   - falseNegatives: lower and upper end.
  ///   - falsePositives: lower and upper end.
  ///   - trueNegatives: lower and upper end.
  public init(
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
  ///
  /// - Parameters:
  ///   - sensitivity: in [0, 1].
  ///   - specificity: in [0, 1].
  ///   - prevalence: in [0, 1].
  ///   - people: size of the group, from 1 to 10^9.
  public init(
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
        sensitivity: sensitivity.estimate, specificity: specificity.estimate, prevalence: prevalence
      ),
      people: people)
    func ends(_ lower: Double, _ upper: Double) -> IntervalEstimate {
      IntervalEstimate(estimate: .nan, lower: lower, upper: upper)
    }
    self.init(
      numbers, truePositives: ends(low.truePositives, high.truePositives),
      falseNegatives: ends(high.falseNegatives, low.falseNegatives),
      falsePositives: ends(high.falsePositives, low.falsePositives),
      trueNegatives: ends(low.trueNegatives, high.trueNegatives))
  }

  /// In the order in which pages show them: found, missed, false positives, true negatives.
  public var all: [PeopleEstimate] {
    [truePositives, falseNegatives, falsePositives, trueNegatives]
  }

  /// 1,000 squares that stand for the group, in the order of `all`.
  ///
  /// - Parameter people: size of the group.
  /// - Returns: four whole numbers that add up to 1,000.
  public func squares(of people: Int) -> [Int] {
    let share = { (count: Int, total: Int) in total > 0 ? Double(count) / Double(total) : 0 }
    let squares = NaturalFrequencies(
      TestedAccuracy(
        sensitivity: share(truePositives.estimate, diseased),
        specificity: share(trueNegatives.estimate, nondiseased),
        prevalence: share(diseased, people)))
    return [
      squares.truePositives, squares.falseNegatives, squares.falsePositives,
      squares.trueNegatives,
    ]
  }
}
