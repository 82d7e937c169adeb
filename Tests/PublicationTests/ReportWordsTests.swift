import AccuracyData
import Checking
import Comparison
import DatasetWords
import Documents
import Fitting
import Foundation
import Output
import Requests
import SpecialFunctions
import Testing
import WholeFits

@testable import FitFigures
@testable import FitReport

@Suite("What a report says")
struct ReportWordsTests {
  private func section(_ id: String, of fit: FitResult) throws -> String {
    let page = try ReportDocument(fit.report())
    let text = try #require(page.element(id: id)?.text)
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func expectWords(_ words: String, in text: String) {
    #expect(text.contains(words), "\(words) in \(text)")
  }

  @Test("the answer has the fit's own medians, credible and prediction intervals")
  func answer() throws {
    let fit = try reportedFit("auditc", draws: 1000)
    let text = try section("answer", of: fit)
    for (name, new) in [("sensitivity", "sensitivity_new"), ("specificity", "specificity_new")] {
      let point = try #require(fit.parameter(name)?.summary)
      let next = try #require(fit.parameter(new)?.summary)
      let words = "summary \(name) is \(NumberText.fixed(point.median, decimals: 2)) ("
      #expect(text.contains(words))
      #expect(text.contains(shareInterval(point.lower, point.upper)))
      #expect(text.contains(shareInterval(next.lower, next.upper)))
    }
  }

  @Test("--threshold decides whether the point or the curve leads")
  func threshold() throws {
    var fit = try reportedFit("auditc", draws: 1000)
    let sentence = "A summary point is meaningful if the studies used one threshold, the curve if "
    expectWords(sentence, in: try section("answer", of: fit))
    fit.options.threshold = .varies
    let varies = try section("answer", of: fit)
    #expect(
      varies.hasPrefix("The answer Thresholds vary between the 14 studies, so the summary is"))
    #expect(varies.contains("The point below averages over the studies"))
    fit.options.threshold = .common
    let common = try section("answer", of: fit)
    #expect(common.hasPrefix("The answer Across 14 studies, the summary sensitivity is"))
    #expect(common.contains("The studies share one threshold"))
    #expect(!common.contains(sentence))
  }

