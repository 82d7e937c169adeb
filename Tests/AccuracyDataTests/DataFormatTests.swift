import Digests
import Testing

@testable import AccuracyData
@testable import DataReading

@Suite("What the data format allows")
struct DataFormatTests {
  private let expected = [[1, 2, 3, 4], [50, 60, 70, 80]]

  @Test(
    "The same table in many spellings",
    arguments: [
      "study,TP,FP,FN,TN\nA,1,2,3,4\nB,50,60,70,80\n",
      "study,TP,FP,FN,TN\r\nA,1,2,3,4\r\nB,50,60,70,80",
      "study,TP,FP,FN,TN\rA,1,2,3,4\rB,50,60,70,80\r",
      "Tn;Study;Fn;Tp;Fp\n4;A;3;1;2\n80;B;70;50;60\n",
      "study\ttp\tfp\tfn\ttn\nA\t1\t2\t3\t4\nB\t50\t60\t70\t80\n",
      "study , tp, fp ,fn,tn\n A, 1 ,2,3,4\n\nB,50,60,70,80\n,,,,\n\n",
      "\"study\",\"tp\",\"fp\",\"fn\",\"tn\"\n\"A\",\"1\",\"2\",\"3\",\"4\"\nB,50,60,70,80\n",
      "study,tp,fp,fn,tn\nA,1.0,2.00,3,04\nB,50,60,70,80\n",
      "study,tp,n1,tn,n0\nA,1,4,4,6\nB,50,120,80,140\n",
      "study,tp,positives,fp,negatives\nA,1,4,2,6\nB,50,120,60,140\n",
      "study,fn,diseased,fp,non-diseased\nA,3,4,2,6\nB,70,120,60,140\n",
      "study,tp,fn,n1,tn,n2\nA,1,3,4,4,6\nB,50,NA,120,80,140\n",
      "study,True Positives,false_positives,FALSE NEGATIVES,true-negatives\nA,1,2,3,4\n"
        + "B,50,60,70,80\n",
      "study,tp,fp,fn,tn,\nA,1,2,3,4,\nB,50,60,70,80,\n",
    ])
  func spellings(_ text: String) throws {
    let dataset = try read(text)
    #expect(cells(dataset) == expected)
    #expect(dataset.studies.map(\.label) == ["A", "B"])
    let harmless = ["below_chance", "ambiguous_size"]
    #expect(codes(dataset).allSatisfy { code in harmless.contains { code.hasPrefix($0) } })
  }

  @Test("Title rows are skipped with a warning, and lines stay those of the file")
  func titleRows() throws {
    let dataset = try read(
      "Table 2. Results, all studies\n\n\"read by two,\nauthors\"\nstudy,tp,fp,fn,tn\nA,9,0,1,9\n")
    #expect(codes(dataset) == ["title_rows", "zero_cell 6"])
    #expect(dataset.studies[0].row == 6)
    #expect(dataset.warnings[0].message.contains("2 rows"))
    #expect(dataset.warnings[0].message.contains("line 5"))
  }

  @Test(
    "The column that names the study",
    arguments: [
      ("sid,id,author,year,studynames,study_id,study", "s7"),
      ("sid,id,author,year,studynames,study_id,site", "s6"),
      ("sid,id,author,year,Study Names,x,site", "s5"), ("sid,id,Author,Year,x,y,z", "s3 s4"),
      ("sid,id,author,when,x,y,z", "s3"), ("sid,ID,w,year,x,y,z", "s2"),
      ("SID,v,w,year,x,y,z", "s1"), ("u,v,w,year,x,y,z", "1"),
    ])
  func labels(_ header: String, _ label: String) throws {
    let dataset = try read("\(header),tp,fp,fn,tn\ns1,s2,s3,s4,s5,s6,s7,9,1,1,9\n")
    #expect(dataset.studies[0].label == label)
    let names = dataset.studies[0].covariates.map(\.name)
    #expect(names.count == (label == "1" ? 7 : 6))
    #expect(names.contains { $0.lowercased() == "year" } == header.lowercased().contains("year"))
  }

  @Test func labelsFromChosenColumns() throws {
    let text = "study,year,tp,fp,fn,tn\nA,1999,9,1,1,9\nA,2001,8,1,1,9\n,2002,8,2,1,9\n"
    func labels(_ column: String) throws -> [String] {
      try read(text, DataSelection(studyColumn: column)).studies.map(\.label)
    }
    #expect(try labels("Year") == ["1999", "2001", "2002"])
    #expect(try labels("study,year") == ["A 1999", "A 2001", "A 2002"])
    let author = "author,year,tp,fp,fn,tn\nSmith 2010,2010,9,1,1,9\nNA,,8,1,1,9\n"
    #expect(try read(author).studies.map(\.label) == ["Smith 2010", "row on line 3"])
  }

  @Test func covariatesAndColumns() throws {
    let dataset = try read("study,tp,fp,fn,tn,Type,n1,\nA,9,1,1,9,\"x, y\",10,\nB,8,1,1,9,NA,9,q\n")
    #expect(dataset.columns == ["study", "tp", "fp", "fn", "tn", "Type", "n1", "column 8"])
    #expect(
      dataset.studies[0].covariates == [
        StudyCovariate(name: "Type", value: "x, y"), StudyCovariate(name: "column 8", value: ""),
      ])
    #expect(dataset.studies[1].covariate("type") == "")
    #expect(dataset.studies[1].covariate("Column 8") == "q")
    #expect(dataset.studies[1].covariate("tp") == nil)
  }

  @Test("Missing arms, half arms and empty rows")
  func missing() throws {
    let text = """
      study,tp,fp,fn,tn
      A,9,1,1,9
      B,,2,,8
      C,8,NA,2,.
      D,7,1,nan,9
      E,NaN,,5,
      F,0,1,0,9
      G,,,,
      """
    let dataset = try read(text)
    #expect(
      cells(dataset) == [
        [9, 1, 1, 9], [-1, 2, -1, 8], [8, -1, 2, -1], [-1, 1, -1, 9], [-1, 1, -1, 9],
      ])
    #expect(
      codes(dataset) == [
        "missing_arm 3", "missing_arm 4", "half_arm 5", "half_arm 6", "empty_row 6",
        "missing_arm 7", "empty_row 8",
      ])
    #expect(dataset.emptyRows == 2 && dataset.oneArmStudies == 4)
    #expect(dataset.diseasedTotal == 20 && dataset.nondiseasedTotal == 40)
    let message = dataset.warnings[0].message
    #expect(message.contains("B has no diseased arm") && message.contains("specificity only"))

    let dropped = try read(text, DataSelection(oneArm: .drop))
    #expect(dropped.studies.map(\.label) == ["A"])
    #expect(dropped.oneArmStudies == 4 && dropped.emptyRows == 2)
    #expect(dropped.warnings[0].message.contains("left out"))
  }

  @Test("The digest is of the raw bytes, before any decoding")
  func provenance() throws {
    let text: [UInt8] = [0xef, 0xbb, 0xbf] + Array("study,tp,fp,fn,tn\nA,9,1,1,9\n".utf8)
    let dataset = try readAccuracyData(.bytes(text, name: "x.csv"))
    #expect(dataset.source == "x.csv" && dataset.title == nil)
    #expect(dataset.sha256 == SecureHash.hexDigest(of: text))
  }
}
