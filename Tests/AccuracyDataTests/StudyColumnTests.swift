import Testing

@testable import AccuracyData
@testable import DataReading
@testable import TabularText

@Suite("Which column names the study, and which rows are one study")
struct StudyColumnTests {
  private static let nine = [
    "Costa 2019", "Ng 2010", "Ahn 2012", "Li 2015", "Diaz 2018", "Ek 2020", "Fox 2001", "Gil 2003",
    "Ho 2009",
  ]

  /// Sixty rows of nine studies at several cut-offs, the studies in a column of any name.
  private func manyCutOffs(_ header: String, _ values: [String] = nine) -> String {
    "\(header),cut,TP,FP,FN,TN\n"
      + (0..<60).map { row in
        "\(values[row % 9]),\(row / 9),\(20 + row),\(3 + row % 7),\(2 + row % 5),\(70 + row)\n"
      }.joined()
  }

  private func repeated(_ text: String, _ selection: DataSelection = DataSelection())
    -> RepeatedStudy?
  {
    if case .repeatedStudy(_, let repeated) = failure(text, selection) { repeated } else { nil }
  }

  @Test(
    "Nine studies at many cut-offs are seen under every name of the column",
    arguments: [
      "study", "Studies", "studylab", "Study label", "slab", "Authors", "Author(s)",
      "First author", "first_author", "AuthorYear", "\"Author, year\"", "Trial", "Trials",
      "Reference", "References", "Paper", "PaperLink", "Citation", "Label", "Labels", "Name",
      "names", "Article", "Publication", "publications", "Cohort", "Record", "Identifier",
      "Study ID", "study-id", "STUDY_NAME", "Studynames", "ID", "sid", "Author (year)",
      "Study (year)", "Study author", "1st author", "author", "Included studies", "Ref.", "Autor",
      "Auteur",
    ])
  func namesOfTheColumn(_ header: String) throws {
    let found = try #require(repeated(manyCutOffs(header)), "\(header)")
    #expect(found.study == "Costa 2019" && found.lines.count == 7 && found.repeatedStudies == 9)
    #expect(found.separatingColumns == ["cut"])
  }

  @Test("Numbers of publications name studies too")
  func numbersOfPublications() {
    let numbers = (0..<9).map { "\(20_000_000 + $0)" }
    #expect(repeated(manyCutOffs("PMID", numbers))?.repeatedStudies == 9)
    #expect(repeated(manyCutOffs("study_id", (1...9).map(String.init)))?.repeatedStudies == 9)
  }

  @Test("A name with another meaning names the study only where its values do")
  func weakNames() throws {
    let standards = ["CT", "MRI", "CT", "MRI", "biopsy", "CT", "MRI", "CT", "MRI"]
    // Three values in sixty rows, none with a year: the reference standard.
    let dataset = try read(manyCutOffs("Reference", standards))
    #expect(dataset.studies.count == 60 && dataset.studies[59].label == "60")
    #expect(dataset.studies[0].covariate("Reference") == "CT")
    let warning = try #require(dataset.warnings.first { $0.code == .rowsNumbered })
    #expect(warning.message.contains("Reference, cut"))
    // A third of the values are different: they may name studies.
    let few = "Trial,tp,fp,fn,tn\nA,9,1,1,9\nB,8,1,1,9\nC,7,1,2,9\n"
    #expect(try read(few).studies.map(\.label) == ["A", "B", "C"])
    // A strong name beside it wins.
    let both = "Reference,Author,tp,fp,fn,tn\nX 2010,A,9,1,1,9\nX 2010,B,8,1,1,9\n"
    #expect(try read(both).studies.map(\.label) == ["A", "B"])
    #expect(failure(manyCutOffs("Trial"))?.message.contains("--study none") == true)
  }

  @Test("A column of another name with studies that come again is an error with two ways out")
  func doubtfulColumn() throws {
    let text = manyCutOffs("\"Untersuchung, alle\"")
    let error = try #require(failure(text))
    #expect(error.kind == .malformed)
    for needle in [
      "\"Untersuchung, alle\"", "\"Costa 2019\"", "--study 'Untersuchung, alle' ", "--study none ",
      "TP, FP, FN, TN",
    ] { #expect(error.message.contains(needle), "\(error.message)") }
    #expect(
      repeated(text, DataSelection(studyColumn: "untersuchung,  alle"))?.repeatedStudies == 9)
    let numbered = try read(text, DataSelection(studyColumn: "none"))
    #expect(numbered.studies.count == 60)
    #expect(!numbered.warnings.contains { $0.code == .rowsNumbered })
    // Who pools dependent rows anyway is told only that the rows are numbered.
    let pooled = try read(text, DataSelection(allowDependent: true))
    #expect(pooled.warnings.contains { $0.code == .rowsNumbered })
    // The same in merged cells, where nothing is written twice.
    let merged =
      "Quelle,test,tp,fp,fn,tn\nAhn et al.,CT,9,1,1,9\n,MRI,8,1,2,9\nBo et al.,CT,7,1,1,9\n"
    #expect(failure(merged)?.message.contains("\"Quelle\"") == true)
    // A comment with a year, or a study in each row, is no reason for an error.
    let comment = "tp,fp,fn,tn,note\n9,1,1,9,\n8,1,1,9,as Smith 2010\n7,1,1,9,\n"
    #expect(try read(comment).studies.count == 3)
    let distinct = "Quelle,tp,fp,fn,tn\nAhn 2010,9,1,1,9\nBo 2011,8,1,1,9\n"
    #expect(codes(try read(distinct)) == ["rows_numbered"])
  }

