import Testing

@testable import AccuracyData

@Suite("Files of ordinary reviews are read, and what is wrong with others is said")
struct OrdinaryFileTests {
  private let counts = ["32,4,5,60", "30,5,7,59", "21,9,2,88"]

  private func table(_ header: String, _ rows: [String], _ columns: String = "TP,FP,FN,TN")
    -> String
  {
    "\(header),\(columns)\n" + zip(rows, counts).map { "\($0),\($1)\n" }.joined()
  }

  @Test(
    "Dates prove no decimal mark",
    arguments: [
      ("Datum", ["05.2010", "06.2012"]), ("Datum", ["5.2010", "12.2012"]),
      ("wann", ["5.2010", "12.2012"]),
      ("when", ["2010.05", "2012.11"]), ("wann", ["05.03", "12.12"]),
      ("Uhrzeit", ["9.30", "12.15"]),
      ("date of study", ["5.10", "6.12"]),
    ])
  func dates(_ name: String, _ values: [String]) throws {
    let text = "study;\(name);TP;FP;FN;TN\nA;\(values[0]);32;4;5;1,000\nB;\(values[1]);30;5;7;59\n"
    #expect(failure(text)?.message.contains("1000 or 1") == true)
    // Numbers do.
    let numbers = text.replacing(name, with: "crp").replacing(values[0], with: "0.5")
      .replacing(values[1], with: "12.25")
    #expect(try read(numbers).studies[0].trueNegatives == 1000)
  }

  @Test("Decimal commas with zeros only are whole numbers where no comma separates fields")
  func decimalZeros() throws {
    for separator in [";", "\t"] {
      let text = "study;TP;FP;FN;TN\nA;32,0;4;5,00;1.060,0\nB;30,0;5;;59\n"
        .replacing(";", with: separator)
      #expect(cells(try read(text)) == [[32, 4, 5, 1060], [-1, 5, -1, 59]])
    }
    for text in [
      // In quotation marks between commas, with other digits, against decimal points, or negative.
      "study,TP,FP,FN,TN\nA,\"32,0\",4,5,60\n", "study;TP;FP;FN;TN\nA;32,5;4;5;60\n",
      "study;TP;FP;FN;TN\nA;32,0;4.0;5;60\n", "study;crp;TP;FP;FN;TN\nA;0.5;32,0;4;5;60\n",
      "study;TP;FP;FN;TN\nA;-32,0;4;5;60\n",
    ] { #expect(failure(text)?.kind == .malformed, "\(text)") }
  }

  @Test(
    "Numbered studies beside criteria with a year",
    arguments: [
      ("Study ID,Author,Year,Reference standard", "ACR 1987 criteria", "Ahn,2010", "Bo,2012"),
      ("Study ID,Author,Year,Diagnosis", "DSM-IV 1994", "Ahn,2010", "Ahn,2012"),
      ("No,Author,PMID,Spirometry", "GOLD 2017", "Ahn,2000001", "Bo,2000002"),
      ("Study ID,Author,PMID,Criteria", "GOLD 2017", "Ahn,2000001", "Ahn,2000002"),
      (
        "Study ID,Reference,Year,Inclusion", "Jan 2001 to Dec 2004", "Ahn 2010,2010", "Bo 2012,2012"
      ),
    ])
  func datedCriteria(_ header: String, _ kind: String, _ first: String, _ second: String) throws {
    let text = table(header, ["1,\(first),\(kind)", "2,\(second),\(kind)"])
    #expect(codes(try read(text)).filter { $0 != "rows_numbered" } == [], "\(text)")
  }

  @Test("Numbers of studies with an author in two years raise no alarm")
  func numberedAuthors() throws {
    let text = table("study_id,author,year", ["1,Smith,2010", "2,Smith,2012", "3,Cho,2015"])
    #expect(codes(try read(text)) == [])
  }

  @Test("Two columns of one name that are no counts are two columns")
  func columnsOfOneName() throws {
    let text =
      "study,TP,FP,FN,TN,Se,95% CI,Sp,95% CI,95% ci\nA,32,4,5,60,.9,.8-.95,.9,.7-.99,x\n"
      + "B,30,5,7,59,.8,.7-.9,.9,.8-.95,y\n"
    let dataset = try read(text)
    #expect(codes(dataset) == ["duplicate_column", "duplicate_column"])
    #expect(dataset.columns.suffix(4) == ["95% CI", "Sp", "95% CI (2)", "95% ci (3)"])
    let filter = try DataFilter(parsing: "95% CI (2)=.8-.95")
    #expect(try read(text, DataSelection(filters: [filter])).studies.map(\.label) == ["B"])
    #expect(dataset.studies[0].covariate("95% CI (2)") == ".7-.99")
  }

  @Test(
    "Sizes that no cell agrees with are covariates",
    arguments: [
      ("N1", ["1", "2", "3"]), ("Diseased", ["36.6", "40.1", "12"]),
      ("diseased", ["yes", "no", "yes"]),
      ("N0,N2", ["1,7", "2,8", "3,9"]), ("N2", ["3", "", "4"]),
    ])
  func sizes(_ names: String, _ values: [String]) throws {
    let text = table("study,\(names)", values.enumerated().map { "S\($0),\($1)" })
    let dataset = try read(text)
    #expect(cells(dataset)[2] == [21, 9, 2, 88])
    #expect(codes(dataset).first == "unused_counts")
    let name = String(names.split(separator: ",")[0])
    #expect(
      dataset.studies[0].covariate(name) == values[0].split(separator: ",").first.map(String.init))
  }

