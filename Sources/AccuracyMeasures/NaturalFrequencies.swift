/// What becomes of a group of people who are tested, in whole people that add up to the group; the rule
/// in words: docs/contract.md.
///
/// The number of diseased people is rounded first, so that one prevalence has one number of them in every
/// setting. Then each of the two groups is split between its two cells: expected numbers are cut to whole
/// people, and the people that are left go, one each, to the largest remainders. Remainders are compared
/// to a billionth of a person, so that binary rounding decides nothing; equal ones come in the order
/// diseased, non-diseased and TP, TN, FN, FP. So no cell is a whole person off.
///
/// The page's slider does the same in JavaScript (`reportScript`), operation by operation, so that both
/// give the same whole numbers from the same sensitivity, specificity and prevalence.
public struct NaturalFrequencies: Sendable, Equatable {
  /// Size of the group.
  public let people: Int
  /// With the disease and a positive result.
  public let truePositives: Int
  /// With the disease and a negative result.
  public let falseNegatives: Int
  /// Without the disease and with a positive result.
  public let falsePositives: Int
  /// Without the disease and with a negative result.
  public let trueNegatives: Int

  /// People with the disease.
  public var diseased: Int { truePositives + falseNegatives }
  /// People without the disease.
  public var nondiseased: Int { falsePositives + trueNegatives }

  /// Whole people of a group.
  ///
  /// - Parameters:
  ///   - accuracy: at which the group is tested.
  ///   - people: size of the group, from 1 to 10^9.
  public init(_ accuracy: TestedAccuracy, people: Int = 1000) {
    let expected = accuracy.counts(people: people)
    let exact = [
      expected.truePositives, expected.falseNegatives, expected.trueNegatives,
      expected.falsePositives,
    ]
    precondition(exact.allSatisfy { $0 >= 0 && $0 < 1e15 }, "proportions lie between 0 and 1")
    let group = Double(people)
    let arms = Self.whole(
      [group * accuracy.prevalence, group * (1 - accuracy.prevalence)], total: people)
    let diseased = Self.whole([exact[0], exact[1]], total: arms[0])
    let nondiseased = Self.whole([exact[2], exact[3]], total: arms[1])
    self.people = people
    (truePositives, falseNegatives) = (diseased[0], diseased[1])
    (trueNegatives, falsePositives) = (nondiseased[0], nondiseased[1])
  }

  /// Whole numbers of a total by largest remainder, ties in the order given.
  private static func whole(_ exact: [Double], total: Int) -> [Int] {
    var whole = exact.map { Int($0) }
    let remainders = exact.map { (($0 - $0.rounded(.down)) * 1e9 + 0.5).rounded(.down) }
    let order = whole.indices.sorted {
      remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
    }
    let left = total - whole.reduce(0, +)
    for cell in order.prefix(max(left, 0)) { whole[cell] += 1 }
    return whole
  }

  /// The largest group: a billion.
  public static let largestGroup = 1_000_000_000

  /// The smallest power of ten from 1,000 on in which every kind of result is expected at least once at
  /// every one of some accuracies; results that never happen do not count.
  ///
  /// At most `largestGroup`, where a cell may still be below 1.
  ///
  /// - Parameter accuracies: that stand beside each other.
  /// - Returns: the size of the group.
  public static func groupSize(for accuracies: [TestedAccuracy]) -> Int {
    var people = 1000
    while people < largestGroup, accuracies.contains(where: { $0.hasCellBelowOne(people: people) })
    {
      people *= 10
    }
    return people
  }

  /// An interval's ends as whole people, moved so that they hold the number that is shown.
  ///
  /// - Parameters:
  ///   - lower: the lower end in people.
  ///   - upper: the upper end in people.
  ///   - shown: the number whose interval it is.
  /// - Returns: rounded half up.
  public static func ends(
    lower: Double, upper: Double, around shown: Int
  ) -> (lower: Int, upper: Int) {
    (
      min(Int((lower + 0.5).rounded(.down)), shown), max(Int((upper + 0.5).rounded(.down)), shown)
    )
  }
}

/// Sensitivity and specificity of a test in people of whom a share has the disease.
public struct TestedAccuracy: Sendable, Equatable {
  /// In [0, 1].
  public var sensitivity: Double
  /// In [0, 1].
  public var specificity: Double
  /// In [0, 1].
  public var prevalence: Double

  /// A test in people.
  ///
  /// - Parameters:
  ///   - sensitivity: in [0, 1].
  ///   - specificity: in [0, 1].
  ///   - prevalence: in [0, 1].
  public init(sensitivity: Double, specificity: Double, prevalence: Double) {
    (self.sensitivity, self.specificity) = (sensitivity, specificity)
    self.prevalence = prevalence
  }

  /// Expected numbers in a group.
  ///
  /// - Parameter people: size of the group.
  /// - Returns: the four kinds of results, which need not be whole.
  public func counts(people: Int) -> ExpectedCounts {
    ExpectedCounts(
      sensitivity: sensitivity, specificity: specificity, prevalence: prevalence,
      people: Double(people))
  }

  fileprivate func hasCellBelowOne(people: Int) -> Bool {
    let counts = counts(people: people)
    return [
      counts.truePositives, counts.trueNegatives, counts.falseNegatives, counts.falsePositives,
    ].contains { $0 > 0 && $0 < 1 }
  }
}
