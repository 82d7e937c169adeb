import AccuracyData
import Testing

@testable import StudyDesigns

/// Eight rows with a level, a second level and a number.
private func rows(
  _ tests: String = "AABBAABB", _ sites: String = "xyxyxyxy",
  years: [String] = ["1", "2", "3", "4", "5", "6", "7", "12"]
) -> [AccuracyStudy] {
  zip(zip(tests, sites), years).enumerated().map { number, cells in
    AccuracyStudy(
      label: "s\(number)", row: number + 2, diseased: AccuracyArm(correct: 9, incorrect: 1),
      nondiseased: AccuracyArm(correct: 8, incorrect: 2),
      covariates: [
        StudyCovariate(name: "test", value: String(cells.0.0)),
        StudyCovariate(name: "site", value: String(cells.0.1)),
        StudyCovariate(name: "Year", value: cells.1),
      ])
  }
}

private func design(
  _ formula: String, _ studies: [AccuracyStudy] = rows(), kinds: [CovariateChoice] = [],
  references: [String] = [], points: [CovariatePoint] = []
) throws -> StudyDesign {
  try StudyDesign(
    DesignRequest(
      formula: try ModelFormula(parsing: formula), kinds: kinds, references: references,
      points: points), studies: studies)
}

/// The names of a mean's coefficients between the brackets.
private func names(_ coefficients: [StudyDesign.Coefficient]) -> [String] {
  coefficients.map { $0.index.map(\.text).joined(separator: ",") }
}

@Suite struct DesignTests {
  @Test func cellsOfOneCovariate() throws {
    let made = try design("mu_se ~ test; mu_sp ~ 1")
    #expect(names(made.sensitivity) == ["A", "B"] && names(made.specificity) == [""])
    #expect(made.rows.map(\.sensitivity) == [[1, 0], [0, 1]])
    #expect(made.rows.allSatisfy { $0.specificity == [1] })
    #expect(made.rowOfStudy == [0, 0, 1, 1, 0, 0, 1, 1])
    #expect(made.populations.map { $0.index.map(\.text) } == [["A"], ["B"]])
    #expect(made.populations.map(\.studies) == [[0, 1, 4, 5], [2, 3, 6, 7]])
    #expect(made.groups == [[]] && !made.isSeparate)
  }

  @Test func theReferenceComesFirst() throws {
    let made = try design("mu_se ~ test; mu_sp ~ test", references: ["B"])
    #expect(names(made.sensitivity) == ["B", "A"])
    #expect(made.populations.map(\.studies) == [[2, 3, 6, 7], [0, 1, 4, 5]])
  }

