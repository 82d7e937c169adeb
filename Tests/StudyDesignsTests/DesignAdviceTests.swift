import AccuracyData
import Testing

@testable import StudyDesigns

/// Twelve rows with two crossed columns and two numbers.
private func studies(
  numbers: (Int) -> String = { "\($0)" }, hasDiseased: (String) -> Bool = { _ in true }
) -> [AccuracyStudy] {
  (0..<12).map { number in
    let test = number % 2 == 0 ? "A" : "B"
    return AccuracyStudy(
      label: "s\(number)", row: number + 2,
      diseased: hasDiseased(test) ? AccuracyArm(correct: 9, incorrect: 1) : nil,
      nondiseased: AccuracyArm(correct: 8, incorrect: 2),
      covariates: [
        StudyCovariate(name: "test", value: test),
        StudyCovariate(name: "site", value: number % 3 == 0 ? "x" : "y"),
        StudyCovariate(name: "year", value: numbers(number)),
        StudyCovariate(name: "country", value: "NL"),
      ])
  }
}

private func design(
  _ formula: String, _ rows: [AccuracyStudy] = studies(), references: [String] = [],
  points: [CovariatePoint] = []
) throws -> StudyDesign {
  try StudyDesign(
    DesignRequest(
      formula: try ModelFormula(parsing: formula), references: references, points: points),
    studies: rows)
}

private func problem(
  _ formula: String, _ rows: [AccuracyStudy] = studies(), references: [String] = []
) throws -> (kind: StudyDesignError.Kind, text: String) {
  let error = try #require(
    #expect(throws: StudyDesignError.self) { try design(formula, rows, references: references) })
  return (error.kind, error.message.spelled(by: .commandLine))
}

@Suite("What a design says is what is wrong, and its remedy works")
struct DesignAdviceTests {
  /// A reference that would be forgotten is refused, and each column may have its own.
  @Test func aColumnHasOneReference() throws {
    let two = try problem("mu_se ~ test; mu_sp ~ test", references: ["B", "A"])
    #expect(two.kind == .usage)
    #expect(two.text.contains("\"B\" and \"A\" are both levels of \"test\""))
    let own = try design("mu_se ~ test + site", references: ["B", "y"])
    #expect(own.covariates.map { $0.levels[0] } == ["B", "y"])
    let none = try problem("mu_se ~ year", references: ["3"])
    #expect(none.text.contains("year is continuous and has none"), "\(none.text)")
  }

  /// What stands beside an interaction that holds it already has no coefficient of its own to be had.
  @Test(arguments: [
    ("test + site + test:site", "leave test and site out", "test:site"),
    ("site + test:site", "leave site out", "test:site"),
    ("test + year + test:year", "leave year out", "test + test:year"),
  ])
  func anInteractionHoldsItsColumns(terms: String, words: String, mended: String) throws {
    for side in ["mu_se", "accuracy"] {
      let found = try problem("\(side) ~ \(terms)")
      #expect(found.kind == .usage && found.text.contains(words), "\(found.text)")
      #expect(try !design("\(side) ~ \(mended)").rows.isEmpty)
    }
  }

  /// Whatever the case in which it is typed.
  @Test(arguments: ["test + TEST", "test:Test", "test:site + Site:test"])
  func aColumnStandsOnce(terms: String) throws {
    let found = try problem("mu_se ~ \(terms)")
    #expect(found.kind == .usage && found.text.contains("names the same column twice"))
  }

  /// Numbers whose spread is lost, or beyond what is reckoned with, are not "the same".
  @Test func numbersThatCannotBeStandardised() throws {
    func words(_ numbers: @escaping (Int) -> String) throws -> String {
      let found = try problem("mu_se ~ year", studies(numbers: numbers))
      #expect(found.kind == .data)
      return found.text
    }
    #expect(try words { "\(2000 + Double($0) * 1e-10)" }.contains("lost beside their size"))
    #expect(try words { "\(1_000_000_000_000_000 + $0)" }.contains("lost beside their size"))
    #expect(try words { "\($0 + 1)e300" }.contains("too large to be standardised"))
    #expect(try words { "\($0 + 1)e-305" }.contains("too small to be standardised"))
    let same = StudyCovariate(name: "year", value: "7")
    let constant = studies().map { study in
      var study = study
      study.covariates[2] = same
      return study
    }
    #expect(
      throws: StudyDesignError.self,
      performing: {
        try Covariate(CovariateChoice("year", kind: .continuous), in: constant, references: [])
      })
    #expect(try !design("mu_se ~ year", studies { "\($0)e100" }).rows.isEmpty)
    #expect(Covariate.number(3.60555e200) == "3.606e200" && Covariate.number(2e-20) == "2.0e-20")
  }

  @Test func aLevelWithoutAnArmCanBeLeftOut() throws {
    let rows = studies(hasDiseased: { $0 == "A" })
    let found = try problem("mu_se ~ test; mu_sp ~ test", rows)
    #expect(found.text.hasSuffix("leave the level out with --where 'test!=B'"), "\(found.text)")
    let crossed = try problem("mu_se ~ test + site; mu_sp ~ test", rows)
    #expect(crossed.text.hasSuffix("--where 'test!=B'"), "\(crossed.text)")
  }

  @Test func anotherColumnForTheCovariance() throws {
    let found = try problem("mu_se ~ year + test; tau ~ year")
    #expect(found.text.contains("or name test in its place"), "\(found.text)")
    #expect(try !problem("mu_se ~ year; tau ~ year").text.contains("in its place"))
  }

  @Test func oneLevelAndFarPointsAreSaid() throws {
    let one = try design("mu_se ~ country")
    #expect(one.warnings.map(\.code) == [.oneLevel])
    #expect(one.warnings[0].message.contains("\"country\" is \"NL\" in every row"))
    let points = [11.0, 12, -1].map { CovariatePoint(column: "YEAR", value: $0) }
    let far = try design("mu_se ~ year", points: points)
    #expect(far.warnings.map(\.code) == [.beyondData, .beyondData])
    #expect(far.warnings[0].message.contains("between 0 and 11") && far.points.count == 6)
  }
}
