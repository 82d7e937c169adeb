import Testing

@testable import AccuracyData
@testable import DataReading
@testable import TabularText

/// A file as a program or a person wrote it, and what it means; or words of the one message.
struct RealWorldFile: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  var counts: [[Int]] = []
  var labels: [String] = []
  var codes: Set<String> = []
  var refusal: [String] = []
  var selection = DataSelection()
  var testDescription: String { name }

  init(
    _ name: String, _ bytes: [UInt8], counts: [[Int]] = [], labels: [String] = [],
    codes: Set<String> = [], refusal: [String] = [], selection: DataSelection = DataSelection()
  ) {
    self.name = name
    self.bytes = bytes
    self.counts = counts
    self.labels = labels
    self.codes = codes
    self.refusal = refusal
    self.selection = selection
  }

  init(
    _ name: String, _ text: String, counts: [[Int]] = [], labels: [String] = [],
    codes: Set<String> = [], refusal: [String] = [], selection: DataSelection = DataSelection()
  ) {
    self.init(
      name, Array(text.utf8), counts: counts, labels: labels, codes: codes, refusal: refusal,
      selection: selection)
  }
}

private let plain = [[32, 4, 5, 60], [21, 9, 2, 88]]
private let names = ["Ahn 2010", "Bell 2012"]

private func utf16(_ text: String) -> [UInt8] {
  ([0xfeff] + Array(text.utf16)).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
}

private let spreadsheets = [
  RealWorldFile(
    "Excel, US: byte order mark, CR LF, thousands in quotation marks, decimals beside them",
    [0xef, 0xbb, 0xbf]
      + Array(
        "Study,TP,FP,FN,TN,Prevalence\r\nAhn 2010,32,4,5,\"1,060\",0.25\r\n".utf8)
      + Array("Bell 2012,21,9,2,88,0.5\r\n".utf8),
    counts: [[32, 4, 5, 1060], [21, 9, 2, 88]], labels: names, codes: ["thousands_separator"]),
  RealWorldFile(
    "Excel, US: thousands in quotation marks and nothing beside them",
    "Study,TP,FP,FN,TN\r\nAhn 2010,32,4,5,\"1,060\"\r\nBell 2012,21,9,2,88\r\n",
    refusal: ["line 2, column 5 (TN)", "1060 or 1.06"]),
  RealWorldFile(
    "Excel, Germany: semicolons, decimal commas, points as thousands",
    "Studie;TP;FP;FN;TN;Pr\u{E4}valenz\r\nAhn 2010;32;4;5;1.060;0,25\r\nBell 2012;21;9;2;88;0,5\r\n",
    counts: [[32, 4, 5, 1060], [21, 9, 2, 88]], labels: names, codes: ["thousands_separator"]),
  RealWorldFile(
    "Excel, Germany: points as thousands and nothing beside them",
    "Study;TP;FP;FN;TN\r\nAhn 2010;32;4;5;1.000\r\nBell 2012;21;9;2;2.000\r\nCho;47;3;11;995\r\n",
    refusal: ["line 2, column 5 (TN): \"1.000\" is 1000 or 1", "line 3, column 5 (TN)"]),
  RealWorldFile(
    "Excel, France: narrow no-break spaces as thousands, Windows-1252 is told",
    Array("Auteur;Ann\u{E9}e;TP;FP;FN;TN;Pr\u{E9}v\n".unicodeScalars.map { UInt8($0.value) })
      + Array("Ahn;2010;32;4;5;1".utf8) + [0xa0]
      + Array("060;0,25\nBell;2012;21;9;2;88;0,5\n".utf8),
    counts: [[32, 4, 5, 1060], [21, 9, 2, 88]], labels: names,
    codes: ["encoding", "thousands_separator"]),
  RealWorldFile(
    "Excel, Switzerland: apostrophes as thousands",
    "Study;TP;FP;FN;TN;Prev\nAhn 2010;32;4;5;1\u{2019}060;0.25\nBell 2012;21;9;2;88;0.5\n",
    counts: [[32, 4, 5, 1060], [21, 9, 2, 88]], labels: names, codes: ["thousands_separator"]),
  RealWorldFile(
    "Excel, Unicode text: UTF-16 and tabs",
    utf16("Study\tTP\tFP\tFN\tTN\r\nAhn 2010\t32\t4\t5\t60\r\nBell 2012\t21\t9\t2\t88\r\n"),
    counts: plain, labels: names, codes: ["encoding"]),
  RealWorldFile(
    "An old Mac: CR only", "Study,TP,FP,FN,TN\rAhn 2010,32,4,5,60\rBell 2012,21,9,2,88\r",
    counts: plain, labels: names),
  RealWorldFile(
    "No-break spaces round names and counts",
    "\u{A0}Study,TP\u{A0},FP,FN,TN\nAhn\u{A0}2010,\u{A0}32,4,5,60\u{A0}\nBell 2012,21,9,2,88\n",
    counts: plain, labels: ["Ahn\u{A0}2010", "Bell 2012"]),
  RealWorldFile(
    "Empty columns and rows that a spreadsheet keeps",
    "Study,TP,FP,FN,TN,,\nAhn 2010,32,4,5,60,,\n,,,,,,\nBell 2012,21,9,2,88,,\n,,,,,,\n,,,,,,\n",
    counts: plain, labels: names),
  RealWorldFile(
    "Rows with more separators than the header",
    "Study,TP,FP,FN,TN\nAhn 2010,32,4,5,60,\nBell 2012,21,9,2,88,,\n",
    counts: plain, labels: names, codes: ["trailing_separators"]),
  RealWorldFile(
    "Rows without the empty columns of the header",
    "Study,TP,FP,FN,TN,,\nAhn 2010,32,4,5,60\nBell 2012,21,9,2,88\n",
    counts: plain, labels: names, codes: ["trailing_separators"]),
  RealWorldFile(
    "Thousands without quotation marks that spill into a column without a name",
    "Study,TP,FP,FN,TN,\nAhn 2010,32,4,5,1,060\nBell 2012,21,9,2,88,\n",
    refusal: ["line 2", "6 fields where the header has 5"]),
  RealWorldFile(
    "Decimals of a statistics program in every count",
    "study,tp,fp,fn,tn\nAhn 2010,32.000,4.000,5.000,60.000\nBell 2012,21.000,9.000,2.000,88.000\n",
    counts: plain, labels: names, codes: ["decimal_zeros"]),
  RealWorldFile(
    "R: row names without a header, scientific notation, NA",
    "\"\",\"TP\",\"FP\",\"FN\",\"TN\"\n\"Ahn 2010\",32,4,5,1e+05\n\"Bell 2012\",21,NA,2,NA\n",
    counts: [[32, 4, 5, 100_000], [21, -1, 2, -1]], labels: names,
    codes: ["scientific_count", "missing_arm"]),
]

