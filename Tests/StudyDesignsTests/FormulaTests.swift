import Testing

@testable import StudyDesigns

/// What is typed, read and written again.
@Suite struct FormulaTests {
  @Test func readsWhatItWrites() throws {
    for text in [
      "mu_se ~ test + year; mu_sp ~ test; tau ~ test", "mu_se ~ `a b`:year", "mu_sp ~ test:country",
    ] {
      let formula = try ModelFormula(parsing: text)
      #expect(formula.text == text)
      #expect(try ModelFormula(parsing: formula.text) == formula)
    }
    let formula = try ModelFormula(parsing: " mu_se~1+test ;mu_sp ~ 1;tau~ `x-y` ; ")
    #expect(formula.muSensitivity == [.init(["test"])] && formula.muSpecificity.isEmpty)
    #expect(formula.covariance == "x-y")
    #expect(formula.columns == ["test", "x-y"])
    #expect(try ModelFormula(parsing: "mu_se ~ 1").isPlain)
    // Any name of a column comes back, also one that means something without backquotes.
    for name in ["1", "y`r", "``", "a:b", " x "] {
      let own = ModelFormula(muSensitivity: [.init([name])], covariance: name)
      #expect(try ModelFormula(parsing: own.text) == own, "\(own.text)")
    }
  }

  @Test(arguments: [
    ("", "a side is expected where nothing stands"), ("se ~ test", "\"se\" is no side"),
    ("mu_se test", "after mu_se a ~ is missing"), ("mu_se ~ ", "a column is expected"),
    ("mu_se ~ a + a", "a stands twice"), ("mu_se ~ a:b + b:a", "b:a stands twice"),
    ("mu_se ~ a; mu_se ~ b", "mu_se stands twice"), ("mu_se ~ `a", "a backquote is opened"),
    ("mu_se ~ a b", "\"b\" is not expected there"), ("mu_se ~ a:b:c", "an interaction has two"),
    ("mu_se ~ a:a", "an interaction has two"), ("tau ~ a + b", "tau depends on one column"),
    ("mu_se ~ a-b", "\"-b\" is not expected there"),
  ])
  func saysWhatIsWrong(text: String, words: String) throws {
    let error = #expect(throws: StudyDesignError.self) { try ModelFormula(parsing: text) }
    let message = try #require(error).message.spelled(by: .fields)
    #expect(message.contains(words), "\(message)")
    #expect(error?.kind == .usage)
  }

  @Test func choicesAndPoints() throws {
    #expect(
      CovariateChoice(parsing: "year:categorical") == CovariateChoice("year", kind: .categorical))
    #expect(CovariateChoice(parsing: "a:b") == CovariateChoice("a:b"))
    #expect(
      try CovariatePoint(parsing: "x = y = -2.5") == CovariatePoint(column: "x = y", value: -2.5))
    for text in ["year", "=3", "year=", "year=ten", "year=inf"] {
      #expect(throws: StudyDesignError.self) { try CovariatePoint(parsing: text) }
    }
  }
}
