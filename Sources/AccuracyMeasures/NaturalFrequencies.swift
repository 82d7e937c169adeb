/// What becomes of a group of people who are tested, in whole people that add up to the group.
///
/// The expected numbers of true positives, true negatives, false negatives and false positives are cut
/// to whole people; the people that are then left go, one each, to the largest remainders. Remainders
/// are compared to a billionth of a person, so that binary rounding decides nothing, and equal ones come
/// in the order TP, TN, FN, FP: where the group has a whole number of diseased people, that number
/// stays.
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
    // In the order in which ties are broken.
    let exact = [
      expected.truePositives, expected.trueNegatives, expected.falseNegatives,
      expected.falsePositives,
    ]
    precondition(exact.allSatisfy { $0 >= 0 && $0 < 1e15 }, "proportions lie between 0 and 1")
    var whole = exact.map { Int($0) }
    let remainders = exact.map { (($0 - $0.rounded(.down)) * 1e9 + 0.5).rounded(.down) }
    let order = whole.indices.sorted {
      remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
    }
    let left = people - whole.reduce(0, +)
    for cell in order.prefix(max(left, 0)) { whole[cell] += 1 }
    self.people = people
    truePositives = whole[0]
    trueNegatives = whole[1]
    falseNegatives = whole[2]
    falsePositives = whole[3]
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
