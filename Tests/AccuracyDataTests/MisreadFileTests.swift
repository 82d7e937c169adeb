import Testing

@testable import AccuracyData

@Suite("What a file says in another way than it seems")
struct MisreadFileTests {
  private let head = "study,tp,fp,fn,tn"

  private func labels(_ text: String, _ condition: String) throws -> [String] {
    try read(text, DataSelection(filters: [DataFilter(parsing: condition)])).studies.map(\.label)
  }

  @Test("A typed decimal point is one against decimal commas, three places or not")
  func typedDecimals() throws {
    let text =
      "study;tp;fp;fn;tn;crp\nA;9;1;1;9;0,5\nB;8;1;1;9;1,5\nC;7;1;1;9;2,5\nD;6;1;1;9;3,25\n"
    #expect(try labels(text, "crp<2.125") == ["A", "B"])
    #expect(try labels(text, "crp<2,125") == ["A", "B"])
    #expect(try labels(text, "crp<2.12") == ["A", "B"])
    // Where cells have groups of three digits, the typed number has two readings.
    let grouped = text + "E;5;1;1;9;1.500\n"
    #expect(throws: AccuracyDataError.self) { try labels(grouped, "crp<2.125") }
    #expect(try labels(grouped, "crp<2,5") == ["A", "B"])
    let points = "\(head),crp\nA,9,1,1,9,0.5\nB,8,1,1,9,2.5\n"
    #expect(try labels(points, "crp<2.125") == ["A"])
    do {
      _ = try labels(points, "crp<2,125")
      Issue.record("2,125 was taken for 2125")
    } catch let error as AccuracyDataError {
      #expect(error.kind == .usage && error.message.contains("decimals or one with thousands"))
    }
  }

  @Test(
    "A further set of counts is told",
    arguments: [
      "tp.1,fp.1,fn.1,tn.1", "TP_2,FP_2,FN_2,TN_2", "tp...6,fp...7,fn...8,tn...9",
      "MRI_TP,MRI_FP,MRI_FN,MRI_TN", "TP (MRI),FP (MRI),FN (MRI),TN (MRI)",
    ])
  func furtherCounts(_ names: String) throws {
    let dataset = try read("\(head),\(names)\nA,9,1,1,9,5,1,4,8\nB,8,2,1,7,6,1,3,9\n")
    #expect(codes(dataset) == ["unused_counts"])
    #expect(dataset.warnings[0].message.contains(names.split(separator: ",")[0]))
  }

  @Test("Rates and notes beside the counts are no further set")
  func noFurtherCounts() throws {
    let text = "\(head),TP (%),TN (%),fp note,fn note\nA,9,1,1,9,90,90,x,y\nB,8,2,1,7,80,70,,z\n"
    #expect(codes(try read(text)) == [])
  }

  @Test("A header of one arm above the header is no title")
  func twoHeaders() throws {
    let text = "study,tp,fn\nA,9,1\nB,8,2\n\n\(head)\nC,7,1,1,9\n"
    let error = try #require(failure(text))
    #expect(error == .secondHeader(file: "test.csv", line: 5, first: 1))
    #expect(error.message.contains("lines 1 and 5 are both headers"))
    #expect(failure("Results of TP and FN\n\(head)\nC,7,1,1,9\n") == nil)
  }

  @Test("Positives may be positive tests")
  func ambiguousSizes() throws {
    let sizes = try read("study,tp,positives,fp,negatives\nA,1,4,2,6\nB,50,120,60,140\n")
    #expect(sizes.studies[0].falseNegatives == 3 && sizes.studies[1].trueNegatives == 80)
    let warnings = sizes.warnings.filter { $0.code == .ambiguousSize }.map(\.message)
    #expect(
      warnings.count == 2 && warnings[0].contains("positives")
        && warnings[1].contains("non-diseased"))
    #expect(
      try !read("study,tp,n1,fp,n0\nA,1,4,2,6\n").warnings.contains { $0.code == .ambiguousSize })
    // Beside all four counts they are not needed, whatever they mean.
    #expect(try read("\(head),positives,negatives\nA,9,1,2,9,10,11\n").studies.count == 1)
  }

  @Test("Names of columns that begin with an operator")
  func operatorsInNames() throws {
    let text = "\(head),>50y,<5,=x,!\nA,9,1,1,9,1,2,3,4\nB,8,1,1,9,0,1,4,5\n"
    for condition in [">50y=1", "<5=2", "=x=3", "!=4", "=x<4", ">50y > 0"] {
      #expect(try labels(text, condition) == ["A"], "\(condition)")
    }
    #expect(throws: AccuracyDataError.self) { try DataFilter(parsing: ">5") }
  }

  @Test("Excluded labels with commas are told apart")
  func excludedLabels() throws {
    let text = "\(head)\n\"Ahn, 2010\",9,1,1,9\nBo,8,1,1,9\nCy,7,1,1,9\n"
    let dataset = try read(text, DataSelection(excluded: ["Ahn, 2010,Bo"]))
    #expect(dataset.excluded == ["Ahn, 2010", "Bo"])
    let message = try #require(dataset.warnings.first { $0.code == .excludedStudy }).message
    #expect(message == "Left out by --exclude: 'Ahn, 2010', Bo.")
  }

  @Test("A label of any length is cut in messages")
  func longLabels() throws {
    let long = String(repeating: "x", count: 100_000)
    let dataset = try read("\(head)\n\(long),9,0,1,9\nB,,1,1,9\n\(long)y,9,0,1,9\n")
    #expect(codes(dataset).count >= 3)
    #expect(dataset.warnings.allSatisfy { $0.message.utf8.count < 400 })
  }
}
