import Testing

@testable import AccuracyData
@testable import DataReading

@Suite("Labels that are written in part, or with other marks")
struct PartialLabelTests {
  private func table(_ header: String, _ rows: [String]) -> String {
    "\(header),TP,FP,FN,TN\n"
      + rows.enumerated().map { "\($1),\(20 + $0),1,\(2 + $0),\(30 + $0)\n" }.joined()
  }

  private func repeated(_ text: String, _ selection: DataSelection = DataSelection())
    -> RepeatedStudy?
  {
    if case .repeatedStudy(_, let repeated) = failure(text, selection) { repeated } else { nil }
  }

  @Test("A year that is blank below the same author is that of the row above")
  func mergedYears() throws {
    for blank in ["", "\u{2033}", "idem", "-"] {
      let text = table(
        "Author,Year,Test", ["Ahn,2010,CT", "ahn,\(blank),MRI", "Bo,2012,CT", "Bo,,MRI"])
      let found = try #require(repeated(text), "\(blank)")
      #expect(found.study == "Ahn 2010" && found.lines == [2, 3] && found.repeatedStudies == 2)
      #expect(found.hasFilledLabels)
      let levels = try readAccuracyDataByLevel(
        .bytes(Array(text.utf8), name: "t"), selection: DataSelection(by: "Test"))
      #expect(
        levels.map { $0.dataset.studies.map(\.label) } == [
          ["Ahn 2010", "Bo 2012"], ["Ahn 2010", "Bo 2012"],
        ])
    }
    // The same where the user names the columns.
    let named = DataSelection(studyColumn: "Trial,Arm")
    #expect(repeated(table("Trial,Arm,t", ["X,1,a", "X,,b", "Y,1,a"]), named)?.study == "X 1")
  }

  @Test("An author without a year elsewhere is told")
  func undatedAuthors() throws {
    for year in ["", "NA", "NR"] {
      let dataset = try read(
        table("Author,Year", ["Ahn,2010", "Bo,2012", "Ahn,\(year)"]))
      #expect(dataset.studies.map(\.label) == ["Ahn 2010", "Bo 2012", "Ahn"])
      let warning = try #require(dataset.warnings.first { $0.code == .possibleDependence })
      #expect(
        warning.message.hasPrefix("\"Ahn\" on line 4 has no Year and may be \"Ahn 2010\" on line 2")
      )
    }
    #expect(codes(try read(table("Author,Year", ["Ahn,2010", "Bo,"]))) == [])
  }

  @Test("A row with a year of its own is another study of the author above")
  func ownYears() throws {
    let dataset = try read(table("Author,Year", ["Ahn,2010", ",2012", "Bo,2015"]))
    #expect(dataset.studies.map(\.label) == ["Ahn 2010", "Ahn 2012", "Bo 2015"])
    let messages = dataset.warnings.filter { $0.code == .filledLabels }.map(\.message)
    #expect(
      messages == [
        "1 row has a part of the label only (Author, Year) and the rest from the row above (line 3)."
      ])
  }

  @Test("Codes of a missing label name no study", arguments: ["NR", "n/a", "?", "NA", "#N/A"])
  func codesOfMissingLabels(_ code: String) throws {
    let dataset = try read(table("study", ["Ahn", code, "Bo", code]))
    #expect(
      dataset.studies.map(\.label) == ["Ahn", "row on line 3", "Bo", "row on line 5"])
    #expect(codes(dataset) == ["rows_numbered"])
  }

  @Test(
    "Apostrophes and quotation marks of any kind are the same",
    arguments: [
      ("O'Neil 2010", "O\u{2019}Neil 2010"), ("O'Neil 2010", "o`neil 2010"),
      ("D\u{2018}Or", "D\u{B4}Or"), ("M\u{2BC}Bow", "M\u{2032}bow"),
      ("\"\"\"A\"\" trial\"", "\u{201C}A\u{201D} trial"),
      ("\u{AB}A\u{BB} trial", "\u{201E}A\u{201C} trial"),
    ])
  func apostrophes(_ first: String, _ second: String) throws {
    let text = table("study,test", ["\(first),CT", "\(second),MRI", "Bo,CT"])
    #expect(repeated(text)?.lines == [2, 3])
    #expect(failure(text)?.message.contains("also written") == true)
    let label = try read(text, DataSelection(allowDependent: true)).studies[1].label
    #expect(
      try read(text, DataSelection(excluded: [second.contains("\"\"") ? first : second])).studies
        .count
        == 1, "\(label)")
  }

  @Test("What labels cannot tell apart is not recommended as a part of them")
  func labelRemedies() throws {
    let cases = table("study,test", ["Ahn,Ja", "Ahn,ja", "Bo,Ja"])
    let found = try #require(repeated(cases))
    #expect(found.separatingColumns == ["test"] && found.namingColumn == nil)
    #expect(failure(cases)?.message.contains("--study") == false)
    // A blank part of a label would be filled from above.
    let blank = table("study,test", ["Ahn,CT", "Ahn,", "Bo,CT"])
    #expect(failure(blank)?.message.contains("--study") == false)
  }
}