private let tables = [
  RealWorldFile(
    "RevMan: names of its columns",
    "Study ID,Year,True positives (TP),False positives (FP),False negatives (FN),"
      + "True negatives (TN),Sensitivity (95% CI)\n"
      + "Ahn 2010,2010,32,4,5,60,\"0.86 [0.71, 0.95]\"\nBell 2012,2012,21,9,2,88,-\n",
    counts: plain, labels: names),
  RealWorldFile(
    "A title, a line of groups and the header",
    "Table 2. Accuracy,,,,,\n,,Diseased,,Healthy,\nStudy,Test,TP,FN,FP,TN\n"
      + "Ahn 2010,CT,32,5,4,60\nBell 2012,CT,21,2,9,88\n",
    counts: plain, labels: names, codes: ["title_rows"]),
  RealWorldFile(
    "Units in a second row below the header",
    "Study,TP,FP,FN,TN\n,n,n,n,n\nAhn 2010,32,4,5,60\n",
    refusal: ["line 2, column 2 (TP): \"n\"", "line 2, column 5 (TN)"]),
  RealWorldFile(
    "Merged cells of studies with two tests",
    "Study,Test,TP,FP,FN,TN\nAhn 2010,CT,32,4,5,60\n,MRI,30,5,7,59\nBell 2012,CT,21,9,2,88\n",
    refusal: ["\"Ahn 2010\"", "lines 2, 3", "--by Test"]),
  RealWorldFile(
    "Merged cells, one test",
    "Study,Test,TP,FP,FN,TN\nAhn 2010,CT,32,4,5,60\n,MRI,30,5,7,59\nBell 2012,CT,21,9,2,88\n",
    counts: plain, labels: names, codes: ["filled_labels"],
    selection: DataSelection(filters: [DataFilter(column: "test", value: "CT")])),
  RealWorldFile(
    "A row of totals",
    "Study,TP,FP,FN,TN\nAhn 2010,32,4,5,60\nBell 2012,21,9,2,88\nTotal,53,13,7,148\n",
    refusal: ["line 4", "\"Total\""]),
  RealWorldFile(
    "Totals whose label is in another column",
    "Study,Test,TP,FP,FN,TN\nAhn 2010,CT,32,4,5,60\nBell 2012,CT,21,9,2,88\n,Total,53,13,7,148\n",
    refusal: ["line 4", "Total"]),
  RealWorldFile(
    "Footnotes of a table, padded and not",
    "Study,TP,FP,FN,TN\nAhn 2010*,32,4,5,60\nBell 2012,21,9,2,88\n\"* from the authors, by letter\",,,,\n"
      + "TP true positive\n",
    counts: plain, labels: ["Ahn 2010*", "Bell 2012"], codes: ["footnote"]),
  RealWorldFile(
    "A heading between the rows",
    "Study,TP,FP,FN,TN\nAhn 2010,32,4,5,60\nMRI studies\nBell 2012,21,9,2,88\n",
    refusal: ["line 3", "1 field"]),
  RealWorldFile(
    "Dashes and NR where nothing was reported",
    "Study,TP,FP,FN,TN\nAhn 2010,32,4,5,60\nBell 2012,21,\u{2013},2,\u{2013}\nCho,NR,3,NR,95\n",
    counts: [[32, 4, 5, 60], [21, -1, 2, -1], [-1, 3, -1, 95]],
    codes: ["missing_code", "missing_arm"]),
  RealWorldFile(
    "Cases and controls",
    "Study,TP,cases,TN,controls\nAhn 2010,32,37,60,64\nBell 2012,21,23,88,97\n",
    counts: plain, labels: names),
  RealWorldFile(
    "Cases as a covariate of a whole table",
    "Study,TP,FP,FN,TN,cases\nAhn 2010,32,4,5,60,9\nBell 2012,21,9,2,88,7\n",
    counts: plain, labels: names),
  RealWorldFile(
    "A column copied twice",
    "Study,TP,FP,FN,TN,tp\nAhn 2010,32,4,5,60,32\nBell 2012,21,9,2,88,21.0\n",
    counts: plain, labels: names, codes: ["duplicate_column"]),
  RealWorldFile(
    "Two columns of one name", "Study,TP,FP,FN,TN,TP\nAhn 2010,32,4,5,60,1\n",
    refusal: ["columns 2 and 6"]),
  RealWorldFile(
    "Percentages beside the counts",
    "Study,TP (n),TP (%),FP (n),FN (n),TN (n)\nAhn 2010,32,86,4,5,60\nBell 2012,21,91,9,2,88\n",
    counts: plain, labels: names),
  RealWorldFile(
    "Sensitivity only", "Study,TP,FN\nAhn 2010,32,5\nBell 2012,21,2\n",
    counts: [[32, -1, 5, -1], [21, -1, 2, -1]], labels: names,
    codes: ["missing_columns", "missing_arm"]),
  RealWorldFile(
    "Letters for the cells", "Study,a,b,c,d\nAhn 2010,32,4,5,60\n",
    refusal: ["no header row", "Study, a, b, c, d"]),
  RealWorldFile(
    "Quoted throughout, without a column",
    "\"Study\",\"TP\",\"FP\",\"FN\"\n\"Ahn 2010\",\"32\",\"4\",\"5\"\n",
    refusal: ["no column for TN (true negatives)"]),
  RealWorldFile(
    "Quoted throughout, without any count", "\"Study\",\"x\",\"y\"\n\"Ahn 2010\",\"32\",\"4\"\n",
    refusal: ["no header row", "found Study, x, y"]),
  RealWorldFile(
    "Spellings of one study", "Study,TP,FP,FN,TN\nAhn 2010,32,4,5,60\nAHN  2010,21,9,2,88\n",
    refusal: ["\"Ahn 2010\" is in 2 rows", "\"AHN  2010\""]),
]