  @Test func furtherTermsAreContrasts() throws {
    let made = try design("mu_se ~ test + site; mu_sp ~ test")
    #expect(names(made.sensitivity) == ["test:A", "test:B", "site:y vs x"])
    #expect(made.sensitivity.map(\.kind) == [.mean, .mean, .contrast])
    #expect(names(made.specificity) == ["test:A", "test:B"])
    #expect(
      made.populations.map { $0.index.map(\.text).joined(separator: ",") }
        == ["test:A,site:x", "test:A,site:y", "test:B,site:x", "test:B,site:y"])
    #expect(
      made.populations.map(\.row.sensitivity) == [[1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1]])
  }

  @Test func interactionsOfLevelsAreCells() throws {
    let made = try design("mu_se ~ test:site; mu_sp ~ 1")
    #expect(
      names(made.sensitivity)
        == ["test:A,site:x", "test:A,site:y", "test:B,site:x", "test:B,site:y"])
    #expect(made.rows.count == 4)
  }

  /// Mean 5, SD sqrt(84 / 7).
  @Test func numbersAreStandardised() throws {
    let made = try design(
      "mu_se ~ Year; mu_sp ~ year", points: [CovariatePoint(column: "YEAR", value: 5)])
    #expect(names(made.sensitivity) == ["intercept", "Year, per SD"])
    #expect(made.sensitivity[1].kind == .slope(covariate: "Year"))
    #expect(made.covariates.count == 1)
    let deviation = (84.0 / 7).squareRoot()
    for (study, row) in made.rowOfStudy.enumerated() {
      let year = [1.0, 2, 3, 4, 5, 6, 7, 12][study]
      #expect(abs(made.rows[row].sensitivity[1] - (year - 5) / deviation) < 1e-15)
    }
    #expect(made.populations.map { $0.index.map(\.text) } == [["intercept"]])
    #expect(made.populations[0].row.sensitivity == [1, 0])
    #expect(made.points.map(\.value) == [2.75, 4.5, 6.25, 5])
    #expect(made.points.map { $0.index.map(\.text).joined() }.last == "Year=5")
    #expect(made.points.last?.row.sensitivity == [1, 0])
  }

  @Test func slopesByLevel() throws {
    let made = try design("mu_se ~ test + Year:test; mu_sp ~ 1")
    #expect(names(made.sensitivity) == ["A", "B", "Year, per SD,A", "Year, per SD,B"])
    for (study, row) in made.rowOfStudy.enumerated() {
      let isB = [2, 3, 6, 7].contains(study)
      #expect((made.rows[row].sensitivity[2] == 0) == isB || made.rows[row].sensitivity[2] == 0)
      #expect((made.rows[row].sensitivity[3] != 0) == (isB && study != 4))
    }
  }

  @Test func separateLevelsShareNothing() throws {
    #expect(try design("mu_se ~ test; mu_sp ~ test; tau ~ test").isSeparate)
    #expect(!(try design("mu_se ~ test; mu_sp ~ 1; tau ~ test").isSeparate))
    #expect(!(try design("mu_se ~ test + Year; mu_sp ~ test; tau ~ test").isSeparate))
    #expect(!(try design("mu_se ~ test; mu_sp ~ test; tau ~ site").isSeparate))
    // One level is the plain model.
    #expect(try design("mu_se ~ test; mu_sp ~ test", rows("AAAAAAAA")).isSeparate)
  }

  @Test func kindsAreRecognised() throws {
    let five = rows(years: ["1", "2", "3", "4", "5", "1", "2", "3"])
    #expect(try design("mu_se ~ Year", five).covariates[0].kind == .categorical)
    #expect(try design("mu_se ~ Year").covariates[0].kind == .continuous)
    let asked = CovariateChoice("year", kind: .continuous)
    #expect(try design("mu_se ~ Year", five, kinds: [asked]).covariates[0].kind == .continuous)
    let commas = rows(years: ["1,5", "2", "3", "4", "5,25", "6", "7", "8"])
    guard case .numbers(let numbers, _, _) = try design("mu_se ~ Year", commas).covariates[0].values
    else { throw StudyDesignError(.data, "not continuous") }
    #expect(numbers[0] == 1.5 && numbers[4] == 5.25)
  }

  @Test func aLevelOfOneStudyIsSaid() throws {
    let made = try design("mu_se ~ test; mu_sp ~ test; tau ~ test", rows("AAAAAAAB"))
    #expect(made.warnings.map(\.code) == [.smallLevel])
    #expect(made.warnings[0].message.contains("\"B\" has one study"))
    #expect(try design("mu_se ~ test; mu_sp ~ test", rows("AAAAAABB")).warnings.isEmpty)
  }

  @Test func saysWhatTheDataLack() throws {
    func message(
      _ formula: String, _ studies: [AccuracyStudy] = rows(), kinds: [CovariateChoice] = [],
      references: [String] = [], points: [CovariatePoint] = [], kind: StudyDesignError.Kind
    ) throws -> String {
      let error = try #require(
        #expect(throws: StudyDesignError.self) {
          try design(formula, studies, kinds: kinds, references: references, points: points)
        })
      #expect(error.kind == kind)
      return error.message.spelled(by: .commandLine)
    }
    #expect(
      try message("mu_se ~ tst", kind: .usage).contains("the columns are test, site, Year"))
    #expect(
      try message("mu_se ~ test", references: ["C"], kind: .usage).contains("the levels are A, B"))
    #expect(
      try message(
        "mu_se ~ test", points: [CovariatePoint(column: "site", value: 1)], kind: .usage
      ).contains("no covariate of this model"))
    #expect(try message("tau ~ Year", kind: .usage).contains("continuous"))
    #expect(
      try message("mu_se ~ Year:Year2", kind: .usage).contains("\"Year2\""))
    let same = try message("mu_se ~ test + site", rows("AABBAABB", "xxyyxxyy"), kind: .data)
    #expect(same.contains("mu_se[site:y vs x] cannot be told apart"), "\(same)")
    let constant = rows(years: [String](repeating: "3", count: 8))
    #expect(
      try message(
        "mu_se ~ Year", constant, kinds: [CovariateChoice("Year", kind: .continuous)], kind: .data
      ).contains("the same value in every row"))
    let blank = rows(years: ["1", "", "3", "4", "NA", "6", "7", "8"])
    let missing = try message("mu_se ~ Year", blank, kind: .data)
    #expect(missing.contains("line 3: \"s1\" has no value of \"Year\", nor has 1 other (s4)"))
    #expect(missing.contains("--where 'Year!='"), "\(missing)")
    var noArm = rows()
    for study in [2, 3, 6, 7] { noArm[study].diseased = nil }
    let arm = try message("mu_se ~ test; mu_sp ~ test", noArm, kind: .data)
    #expect(arm.contains("mu_se[B] cannot be estimated: no study of it has diseased"), "\(arm)")
    #expect(try design("mu_sp ~ test", noArm).populations.count == 2)
  }

  @Test func dependentColumnsAreFound() {
    #expect(firstDependentColumn([[1, 0, 1], [0, 1, 1], [1, 1, 2], [2, 0, 2]]) == 2)
    #expect(firstDependentColumn([[1, 0, 1], [0, 1, 1], [1, 1, 2], [2, 0, 3]]) == nil)
    #expect(firstDependentColumn([[1, 1e6], [1, 1e6 + 1]]) == nil)
  }
}
