import AccuracyData
import Documents
import Fitting
import Foundation
import Output
import Requests
import Testing
import WholeFits

@testable import ComparisonReport
@testable import FitFigures
@testable import FitReport
@testable import RunFiles

@Suite("Prevalences and results in people: one text and one set of numbers everywhere")
struct PrevalenceWordsTests {
  private static let asked: [Prevalence] = [
    .fixed(0.0125), .fixed(0.5), .fixed(0.999), .fixed(1e-6), .beta(2, 8), .beta(2.3456, 1234.5),
  ]

  private func fit(_ name: String = "auditc") throws -> FitResult {
    try reportedFit(name, prevalence: nil, draws: 500) {
      $0.prevalences = Self.asked
      $0.command = []
    }
  }

  @Test("a prevalence is written with every digit that was given")
  func texts() {
    let texts = Self.asked.map(\.text)
    #expect(
      texts == ["1.25 %", "50 %", "99.9 %", "0.0001 %", "beta(2, 8)", "beta(2.3456, 1234.5)"])
    #expect(
      Prevalence.fixed(0.07).text == "7 %" && Prevalence.fixed(1.0 / 3).text.hasPrefix("33.3"))
    #expect(Prevalence.beta(2.3456, 1234.5).optionText == "beta(2.3456,1234.5)")
    #expect(Prevalence.beta(2.3456, 1234.5).meanText == "0.19 %")
    #expect(Prevalence.beta(2, 8).meanText == "20 %")
    // 63 in 1,000 stand beside it.
    #expect(Prevalence.beta(2, 30).meanText == "6.25 %")
    #expect(Prevalence.beta(1, 2).meanText == "33.3 %" && Prevalence.beta(99, 1).meanText == "99 %")
    #expect(Prevalence.beta(1, 999_999).meanText == "0.0001 %")
    for share in stride(from: 0.0001, to: 1, by: 0.0037) {
      #expect(Double(Prevalence.percentText(share).dropLast(2) + "e-2") == share)
    }
  }

  @Test("beta(2.3456,1234.5) is itself in page, report, figures and tables")
  func beta() throws {
    let fit = try fit()
    let report = try ReportDocument(fit.report()).text
    let table = String(decoding: fit.summaryOfFindingsTable.serializedBytes(), as: UTF8.self)
    let figures = [FigureKind.nomogram, .naturalFrequencies, .predictiveValues]
      .flatMap { fit.figures($0) }.map { $0.description + $0.inline() }.joined()
    for text in [fit.page(), report, figures] {
      #expect(text.contains("beta(2.3456, 1234.5)"))
      #expect(!text.contains("beta(2.3, ") && !text.contains("1,230"))
      #expect(text.contains("1.25 %") || text.contains("1.25\u{A0}%"))
    }
    #expect(table.contains("\"beta(2.3456,1234.5)\""))
  }

  @Test("page, report, figure and sof.csv say the same whole people, which add up")
  func sameNumbers() throws {
    let fit = try fit()
    let page = fit.page()
    let report = try #require(try ReportDocument(fit.report()).element(id: "predictive")?.text)
    let rows = tableRows(fit.summaryOfFindingsTable)
    for (index, prevalence) in Self.asked.enumerated() {
      let found = try #require(fit.frequencies(at: prevalence))
      for cells in [found.atSummary, found.inNewSetting] {
        let all = [
          cells.truePositives, cells.falseNegatives, cells.falsePositives, cells.trueNegatives,
        ]
        #expect(all.reduce(0) { $0 + $1.estimate } == found.people)
        #expect(cells.diseased + cells.nondiseased == found.people)
        #expect(all.allSatisfy { $0.lower <= $0.estimate && $0.estimate <= $0.upper })
        #expect(all.allSatisfy { $0.estimate >= 1 }, "\(prevalence)")
        #expect(
          page.contains(
            "Of \(NumberText.count(found.people)) tested, ")
            && page.contains(
              "\(NumberText.count(cells.diseased)) diseased: "
                + "\(NumberText.count(cells.truePositives.estimate)) (")
        )
        for people in all { #expect(report.contains(ReportText.withInterval(people))) }
        let table = rows.dropFirst(4 + 8 * index).prefix(8).compactMap { $0["estimate"] }
        for people in all { #expect(table.contains("\(people.estimate)"), "\(prevalence)") }
      }
      let figure = fit.figures(.naturalFrequencies)[index]
      let cells = found.atSummary
      #expect(figure.title == "Of \(NumberText.count(found.people)) people tested")
      #expect(figure.description.contains("\(NumberText.count(cells.diseased)) have the disease"))
      #expect(
        figure.description.contains("\(NumberText.count(cells.falseNegatives.estimate)) (95 %"))
    }
    // A mean prevalence of 20 % has 200 diseased of 1,000.
    #expect(try #require(fit.frequencies(at: .beta(2, 8))).atSummary.diseased == 200)
    let json = fit.json()["predictive_values"]?.elements ?? []
    #expect(
      json.map { $0["natural_frequencies"]?["people"]?.integerValue } == [
        1000, 1000, 10_000, 100_000_000, 1000, 10_000,
      ])
  }

  @Test("each distribution of prevalences has draws of its own")
  func twoDistributions() throws {
    let fit = try reportedFit("auditc", prevalence: nil, draws: 500) {
      $0.prevalences = [.beta(2, 8), .beta(2, 8)]
    }
    let reports = fit.prevalences.map { $0.atSummary.map(\.estimate) }
    #expect(reports.count == 2 && reports[0] != reports[1])
    // But of one distribution: 2,000 draws of a prevalence with SD 0.12 put its median within 0.02.
    #expect(abs(reports[0][2].estimate - reports[1][2].estimate) < 20)
  }
}
