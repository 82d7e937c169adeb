import Documents
import Fitting
import Foundation
import Requests
import Testing

@testable import Comparison
@testable import ComparisonReport
@testable import FitFigures
@testable import FitReport

/// The report and the figures of fits with covariates.
@Suite("Report of a fit with covariates", .serialized)
struct CovariateReportTests {
  private func fit(
    _ data: String, _ covariates: [String], change: (inout FitOptions) -> Void = { _ in }
  ) throws -> ModelFit {
    var options = FitOptions(data: "example:\(data)")
    var request = CovariateRequest()
    request.covariates = covariates
    try options.setCovariates(request)
    (options.draws, options.threads) = (400, 2)
    change(&options)
    return try runFit(options, detail: .full)
  }

  private func page(_ fits: [(level: String, fit: FitResult)]) throws -> ReportDocument {
    try ReportDocument(reportByLevel(fits))
  }

  private func text(_ page: ReportDocument, _ id: String) throws -> String {
    try #require(page.element(id: id)?.text, "no section \(id)")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test("the first section says which test is more sensitive and which more specific, never better")
  func theAnswerIsInWords() throws {
    let fit = try fit("schuetz-ct-mri", ["test"]) {
      $0.prevalences = [.fixed(0.2)]
      $0.exchangeRates = [0.1]
    }
    let page = try page(fit.levels)
    let answer = try text(page, "answer")
    #expect(answer.contains("The answer CT is more sensitive and more specific than MRI. With MRI"))
    #expect(answer.contains("5 of 103 studies have several rows"))
    #expect(answer.contains("do not show which patients both tests got right"))
    #expect(answer.contains("98 of 103 studies have one level only"))
    #expect(!answer.contains("better") && !answer.contains("mu_se"))
    let comparison = try text(page, "comparisons")
    #expect(comparison.contains("Net benefit of the first less that of the second"))
    let benefit = try #require(fit.comparisons.first?.netBenefits.first)
    #expect(benefit.difference.upper < 0 && comparison.contains("MRI against CT20 %0.1−"))
    // Other assumptions on the rows of one study, direct comparisons first, and what depends on them.
    let rows = try text(page, "rows")
    #expect(rows.hasPrefix("What if rows of one study share their effects?"))
    #expect(rows.contains("MRI against CT: ratios at the summary points under each assumption"))
    #expect(rows.contains("made before the data were seen") && rows.contains("do not replace"))
    #expect(rows.contains("CT is more specific than MRI depends on the assumption: clear under"))
    #expect(rows.contains("not under direct comparisons"))
    #expect(rows.contains("direct comparisons: studies with every level alone5"))
    #expect(rows.contains("exchangeable: alike to a degree that is estimated103"))
    for structure in fit.structures {
      let ratio = structure.pairs[0].relativeSensitivity
      #expect(rows.contains(ReportText.withInterval(ratio) { NumberText.fixed($0, decimals: 2) }))
    }
    #expect(fit.structures.count == 5 && !rows.contains("no verdict"))
    #expect(
      rows.contains("In one new study that uses both, with MRI instead of CT sensitivity would"))
    // One pair needs no word on many.
    #expect(!comparison.contains("not adjusted"))
    let explained = try text(page, "explained")
    #expect(explained.contains("With the covariatesWithout them"))
    #expect(!explained.contains("R2") && !explained.contains("R²"))
    #expect(try text(page, "criticism").contains("Spread of sensitivity"))
    #expect(page.element(id: "forest") != nil)
  }

  @Test("a trade-off is called one, and many pairs are said not to be adjusted")
  func wordsForEachCase() throws {
    func words(
      _ sensitivity: (Double, Double)?, _ specificity: (Double, Double)?, count: Int = 1
    ) throws -> String {
      func contrast(_ ends: (Double, Double)?) -> AccuracyContrast? {
        ends.map { low, high in
          let value = (low + high) / 2
          return AccuracyContrast(
            difference: .init(estimate: value, lower: low, upper: high),
            ratio: .init(estimate: 1 + value, lower: 1 + low, upper: 1 + high),
            probabilityHigher: value > 0 ? 0.99 : 0.01)
        }
      }
      let one = LevelContrast(
        first: "B", second: "A", sensitivity: contrast(sensitivity),
        specificity: contrast(specificity), probabilityBothHigher: 0.5)
      let pairs = ReportComparisons(
        contrasts: [LevelContrast](repeating: one, count: count), level: "95 %", column: "test")
      let markup = "<div>\(pairs.answer.markup)\(pairs.section.markup)</div>"
      let parts = markup.split(separator: "<").map { part in part.drop { $0 != ">" }.dropFirst() }
      return parts.joined().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let (up, down, none) = ((0.1, 0.2), (-0.2, -0.1), (-0.1, 0.2))
    for (sensitivity, specificity, expected) in [
      (up, up, "B is more sensitive and more specific than A."),
      (down, down, "A is more sensitive and more specific than B."),
      (
        up, down,
        "B is more sensitive, A is more specific: a trade-off; which matters depends on consequences."
      ),
      (
        down, up,
        "A is more sensitive, B is more specific: a trade-off; which matters depends on consequences."
      ), (up, none, "B is more sensitive than A; specificity does not clearly differ."),
      (none, down, "A is more specific than B; sensitivity does not clearly differ."),
      (none, none, "The data show no clear difference between B and A."),
    ] {
      let text = try words(sensitivity, specificity)
      #expect(text.hasPrefix(expected), "\(text)")
      #expect(!text.contains("better") && !text.contains("not adjusted"))
    }
    #expect(
      try words(up, nil).hasPrefix("B is more sensitive than A; specificity is not estimated"))
    let many = try words(up, down, count: 10)
    #expect(many.contains("Of 10 pairs 10 clearly differ") && many.contains("4 more below"))
    #expect(many.contains("not adjusted for the number of pairs: of 10, some are high by chance"))
    #expect(try words(none, none, count: 10).contains("No two of the levels clearly differ"))
  }

