import Testing

@testable import AccuracyData

@Suite("Cells in other columns or rows than they seem are refused, and ordinary files are read")
struct ShiftedRowTests {
  @Test(
    "Row names without a name in the header",
    arguments: [
      "id,TP,FN,FP,TN,notes\n1,101,32,5,4,60,\n2,102,41,2,9,88,\n",
      "\"id\",\"TP\",\"FN\",\"FP\",\"TN\",\"notes\"\n\"1\",101,32,5,4,60,\"\"\n\"2\",102,41,2,9,88,\"\"\n",
      "id\tTP\tFN\tFP\tTN\tnotes\n3\t101\t32\t5\t4\t60\t\n7\t102\t41\t2\t9\t88\t\n",
      "study,TP,FN,FP,TN,notes\n1,Ahn,32,5,4,60,\n2,Bo,41,2,9,88,\n",
      "study,TP,FN,FP,TN,notes\n1,101,32,5,4,60,\n2,102,41,2,9,88,good\n",
      "TP,FN,FP,TN,notes\n1,32,5,4,60,\n2,41,2,9,88,\n* a note\n",
      "year,TP,FN,FP,TN,notes\nAhn,2010,32,5,4,60,\nBo,2012,41,2,9,88,\n",
    ])
  func rowNames(_ text: String) throws {
    let error = try #require(failure(text))
    guard case .rowNames(_, 2, let fields, _) = error else {
      Issue.record("\(error.message)")
      return
    }
    #expect(error.message.contains("\(fields + 1) fields where the header has \(fields)"))
    #expect(error.message.contains("row names without a header") && error.kind == .malformed)
  }

  @Test(
    "Separators at the end of every row",
    arguments: [
      "study,TP,FP,FN,TN\nAhn,32,4,5,60,\nBo,21,9,2,88,\n",
      "id,TP,FP,FN,TN\n1,32,4,5,60,\n2,21,9,2,88,\n",
      "id,TP,FP,FN,TN,year\n1,32,4,5,60,2010,\n2,21,9,2,88,2012,\n",
      "study,TP,FP,FN,TN,cut\nAhn,32,4,5,60,7,\nBo,21,9,2,88,8,\n",
      "id,TP,FP,FN,TN,n1\n1,32,4,5,60,37,\n2,21,9,2,88,23,\n",
      "id,TP,FP,FN,TN,note\n1,32,4,5,60,x,\n2,21,9,2,88,,\n",
      "year,TP,FP,FN,TN,cut\n2010,32,4,5,60,7,\n2010,21,9,2,88,8,\n",
    ])
  func separatorsAtTheEnd(_ text: String) throws {
    let dataset = try read(text)
    #expect(cells(dataset) == [[32, 4, 5, 60], [21, 9, 2, 88]])
    #expect(dataset.warnings.contains { $0.code == .trailingSeparators })
  }

