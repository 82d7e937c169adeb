import FigureChecks
import Fitting
import Requests
import Testing

@testable import FitFigures

@Suite("Paired forest plot of a fit")
struct ForestFigureTests {
  @Test(
    "no text overlaps from 3 to 108 studies, and long ones have several pages",
    arguments: [("naf-pet-ct", 1), ("auditc", 1), ("smoking-all", 1), ("schuetz-ct-mri", 2)])
  func examples(name: String, pages: Int) throws {
    let fit = try FittedExamples.fit("example:\(name)") {
      $0.selection.allowDependent = true
      $0.draws = 300
    }
    let figures = fit.figures(.forest)
    #expect(figures.count == pages)
    for figure in figures { #expect(problems(of: figure) == []) }
    let texts = try figures.flatMap { try textBoxes(of: $0).map(\.text) }
    for study in fit.dataset.studies { #expect(texts.contains(study.label)) }
  }

  @Test("it has the numbers of the fit: counts, observed, summary, prediction")
  func numbers() throws {
    let fit = try FittedExamples.fit("example:auditc")
    let figure = try #require(fit.figures(.forest).first)
    let texts = try textBoxes(of: figure).map(\.text)
    for report in fit.studies {
      let arm = try #require(report.study.diseased)
      #expect(texts.contains("\(arm.correct)/\(arm.total)"))
    }
    // S01: 47 of 56, Clopper-Pearson 0.717 to 0.924.
    #expect(texts.contains("0.84 (0.72-0.92)"))
    func proportion(_ value: Double) -> String {
      // No end of these intervals is so near to 1 that it would get a third decimal.
      "\((value * 100).rounded() / 100)".padding(toLength: 4, withPad: "0", startingAt: 0)
    }
    let summary = try #require(fit.parameter("specificity")?.summary)
    let text =
      "\(proportion(summary.median)) (\(proportion(summary.lower))-\(proportion(summary.upper)))"
    #expect(texts.contains(text))
    let new = try #require(fit.parameter("specificity_new")?.summary)
    #expect(
      texts.contains(
        "\(proportion(new.median)) (\(proportion(new.lower))-\(proportion(new.upper)))"))
    #expect(figure.description.contains(fit.summarySentences))
    #expect(figure.description.contains("Observed sensitivity from"))
  }

  @Test("an arm that was not observed has the model's value and says so")
  func missingArms() throws {
    let fit = try FittedExamples.fit("example:kearon1998-dvt-us") {
      $0.selection.allowDependent = true
    }
    let figure = try #require(fit.figures(.forest).first)
    let texts = try textBoxes(of: figure).map(\.text)
    #expect(texts.count { $0 == "not observed" } == 2)
    #expect(texts.contains("Not observed: from the model"))
    #expect(figure.description.contains("1 study reports sensitivity only"))
    #expect(figure.description.contains("1 study reports specificity only"))
  }

  @Test("title, axis and size of a reader are followed")
  func options() throws {
    let fit = try FittedExamples.fit("example:auditc")
    var options = FigureOptions()
    (options.title, options.width, options.xRange) = ("Ours", 1200, 0.4...1)
    let figure = try #require(fit.figures(.forest, options: options).first)
    #expect(figure.title == "Ours" && figure.width == 1200)
    #expect(problems(of: figure) == [])
    #expect(try !textBoxes(of: figure).contains { $0.text == "0.0" || $0.text == "0.2" })
  }

  @Test("a fit without the studies' posteriors has neither plane nor forest")
  func pageOnly() throws {
    var options = FitOptions(data: "example:auditc")
    options.draws = 300
    let fit = try runFit(options, detail: .page).single
    #expect(fit.figures(.forest).isEmpty && fit.figures(.sroc).isEmpty)
  }
}