@Suite("Tables as programs and people write them: exactly the counts they mean, or one message")
struct RealWorldFileTests {
  @Test(arguments: spreadsheets + tables)
  func isReadOrRefused(_ file: RealWorldFile) throws {
    guard file.refusal.isEmpty else {
      let error = try #require(failure(file.bytes, file.selection))
      #expect(error.kind == .malformed)
      for needle in file.refusal { #expect(error.message.contains(needle), "\(error.message)") }
      return
    }
    let dataset = try readAccuracyData(
      .bytes(file.bytes, name: "test.csv"), selection: file.selection)
    #expect(cells(dataset) == file.counts)
    if !file.labels.isEmpty { #expect(dataset.studies.map(\.label) == file.labels) }
    let found = Set(dataset.warnings.map(\.code.rawValue))
    #expect(found.subtracting(["few_studies", "zero_cell", "below_chance"]) == file.codes)
  }

  @Test("Large arms are named by study, once each")
  func largeArms() throws {
    let dataset = try read("study,tp,fp,fn,tn\nD,2000000,1,1,3e6\nE,9,1,1,9\n")
    let found = dataset.warnings.filter { $0.code == .largeArm }
    #expect(found.map(\.study) == ["D"])
    #expect(found[0].message.contains("2000001 diseased and 3000001 non-diseased"))
  }

  @Test("A file with one arm needs no columns of the other; half an arm is no arm")
  func oneArm() throws {
    let specificity = try read("study,fp,tn\nA,1,9\nB,2,8\n")
    #expect(
      cells(specificity) == [[-1, 1, -1, 9], [-1, 2, -1, 8]] && specificity.oneArmStudies == 2)
    let warning = try #require(specificity.warnings.first)
    #expect(warning.code == .missingColumns && warning.message.contains("TP and FN"))
    #expect(cells(try read("study,n1,tp\nA,10,9\n")) == [[9, -1, 1, -1]])
    for header in ["study,tp,fp", "study,tp,fn,fp", "study,tp,fn,n0", "study,tp"] {
      let row = String(repeating: ",1", count: header.split(separator: ",").count - 1)
      #expect(
        failure("\(header)\nA\(row)\n")?.message.contains("no column for") == true, "\(header)")
    }
    let dropped = failure("study,tp,fn\nA,9,1\n", DataSelection(oneArm: .drop))
    #expect(dropped?.message.contains("--one-arm use") == true)
    // Totals are seen also where both sums are of one arm.
    let rows = "study,tp,fn\nA,19,1\nB,28,3\nC,37,4\n"
    #expect(failure(rows + "Z,84,8\n")?.message.contains("column sums") == true)
    #expect(failure(rows + "Z,84,9\n") == nil)
  }