  @Test(
    "A quotation mark without its partner",
    arguments: [
      // In the last column, closed two rows below, or one.
      ("Ahn,CT,32,4,5,60,\"low\nBo,CT,21,9,2,88,high\nCy,CT,47,3,11,95,low\"\n", 2, 7, 4),
      ("Ahn,CT,32,4,5,60,\"low\nBo,CT,21,9,2,88,low\"\n", 2, 7, 3),
      // Before the counts.
      ("Ahn,\"CT,32,4,5,60,x\nBo,CT\",21,9,2,88,x\n", 2, 2, 3),
      // Ditto marks typed by hand.
      ("Ahn,CT,32,4,5,60,\n\",MRI,30,5,7,59,\nBo,CT,21,9,2,88,\n\",MRI,20,8,3,89,\n", 3, 1, 5),
      // With missing counts, and a separator too few.
      ("Ahn,CT,32,4,5,60,\"x\nBo,CT,21,NA,2,,y\nCy,CT,1,2,3,4,\"\n", 2, 7, 4),
      ("Ahn,CT,32,4,5,60,\"x\nBo,CT,21,9,2,88\nCy,\"\n", 2, 7, 4),
    ])
  func openQuotes(_ rows: String, line: Int, field: Int, closing: Int) throws {
    for (separator, end) in [(",", "\n"), (";", "\r\n"), ("\t", "\r")] {
      let text = ("study,test,TP,FP,FN,TN,notes\n" + rows + "Z,CT,9,1,1,9,\n")
        .replacing(",", with: separator).replacing("\n", with: end)
      let error = try #require(failure(text))
      #expect(
        error == .swallowedRow(file: "test.csv", line: line, field: field, closing: closing))
      #expect(error.message.contains("closed on line \(closing) only"))
    }
  }

  @Test("A quotation mark without its partner in the header")
  func openQuoteInTheHeader() {
    let text = "study,TP,FP,FN,TN,\"notes\nAhn,32,4,5,60,low\"\nBo,21,9,2,88,x\n"
    #expect(failure(text) == .swallowedRow(file: "test.csv", line: 1, field: 6, closing: 2))
  }

  @Test("Cells of several lines are read")
  func severalLines() throws {
    let text =
      "study,notes,\"TP\n(n)\",FP,FN,TN\nAhn,\"low risk,\nbut mixed, unclear\",32,4,5,60\n"
      + "\"Bo,\n2012\",\"cut-offs 5, 10, 15, 20\nng/ml, 2010, 12, 13\",21,9,2,88\n"
    #expect(cells(try read(text)) == [[32, 4, 5, 60], [21, 9, 2, 88]])
  }

  @Test(
    "A separator in a cell without quotation marks",
    arguments: [
      ("study,year,TP,FP,FN,TN,\nAhn,2010,32,4,5,60,\nBo, J,2012,21,9,2,88\n", "7 fields"),
      ("study,year,TP,FP,FN,TN,note,\nAhn,2010,32,4,5,60,x,\nBo, J,2012,21,9,2,88,y\n", "8 fields"),
      (
        "study,year,TP,FP,FN,TN,p,\nAhn,2010,32,4,5,60,0.1,\nBo, J,2012,21,9,2,88,0.5\n", "8 fields"
      ),
      ("study,TP,FP,FN,TN,\nAhn,32,4,5,60,\nBo,1,060,9,2,88\nCy,7,1,1,9,\n", "6 fields"),
      ("study,TP,FP,FN,TN,Notes\nAhn,32,4,5,60,\nBo,1,060,9,2,88\n", "\"88\" under \"Notes\""),
      ("study,TP,FP,FN,TN,Notes\nAhn,32,4,5,60,\nBo,1,200,9,2,88\n", "\"88\" under \"Notes\""),
      ("study,TP,FP,FN,TN,Notes\nAhn,32,4,5,60,\nBo,10,2,3,4,000\n", "\"000\" under \"Notes\""),
      ("study,TP,FP,FN,TN,Notes\nAhn,32,4,5,60,x\nBo,7,1,1,9,\nCy,10,2,3,4,120\n", "\"120\" under"),
      ("study,TP,FP,FN,TN,country\nAhn,32,4,5,60,UK\nBo,10,2,3,4,120\n", "\"120\" under"),
      ("study,TP,FP,FN,TN,country\nAhn,32,4,5,60,\nBo,1,060,9,2,88\n", "\"88\" under \"country\""),
    ])
  func spilledRows(_ text: String, _ needle: String) throws {
    let error = try #require(failure(text))
    #expect(error.message.contains(needle), "\(error.message)")
    #expect(error.message.contains("quotation marks") && error.kind == .malformed)
  }

  @Test("All faulty rows are named, where every row is shifted too")
  func allRowsShifted() throws {
    let text = "study,year,TP,FP,FN,TN,\nAhn, J,2010,32,4,5,60\nBo, J,2012,21,9,2,88\n"
    let message = try #require(failure(text)).message
    #expect(message.contains("2 faults: line 2: 7 fields") && message.contains("line 3: 7 fields"))
  }

  @Test(
    "Numbers and notes of single rows are no faults",
    arguments: [
      "study,TP,FP,FN,TN,excluded\nAhn,32,4,5,60,\nBo,21,9,2,88,120\n",
      "study,year,TP,FP,FN,TN,\nAhn,2010,32,4,5,60,see text\nBo,in press,21,9,2,88,\n",
      "study,TP,FP,FN,TN,x\nAhn,032,004,005,060,\nBo,021,009,002,088,y\n",
      "study,TP,FP,FN,TN,Notes\nAhn,32,4,5,60,12 lost\nBo,21,9,2,88,\n",
    ])
  func noFaults(_ text: String) throws {
    #expect(cells(try read(text)) == [[32, 4, 5, 60], [21, 9, 2, 88]])
  }
}
