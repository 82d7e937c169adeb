import Testing

@testable import AccuracyData
@testable import TabularText

@Suite("Studies that come again are seen behind blank, numbered and distinct labels")
struct HiddenStudyTests {
  /// Rows of text with the same counts of different sizes behind them.
  private func table(_ header: String, _ rows: [String]) -> String {
    "\(header),tp,fp,fn,tn\n"
      + rows.enumerated().map { "\($1),\(9 + $0),1,1,\(19 + 2 * $0)\n" }.joined()
  }

  private func repeated(_ text: String) -> RepeatedStudy? {
    if case .repeatedStudy(_, let repeated) = failure(text) { repeated } else { nil }
  }

  @Test(
    "A column without values names nothing",
    arguments: [
      ("Study,Author,Year", ",Smith,2010", ",Jones,2012"),
      ("Study ID,Reference", "NA,Smith 2010", "NA,Jones 2012"),
      ("Study name,Author,Year", ",Smith,2010", ",Jones,2012"),
      ("Study ID,Covidence #", ",12", ",13"),
    ])
  func blankColumns(_ header: String, _ again: String, _ once: String) throws {
    let found = try #require(repeated(table(header, [again, again, once])), "\(header)")
    #expect(found.lines == [2, 3] && found.repeatedStudies == 1)
  }

  @Test("Rows without a label are told, and looked behind")
  func someLabelsMissing() throws {
    let text = table("Study", ["A", "NA", "B", "NA"])
    let dataset = try read(text)
    #expect(codes(dataset) == ["rows_numbered"])
    #expect(dataset.warnings[0].message.contains("lines 3, 5"))
    #expect(
      repeated(table("Study,Author", ["A,Smith", "NA,Jo", "NA,Jo"]))?.study == "Jo")
  }

  @Test(
    "Behind numbers a strong name that comes again is the study",
    arguments: [
      ("Study,PMID", ["1,2000001", "2,2000001", "3,30000000"]),
      ("Study,Author", ["1,Smith", "2,Smith", "3,Kim"]),
      ("studyid,author", ["1,Smith 10", "2,Smith 10", "3,Kim 11"]),
    ])
  func behindNumbers(_ header: String, _ rows: [String]) throws {
    let found = try #require(repeated(table(header, rows)), "\(header)")
    #expect(
      found.lines == [2, 3]
        && found.numberingColumn == header.split(separator: ",").first.map(String.init))
    let named = DataSelection(studyColumn: found.numberingColumn)
    #expect(codes(try read(table(header, rows), named)) == [])
  }

  @Test(
    "Behind numbers any other text that comes again is told",
    arguments: [
      ("id,Trial", ["1,PROMIS", "2,PROMIS", "3,PRECISION"]),
      ("id,Klinik", ["1,Ulm", "2,Bonn", "3,Ulm"]),
    ])
  func textBehindNumbers(_ header: String, _ rows: [String]) throws {
    let dataset = try read(table(header, rows))
    #expect(codes(dataset) == ["rows_numbered"])
    #expect(dataset.warnings[0].message.contains("--study id if none does"))
    // Numbers that come again, and a PMID that is missing below another, are no text.
    #expect(codes(try read(table("id,dose", ["1,5", "2,5", "3,7"]))) == [])
    #expect(codes(try read(table("study,PMID", ["1,2000001", "2,", "3,2000003"]))) == [])
  }

  @Test(
    "Distinct labels beside a publication that comes again are told",
    arguments: [
      ("id,Reference", ["R1A,Smith 2010", "R1B,Smith 2010", "R2A,Kim 2011"]),
      ("id,Trial", ["a,PROMIS", "b,PROMIS", "c,PRECISION", "d,STAR"]),
      ("study,pmid", ["Smith 2010 (5 ng),77", "Smith 2010 (10 ng),77", "Kim 2011,78"]),
      ("study,author", ["Smith 2010 CT,Smith", "Smith 2010 MRI,Smith", "Kim 2011,Kim"]),
    ])
  func distinctLabels(_ header: String, _ rows: [String]) throws {
    let text = table(header, rows)
    let dataset = try read(text)
    #expect(codes(dataset) == ["possible_dependence"])
    let message = dataset.warnings[0].message
    let (label, other) = (header.split(separator: ",")[0], header.split(separator: ",")[1])
    #expect(message.contains("--study \(other) if") && message.contains("--study \(label) if"))
    #expect(message.contains("lines 2 and 3"))
    #expect(repeated(text) == nil)
    #expect(failure(text, DataSelection(studyColumn: String(other))) != nil)
    #expect(codes(try read(text, DataSelection(studyColumn: String(label)))) == [])
  }

  @Test("No alarm for two studies of one author, and for reference standards")
  func noAlarm() throws {
    let years = table("study,author", ["Smith 2010,Smith", "Smith 2012,Smith", "Kim 2011,Kim"])
    #expect(codes(try read(years)) == [])
    let kinds = (0..<8).map { "S\($0) 200\($0),\($0 % 2 == 0 ? "biopsy" : "surgery")" }
    #expect(codes(try read(table("study,reference", kinds))) == [])
    for (header, kinds) in [
      ("Publication", ["full", "full", "abstract", "full", "abstract"]),
      ("Trial", ["yes", "no", "no"]), ("Series", ["a", "b", "a"]),
      ("Reference", ["biopsy", "surgery", "biopsy", "surgery", "biopsy"]),
    ] {
      let rows = kinds.enumerated().map { "S\($0) 200\($0),\($1)" }
      #expect(codes(try read(table("study,\(header)", rows))) == [], "\(header)")
    }
    // Reference standards beside numbers of rows.
    let numbered = table("study,reference", ["S01,culture", "S02,culture", "S03,culture and PCR"])
    #expect(codes(try read(numbered)) == [])
    let codesOnly = table("study,pmid", ["Smith 2010,NR", "Kim 2011,NR", "Li 2012,78"])
    #expect(codes(try read(codesOnly)) == [])
  }

  @Test(
    "Ditto marks are the study above",
    arguments: [
      "\u{2033}", "\"\"\"\"", "idem", "Ditto", "dto.", "\",,\"", "-", "\u{2013}", "ibid.",
      "\u{2193}",
      "Ibidem", "id.", "...", "s.o.", "--",
    ])
  func dittoMarks(_ mark: String) throws {
    let text = table("study,test", ["Ahn,CT", "\(mark),MRI", "Bo,CT", "\(mark),MRI"])
    let found = try #require(repeated(text))
    #expect(found.study == "Ahn" && found.lines == [2, 3] && found.repeatedStudies == 2)
    let dataset = try read(text, DataSelection(allowDependent: true))
    #expect(codes(dataset) == ["filled_labels", "dependent_rows"])
  }

  @Test("The full stop of et al. makes no other study")
  func etAl() {
    #expect(
      repeated(table("study", ["Smith et al. 2010", "Smith et al 2010", "Bo"]))?.lines == [2, 3])
    #expect(labelKey("\u{C9}ric et al. 2010") == labelKey("\u{C9}ric et al 2010"))
    #expect(labelKey("Sorbet al. 1") != labelKey("Sorbet al 1"))
  }
}