  @Test("Sizes that some cells agree with, or other cells, are faults")
  func wrongSizes() throws {
    let one = table("study,n1", ["A,37", "B,38", "C,23"])
    #expect(failure(one)?.message.contains("38 contradicts the row") == true)
    // FP and FN are swapped in the header.
    let swapped = table("study,n1", ["A,37", "B,37", "C,23"], "TP,FN,FP,TN")
    #expect(failure(swapped)?.message.contains("3 faults") == true)
    let beside = table("study,n0,n2", ["A,64,1", "B,64,2", "C,97,3"])
    #expect(codes(try read(beside)) == ["unused_counts"])
  }

  @Test(
    "A name in two years is two studies, whatever its column",
    arguments: [
      "Study,Year", "Study ID,year", "Name,Publikationsjahr", "Trial,Year", "Reference,Year",
      "Author,Date", "Studie,Jahr", "Study name,Publication year", "id,study,year",
    ])
  func twoYears(_ header: String) throws {
    let number = header.hasPrefix("id")
    let rows = ["Smith,2010", "Smith,2012", "Cho,2015"].enumerated()
      .map { number ? "\($0 + 1),\($1)" : $1 }
    let dataset = try read(table(header, rows))
    #expect(dataset.studies.map(\.label) == ["Smith 2010", "Smith 2012", "Cho 2015"])
    #expect(codes(dataset) == ["possible_dependence"])
    // Two rows of one year are one study.
    let again = try #require(failure(table(header, [rows[0], rows[0], rows[1]])))
    #expect(again.message.contains("\"Smith 2010\" is in 2 rows"))
  }

  @Test("Years of follow-up, and labels with years, are not joined")
  func otherYears() throws {
    let followUp = try #require(failure(table("Study,Year", ["Smith,1", "Smith,2", "Cho,2"])))
    #expect(
      followUp.message.contains("use --study Study,Year if these are different studies, --by Year"))
    let dated = try #require(
      failure(table("Study,Year", ["Smith 2010,2010", "Smith 2010,2012", "Cho 2015,2015"])))
    #expect(dated.message.contains("\"Smith 2010\" is in 2 rows"))
    let once = try read(table("Study,Year", ["Smith,2010", "Li,2012", "Cho,2015"]))
    #expect(once.studies.map(\.label) == ["Smith", "Li", "Cho"] && codes(once) == [])
  }

  @Test(
    "Other names of counts",
    arguments: [
      "TPs,FPs,FNs,TNs", "# TP,# FP,# FN,# TN", "TP n,FP n,FN n,TN n", "TP no.,FP no.,FN #,TN No.",
    ])
  func namesOfCounts(_ names: String) throws {
    #expect(cells(try read(table("study", ["A", "B", "C"], names)))[0] == [32, 4, 5, 60])
  }

  @Test(
    "Counts by other names are not passed over for one arm",
    arguments: [
      "TP,Faux positifs,FN,Vrais n\u{E9}gatifs", "TP,FP MRI,FN,TN MRI", "True +,FP,False -,TN",
      "TP,FP+,FN,TN+", "VP,FP,x,TN",
    ])
  func unreadCounts(_ names: String) throws {
    let error = try #require(failure(table("study", ["A", "B", "C"], names)))
    guard case .unreadCounts(_, 1, let columns, _) = error else {
      Issue.record("\(error.message)")
      return
    }
    #expect(columns.allSatisfy(error.message.contains) && !columns.isEmpty)
    let oneArm = "study,TP,FN,TNM,FP rate,FP %\nA,32,5,1,0.2,20\nB,30,7,2,0.3,30\n"
    #expect(try read(oneArm).studies.count == 2)
  }

  @Test("A footnote below a table whose first column is a count")
  func footnotes() throws {
    for note in ["* Counts from the authors", "Note: by letter"] {
      let text = "TP,FP,FN,TN\n32,4,5,60\n30,5,7,59\n\(note),,,\n"
      #expect(codes(try read(text)) == ["footnote", "rows_numbered"])
    }
    #expect(failure("TP,FP,FN,TN\n32,4,5,60\n*12,,,\n")?.message.contains("\"*12\"") == true)
  }

  @Test("What separates columns but is not read is named")
  func separators() throws {
    let quoted = "\"study\" \"TP\" \"FP\" \"FN\" \"TN\"\n\"1\" \"Ahn\" 32 4 5 60\n"
    for text in [quoted, "Table 1\n" + quoted, "study TP FP FN TN\nA 1 2 3 4\n"] {
      let message = try #require(failure(text)).message
      #expect(message.contains("separated by spaces") && message.contains("write.csv"))
    }
    for text in [
      "\"study,TP,FP,FN,TN\"\n\"A,1,2,3,4\"\n", "\"study;TP;FP;FN;TN\"\r\n\"A;1;2;3;4\"\r\n",
    ] {
      #expect(failure(text)?.message.contains("remove the marks round each row") == true)
    }
    #expect(failure("Results of TP and FN\nx\n")?.message.contains("no header row") == true)
  }
}
