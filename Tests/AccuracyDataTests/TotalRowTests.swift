import Testing

@testable import AccuracyData
@testable import TabularText

@Suite("Rows that sum others up are no studies")
struct TotalRowTests {
  private let head = "study,tp,fp,fn,tn\n"
  private let studies = "A,29,3,4,60\nB,18,5,2,71\n"

  @Test(
    "Words of six languages, first or last",
    arguments: [
      "Summe CT", "Gesamt", "Insgesamt", "Zwischensumme", "Sous-total", "Totaux", "CT pooled",
      "CT total", "Meta-analysis", "Meta-analysis (random effects)", "Metaanalyse",
      "Méta-analyse", "Median (range)", "Mean", "Average", "Mittelwert", "Moyenne", "Promedio",
      "Gemiddelde", "Totaal", "Totale", "Suma", "Subtotal MR", "Overall", "All studies combined",
      "Studies combined", "Random effects model", "Random-effects", "Fixed effect", "RE Model",
      "RE Model for All Studies", "Common effect model", "Sum of studies", "All 12 studies",
      "All trials",
      "Combined estimate", "Modell mit zuf\u{E4}lligen Effekten", "Prediction interval",
    ])
  func words(_ label: String) throws {
    let text = head + studies + "\"\(label)\",7,7,7,7\n"
    let error = try #require(failure(text))
    #expect(error.message.contains("looks like a row of totals"))
    let remedy = try #require(shellOption("--exclude", label))
    #expect(error.message.contains(remedy))
    #expect(try read(text, DataSelection(excluded: [label])).studies.map(\.label) == ["A", "B"])
  }

  @Test(
    "Authors are none of them",
    arguments: [
      "Total 2010", "Mean 2010", "Total et al.", "Average, 1999", "Meaney", "Ali Som",
      "Gesamtschule Ulm", "Media Study Group", "Meta X", "All Saints Hospital", "Fixed-dose Trial",
      "Alle et al.", "Random 2011", "Summers of Leeds", "Allen",
    ])
  func authors(_ label: String) {
    #expect(failure(head + studies + "\"\(label)\",7,7,7,7\n") == nil)
  }

  @Test("Values of a covariate are none of them, beside a blank label either")
  func covariates() {
    let text = "study,cut,tp,fp,fn,tn\nA,median,29,3,4,60\n,mean,18,5,2,71\n"
    #expect(failure(text, DataSelection(allowDependent: true)) == nil)
  }

  @Test("Sums of parts of a file, above or below them, each with a way out")
  func parts() throws {
    let parts = [
      "A,29,3,4,60", "B,18,5,2,71", "X,47,8,6,131", "C,20,1,9,33", "D,31,2,5,44", "Y,51,3,14,77",
      "Z,98,11,20,208",
    ]
    for rows in [parts, parts.reversed()] {
      let text = head + rows.joined(separator: "\n") + "\n"
      var excluded: [String] = []
      for _ in 0..<3 {
        guard
          case .totalRow(_, _, _, let ground, let label, _) = failure(
            text, DataSelection(excluded: excluded))
        else {
          Issue.record("no total after \(excluded)")
          return
        }
        #expect(ground != .name)
        excluded.append(try #require(label))
      }
      #expect(Set(excluded) == ["X", "Y", "Z"])
      let left = try read(text, DataSelection(excluded: excluded)).studies.map(\.label)
      #expect(Set(left) == ["A", "B", "C", "D"])
    }
  }

  @Test("A total over half arms, as a spreadsheet sums the cells")
  func halfArms() {
    #expect(failure(head + "A,29,3,4,60\nB,18,5,NA,71\nC,20,1,9,33\nX,67,9,13,164\n") != nil)
    // The same of the whole arms only.
    #expect(failure(head + "A,29,3,4,60\nB,18,5,NA,71\nC,20,1,9,33\nX,49,9,13,164\n") != nil)
  }

  @Test("Two tiny studies that happen to add up are three studies")
  func tinyStudies() throws {
    let text = head + "A,1,0,0,1\nB,1,0,0,1\nC,2,0,0,2\n"
    #expect(try read(text).studies.count == 3)
  }
}
