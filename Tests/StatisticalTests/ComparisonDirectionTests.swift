import AccuracyData
import FrequentistFits
import Testing

@testable import Checking
@testable import Comparison
@testable import Fitting
@testable import Requests

/// A reason that pulls to one side is given only where the numbers lie on that side.
@Suite("Reasons of compare fit the direction")
struct ComparisonDirectionTests {
  private typealias Proportion = PublishedValue.Proportion

  /// Studies of which the first has a zero cell, and Bayes as the reference.
  private func remarks(
    studies count: Int = 12, bayes: [Proportion], _ name: String, _ own: [Proportion],
    status: ComparisonRow.Status = .ok
  ) -> String {
    let studies = (1...count).map { number in
      AccuracyStudy(
        label: "s\(number)", row: number,
        diseased: AccuracyArm(correct: 20 + number, incorrect: number == 1 ? 0 : 3),
        nondiseased: AccuracyArm(correct: 30, incorrect: number))
    }
    var rows = [
      ComparisonRow(method: .bayes, label: "Bayes"),
      ComparisonRow(
        method: ComparisonMethod(rawValue: name),
        label: name == "univariate" ? "Univariate, DerSimonian-Laird" : name),
    ]
    for (index, values) in [bayes, own].enumerated() {
      (rows[index].sensitivity, rows[index].specificity) = (values[0], values[1])
    }
    if status == .boundary { (rows[1].status, rows[1].note) = (status, "boundary: |rho| = 1") }
    return Comparison(
      options: CompareOptions(fit: FitOptions(data: "x")),
      dataset: AccuracyDataset(source: "x", studies: studies), rows: rows, tests: [],
      samplingIsReliable: true, remarks: []
    ).explainDifferences().joined(separator: "\n")
  }

  private func near(_ p: Double, width: Double = 0.1) -> Proportion {
    Proportion(estimate: p, lower: p - width / 2, upper: p + width / 2)
  }

  @Test("what moves towards one half is no reason to lie further from it", arguments: [0.9, 0.1])
  func normalApproximation(bayes: Double) {
    let sign = bayes > 0.5 ? 1.0 : -1.0
    for method in ["reml", "ml-normal", "univariate"] {
      let further = remarks(
        bayes: [near(bayes), near(0.5)], method, [near(bayes + sign * 0.04), near(0.5)])
      #expect(further.contains(" puts sensitivity at "))
      #expect(!further.contains("0.5 was added") && !further.contains("one half"), "\(further)")
      let nearer = remarks(
        bayes: [near(bayes), near(0.5)], method, [near(bayes - sign * 0.04), near(0.5)])
      #expect(nearer.contains("0.5 was added"), "\(nearer)")
      #expect(nearer.contains("favours proportions near one half") == (method != "univariate"))
    }
    // One margin nearer, one further: no one pull explains both.
    let both = remarks(bayes: [near(0.9), near(0.8)], "reml", [near(0.86), near(0.84)])
    #expect(!both.contains("0.5 was added") && !both.contains("one half"), "\(both)")
  }

  @Test("the prior is named as a pull only where Bayes lies nearer to its median")
  func prior() {
    let drawn = remarks(bayes: [near(0.85), near(0.5)], "ml", [near(0.9), near(0.5)])
    #expect(drawn.contains("the posterior median is drawn towards the prior"))
    let not = remarks(bayes: [near(0.9), near(0.5)], "ml", [near(0.85), near(0.5)])
    #expect(not.contains("a skewed likelihood has its maximum beside its middle"))
    #expect(!not.contains("drawn towards the prior"), "\(not)")
  }

  @Test("an interval claims too much only where it is the narrower one")
  func edge() {
    func words(_ width: Double) -> String {
      remarks(
        bayes: [near(0.85), near(0.5)], "ml", [near(0.9, width: width), near(0.5)],
        status: .boundary)
    }
    #expect(words(0.04).contains("so its interval claims too much; the prior keeps Bayes"))
    #expect(words(0.19).contains("(|rho| = 1); the prior keeps Bayes away from it."))
    #expect(!words(0.19).contains("claims too much"))
  }

  @Test("both margins are named where both lie beyond the limits")
  func bothMargins() {
    let text = remarks(
      bayes: [near(0.8), near(0.7)], "laplace", [near(0.85, width: 0.2), near(0.75, width: 0.03)])
    #expect(text.contains("puts sensitivity at 0.850, Bayes at 0.800, and specificity at 0.750"))
    #expect(text.contains("gives specificity an interval 0.3"), "\(text)")
    #expect(text.contains(", and sensitivity one 2."), "\(text)")
  }

  @Test("REML beyond Bayes with two studies without errors")
  func twoStudies() throws {
    let csv = "study,tp,fp,fn,tn\nA,20,0,0,30\nB,10,0,0,50\n"
    let options = CompareOptions(fit: FitOptions(source: .bytes(Array(csv.utf8), name: "two")))
    let comparison = try #require(try compareMethods(options).first)
    let text = comparison.remarks.joined(separator: "\n")
    #expect(text.contains(", and specificity at 0.98"))
    #expect(!text.contains("0.5 was added") && !text.contains("one half"), "\(text)")
    #expect(text.contains("and has no prior, towards which Bayes is drawn."), "\(text)")
  }

  @Test("without FP and TN the number of studies is not to blame")
  func oneArm() throws {
    let csv = "study,tp,fn\nA,20,1\nB,10,2\nC,8,1\nD,12,3\nE,9,1\nF,5,2\n"
    let options = CompareOptions(fit: FitOptions(source: .bytes(Array(csv.utf8), name: "se")))
    let last = try #require(try compareMethods(options).first?.remarks.last)
    #expect(
      last.contains("because maximum likelihood fails (no non-diseased participants)."), "\(last)")
    #expect(!last.contains("6 studies"), "\(last)")
  }
}