  @Test("Each kind of warning is cut where nobody reads on, and the rest is counted")
  func manyWarnings() throws {
    let rows = (0..<1000).map { "S\($0),\(1000 + $0),0,1,9\n" }.joined()
    let warnings = try read("study,tp,fp,fn,tn\n" + rows).warnings.filter { $0.code == .zeroCell }
    #expect(warnings.count == 201)
    #expect(warnings.reduce(0) { $0 + $1.count } == 1000)
    #expect(warnings.last?.row == nil && warnings.last?.message.contains("800 more rows") == true)
  }

  @Test("A field beyond a megabyte is no cell")
  func longField() throws {
    let limit = largestFieldInBytes
    func table(_ length: Int) -> String {
      "study,tp,fp,fn,tn,note\nA,9,1,1,9,\"\(String(repeating: "x", count: length))\"\n"
    }
    #expect(failure(table(limit)) == nil)
    let error = try #require(failure(table(limit + 1)))
    #expect(error == .text(.fieldTooLong(file: "test.csv", line: 2, field: 6)))
    #expect(error.kind == .malformed && error.message.contains("more than 1 MB"))
  }

  @Test("A name that is no text is opened by its bytes")
  func fileNames() throws {
    let source = DataSource.rawFile(Array("no-such-".utf8) + [0xe9] + Array(".csv".utf8))
    #expect(source.name == "no-such-\u{FFFD}.csv")
    #expect(throws: AccuracyDataError.self) { try readAccuracyData(source) }
  }
}