  @Test("no trade-off and few studies are said, and then no curve is read")
  func honesty() throws {
    var fit = try reportedFit("auditc", draws: 1000)
    let before = try section("answer", of: fit)
    #expect(!before.contains("trade off") && !before.contains("trade-off"))
    fit.probabilityRhoPositive = 0.94
    let open = try section("answer", of: fit)
    #expect(
      open.contains("These studies cannot tell whether sensitivity and specificity trade off"))
    #expect(open.contains("On the summary curve"))
    fit.probabilityRhoPositive = 0.96
    let text = try section("answer", of: fit)
    #expect(text.contains("These studies are evidence against a trade-off"))
    #expect(text.contains("do not read the curve as a threshold effect"))
    #expect(!text.contains("On the summary curve"))
    let few = try reportedFit("3 studies", draws: 1000)
    let words = try section("answer", of: few)
    #expect(words.contains("3 studies: heterogeneity and rho"))
    #expect(words.contains("Do not draw an SROC curve."))
    #expect(!words.contains("On the summary curve"))
  }

  @Test("the sentence on 1,000 people has the numbers of the fit")
  func tested() throws {
    let fit = try reportedFit("auditc", draws: 1000)
    let cells = try #require(fit.frequencies(at: .fixed(0.3))).atSummary
    let all = [
      cells.truePositives, cells.falseNegatives, cells.falsePositives, cells.trueNegatives,
    ]
    #expect(all.reduce(0) { $0 + $1.estimate } == 1000)
    func text(_ index: Int) -> String {
      let people = all[index - 2]
      return "\(people.estimate) (\(people.lower)–\(people.upper))"
    }
    let sentence = try section("tested-sentence", of: fit)
    #expect(
      sentence
        == "At a prevalence of 30 %, 300 have the disease: \(text(2)) are found and \(text(3)) "
        + "missed. Of the 700 others, \(text(4)) are false positives and \(text(5)) true negatives."
    )
  }

  @Test("without --prevalence the report illustrates and says so; a Beta is named")
  func prevalence() throws {
    let none = try reportedFit("auditc", prevalence: nil, draws: 1000)
    expectWords("At an illustrative prevalence of 10 %", in: try section("tested", of: none))
    expectWords("none is taken from the studies", in: try section("tested", of: none))
    let beta = try reportedFit("auditc", prevalence: nil, draws: 1000) {
      $0.prevalences = [.beta(2, 8)]
    }
    expectWords(
      "prevalence drawn from beta(2, 8), on average 200 have", in: try section("tested", of: beta))
  }

  @Test("the trust box says what is wrong: prior, arms, boundary, sampling, studies")
  func trust() throws {
    var fit = try reportedFit("auditc", draws: 1000)
    expectWords("Nothing below calls for caution.", in: try section("trust", of: fit))
    fit.warnings.append(DataWarning(code: .priorPull, message: "The prior decides much of it."))
    fit.dataset.oneArmStudies = 2
    fit.diagnostics.ok = false
    fit.diagnostics.problems = ["R-hat reaches 1.2"]
    let text = try section("trust", of: fit)
    #expect(text.contains("3 of 6 points call for caution."))
    #expect(text.contains("The prior decides much of it."))
    #expect(text.contains("2 studies have one arm only and are used."))
    #expect(text.contains("Not reliable: R-hat reaches 1.2."))
    let edge = try reportedFit("telomerase", draws: 1000)
    expectWords("edge of the parameter space (rho = -1)", in: try section("trust", of: edge))
    let few = try reportedFit("3 studies", draws: 1000)
    expectWords("Caution Studies 3 studies", in: try section("trust", of: few))
  }

  @Test("an interval that another prior widens threefold calls for caution, moved or not")
  func widenedInterval() throws {
    var fit = try reportedFit("auditc", draws: 1000)
    var row = try #require(fit.priorTable.first)
    func stretched(_ estimate: IntervalEstimate) -> IntervalEstimate {
      func moved(_ end: Double) -> Double {
        func logit(_ p: Double) -> Double { log(p / (1 - p)) }
        let far = logit(estimate.estimate) + 3 * (logit(end) - logit(estimate.estimate))
        return 1 / (1 + exp(-far))
      }
      return IntervalEstimate(
        estimate: estimate.estimate, lower: moved(estimate.lower), upper: moved(estimate.upper))
    }
    row.sensitivity = stretched(row.sensitivity)
    fit.priorTable[0] = row
    let text = try section("trust", of: fit)
    expectWords("1 of 6 points call", in: text)
    #expect(text.contains("times as wide or as narrow"))
  }

  @Test("a margin that no study observed is said to be the prior's")
  func unobservedMargin() throws {
    let file = "study,TP,FP,FN,TN\nA,10,,2,\nB,12,,5,\nC,30,,4,\nD,22,,4,\nE,8,,3,\n"
    var options = FitOptions(source: .bytes(Array(file.utf8), name: "one arm"))
    options.draws = 1000
    let fit = try runFit(options, detail: .full).single
    let sentence = "No study has non-diseased participants: specificity is the prior's alone."
    #expect(fit.page().contains(sentence))
    for anchor in ["answer", "trust"] {
      #expect(try section(anchor, of: fit).contains("specificity is the prior"))
    }
    let both = try reportedFit("auditc", draws: 1000)
    #expect(both.unobservedMarginText == nil)
  }

  @Test("under a prevalence that is drawn, the number of diseased is an average")
  func drawnPrevalence() throws {
    let fit = try reportedFit("auditc", draws: 1000) { $0.prevalences = [.beta(2, 5)] }
    let text = try section("tested", of: fit)
    let cells = try #require(fit.frequencies(at: .beta(2, 5))).atSummary
    // 1,000 times 2/7 is 285.7.
    #expect((285...286).contains(cells.diseased))
    #expect(text.contains("on average \(cells.diseased) have the disease"))
    #expect(text.contains("numbers of people are averages"))
  }

  @Test("methods cite what the run used, and nothing else")
  func methods() throws {
    let fit = try reportedFit("auditc", draws: 1000)
    #expect(fit.citedReferences.contains(.lewandowski) && !fit.citedReferences.contains(.hoffman))
    let other = try reportedFit("auditc", draws: 500) {
      $0.sampler = .collapsedNUTS
      $0.preset = "cochrane"
      $0.studyInterval = .wilson
    }
    #expect(other.citedReferences.contains(.hoffman) && other.citedReferences.contains(.wilson))
    #expect(!other.citedReferences.contains(.lewandowski))
    #expect(!other.citedReferences.contains(.clopperPearson))
    #expect(other.methodsParagraph.contains("gamma_precision(2, 0.5)"))
    let list = try section("methods", of: fit)
    for reference in fit.citedReferences { #expect(list.contains(reference.entry)) }
  }

  @Test("missing arms are marked in the table of studies")
  func missingArms() throws {
    let fit = try reportedFit("kearon1998-dvt-us", draws: 1000)
    let text = try section("data", of: fit)
    let missing = fit.studies.flatMap(\.arms).count(where: \.fromModelOnly)
    #expect(missing > 0)
    #expect(text.components(separatedBy: "not observed").count - 1 == missing)
    #expect(text.components(separatedBy: "from the model").count - 1 == missing)
  }

  @Test("published numbers stand beside ours for the data that have them, and for no others")
  func published() throws {
    let fit = try reportedFit("auditc", draws: 1000)
    #expect(fit.publishedNumbers.count == 12)
    let confirmed = fit.publishedNumbers.count(where: \.isConfirmed)
    #expect(confirmed == 12)
    let handbook = try reportedFit("anti-ccp", draws: 1000).publishedNumbers
    #expect(handbook.map(\.theirs) == [0.657, 0.957])
    let agreeing = handbook.count(where: \.isConfirmed)
    #expect(agreeing == 2)
    let other = try reportedFit("3 studies", draws: 1000)
    #expect(other.publishedNumbers.isEmpty)
  }

  @Test("levels are compared on one page that links to the report of each")
  func levels() throws {
    var options = FitOptions(data: "example:schuetz-ct-mri")
    options.selection.by = "test"
    options.draws = 1000
    let fits = settings(of: try runFitByLevel(options, detail: .full))
    let page = try ReportDocument(reportByLevel(fits))
    #expect(page.text.contains(separateFitsRemark))
    let links = page.all("a").compactMap { $0.attributes["href"] }.filter { !$0.hasPrefix("#") }
    #expect(Set(links) == ["CT/report.html", "MRI/report.html"])
    let contrast = try #require(contrastLevels(fits).first)
    let answer = try #require(page.element(id: "answer")?.text)
    let difference = NumberText.fixed(
      abs(try #require(contrast.sensitivity).difference.estimate), decimals: 2)
    #expect(answer.contains("−\(difference)"))
    // The plane and two pages of the forest plot.
    #expect(page.all("svg").count == 3)
    #expect(answer.contains("CT is more sensitive and more specific than MRI."))
    #expect(levelFolders(["a/b", "A_b", "", "x"]) == ["a_b", "level-2", "level-3", "x"])
  }
}