  @Test("a continuous covariate has slopes, points and a picture over the observed range alone")
  func slopes() throws {
    let fit = try fit("catheter", ["type", "prevalence"])
    let page = try page(fit.levels)
    let slopes = try text(page, "slopes")
    #expect(slopes.contains("What changes with prevalence"))
    #expect(slopes.contains("One SD moreOne unit more Sensitivity, prevalencetimes"))
    #expect(slopes.contains("prevalence 8.8 (median), Quantitative"))
    for ribbon in fit.ribbons {
      let own = fit.settings[ribbon.setting].dataset.studies.compactMap { study in
        study.covariates.first { $0.name == "prevalence" }.flatMap { Double($0.value) }
      }
      #expect(ribbon.values.first == own.min())
      #expect(abs(try #require(ribbon.values.last) - (try #require(own.max()))) < 1e-9)
    }
    #expect(fit.ribbons.count == 2)
    let drawn = figures(.covariates, byLevel: fit.levels, options: FigureOptions())
    #expect(drawn.map(\.name) == ["covariates"])
    #expect(drawn[0].description.contains("Quantitative: From prevalence"))
    // A fit of one setting says it on its own page.
    let single = try self.fit("gould-fdgpet-nodules", ["year"]).single
    let own = try ReportDocument(single.report())
    #expect(try text(own, "slopes").contains("1996 (median)"))
    #expect(try text(own, "explained").contains("Without them"))
    #expect(single.figures(.covariates).count == 1)
    let plain = try reportedFit("auditc", draws: 400)
    #expect(plain.figures(.covariates).isEmpty)
    let without = try ReportDocument(plain.report())
    #expect(without.element(id: "slopes") == nil && without.element(id: "explained") == nil)
    #expect(without.element(id: "rows") == nil)
    #expect(try text(without, "criticism").contains("Replications"))
  }

  /// What studies have in common is joined; regions come as asked for.
  @Test func thePlaneJoinsTablesAndShowsRegionsOnRequest() throws {
    let levels = try fit("ascus", ["test"]).levels
    func drawn(_ choice: RegionChoice?) throws -> String {
      var options = FigureOptions()
      options.regions = choice
      let figure = try #require(figures(.sroc, byLevel: levels, options: options).first)
      return String(decoding: figure.file(), as: UTF8.self)
    }
    let usual = try drawn(nil)
    #expect(usual.contains("Tables of one study"))
    #expect(usual.contains("95 % credible region") && !usual.contains("prediction region"))
    #expect(try drawn(.both).contains("95 % prediction region"))
    #expect(try !drawn(RegionChoice.none).contains("region"))
    #expect(try text(try page(levels), "rows").contains("With 10 studies its standard error"))
    let forest = figures(.forest, byLevel: levels, options: FigureOptions())
    #expect(forest.count == 1)
    let text = String(decoding: forest[0].file(), as: UTF8.self)
    #expect(text.contains("RepC (10 studies)") && text.contains("HC2 (10 studies)"))
  }

  /// The fit beside it is the plain fit of the same data: its streams, so its very numbers.
  @Test func withoutCovariatesIsThePlainFit() throws {
    // The plain fit knows no other structure of rows.
    let fit = try fit("ascus", ["test"]) { $0.rowStructure = .independent }
    var options = FitOptions(data: "example:ascus")
    options.selection.allowDependent = true
    (options.draws, options.threads) = (2500, 2)
    let plain = try runFit(options, detail: .page).single
    let without = try #require(fit.withoutCovariates)
    #expect(without.tauSensitivity == plain.parameter("tau_se")?.summary.interval)
    #expect(without.tauSpecificity == plain.parameter("tau_sp")?.summary.interval)
    #expect(without.isReliable)
    // RepC and HC2 differ in sensitivity, so that the test explains a part.
    let own = try #require(fit.standardDeviations.first)
    #expect(own.name == "tau_se" && own.summary.median < without.tauSensitivity.estimate)
  }
}