  @Test("A number of the row hides no author and year that come again")
  func numberOfTheRow() throws {
    let head = "study_id,author,year,tp,fp,fn,tn,test\n"
    let again = head + "1,Smith,2010,9,1,1,9,CT\n2,Smith,2010,8,1,1,9,MRI\n3,Jo,2011,7,1,1,9,CT\n"
    let found = try #require(repeated(again))
    #expect(found.study == "Smith 2010" && found.numberingColumn == "study_id")
    let message = try #require(failure(again)).message
    #expect(message.contains("--study study_id if these are different studies"))
    #expect(message.contains("--by test "))
    #expect(try read(again, DataSelection(studyColumn: "study_id")).studies.count == 3)
    let once = head + "1,Smith,2010,9,1,1,9,CT\n2,Smith,2012,8,1,1,9,MRI\n3,Jo,2011,7,1,1,9,CT\n"
    #expect(try read(once).studies.map(\.label) == ["1", "2", "3"])
    // Without a year nobody knows whether they are two studies of one author.
    let undated = "study_id,author,tp,fp,fn,tn\n1,Smith,9,1,1,9\n2,Smith,8,1,1,9\n"
    #expect(failure(undated)?.message.contains("--study study_id if these are diff") == true)
    let other = "study,Quelle,tp,fp,fn,tn\nS1,Smith 2010,9,1,1,9\nS2,Smith 2010,8,1,1,9\n"
    #expect(failure(other)?.message.contains("--study Quelle ") == true)
    #expect(failure(other)?.message.contains("--study study ") == true)
  }

  @Test(
    "Spellings of one label are one study",
    arguments: [
      "SMITH  2010", "smith 2010", "\u{A0}Smith\u{A0}2010 ", "\"Smith\t2010\"",
      "Smith\u{202F}2010", "Smith \u{200B}2010",
    ])
  func spellings(_ other: String) throws {
    let text = "study,tp,fp,fn,tn\nSmith 2010,9,1,1,9\nB,7,2,1,8\n\(other),8,1,1,9\n"
    #expect(repeated(text)?.lines == [2, 4])
    let dataset = try read(text, DataSelection(allowDependent: true))
    #expect(dataset.studies.map(\.label) == ["Smith 2010", "B", "Smith 2010"])
    #expect(
      try read(
        text,
        DataSelection(
          filters: [DataFilter(column: "study", value: "Smith 2010")], allowDependent: true)
      ).studies.count == 2)
  }

  @Test("Dashes and composed letters are compared by meaning; what is merged is said")
  func mergedSpellings() throws {
    let forms = ["A-B\u{E9} 1", "a\u{2013}be\u{301} 1", "A\u{2212}B\u{C9} 1", "A\u{2010}b\u{E9} 1"]
    let rows = forms.enumerated().map { "\($1),\(9 + $0),1,1,9\n" }.joined()
    let dataset = try read("study,tp,fp,fn,tn\n" + rows, DataSelection(allowDependent: true))
    #expect(Set(dataset.studies.map(\.label)) == [forms[0]])
    let warning = try #require(dataset.warnings.first { $0.code == .mergedLabels })
    #expect(warning.message.contains("\"\(forms[0])\" = \"\(forms[1])\""))
    #expect(failure("study,tp,fp,fn,tn\n" + rows)?.message.contains("also written") == true)
    #expect(labelKey("Stra\u{DF}e") == labelKey("STRASSE"))
    #expect(labelKey("A b") != labelKey("Ab") && labelKey("Li 1") != labelKey("Li 2"))
  }

  @Test("A blank label is the study above")
  func mergedCells() throws {
    let text = """
      Study,Test,TP,FP,FN,TN
      Ahn 2010,CT,32,4,5,60
      ,MRI,30,5,7,59
      Bell 2012,CT,21,9,2,88
      ,MRI,20,8,3,89
      """
    let found = try #require(repeated(text))
    #expect(found.study == "Ahn 2010" && found.lines == [2, 3] && found.hasFilledLabels)
    #expect(failure(text)?.message.contains("blank labels taken as the study above") == true)
    let levels = try readAccuracyDataByLevel(
      .bytes(Array(text.utf8), name: "t"), selection: DataSelection(by: "Test"))
    #expect(levels[1].dataset.studies.map(\.label) == ["Ahn 2010", "Bell 2012"])
    let warning = try #require(levels[1].dataset.warnings.first { $0.code == .filledLabels })
    #expect(warning.message.contains("2 rows") && warning.message.contains("lines 3, 5"))
    let chosen = DataSelection(
      filters: [DataFilter(column: "study", value: "Ahn 2010")], allowDependent: true)
    #expect(try read(text, chosen).studies.map(\.row) == [2, 3])
    // Nothing stands above the first row, and NA is no merged cell.
    let first = "study,tp,fp,fn,tn\n,9,1,1,9\nA,8,1,1,9\nNA,7,1,1,9\n"
    #expect(
      try read(first).studies.map(\.label) == ["row on line 2", "A", "row on line 4"])
  }

  @Test("A row of totals below merged cells is one")
  func totalsBesideABlankLabel() {
    let head = "Study,Test,TP,FP,FN,TN\nAhn,CT,32,4,5,60\nBo,CT,21,9,2,88\n"
    #expect(failure(head + ",Total,60,13,7,148\n")?.message.contains("row of totals") == true)
    #expect(failure(head + ",,53,13,7,148\n")?.message.contains("column sums") == true)
    let unnamed = "Quelle,TP,FP,FN,TN\nAhn,32,4,5,60\nBo,21,9,2,88\nTotal,60,13,7,148\n"
    #expect(failure(unnamed)?.message.contains("row of totals") == true)
  }
}
