import Testing

@testable import AccuracyData
@testable import DataReading
@testable import TabularText

@Suite("Blank cells in a column by which rows are selected are refused or told")
struct BlankCellTests {
  private func table(_ values: [String]) -> String {
    "Test,study,TP,FP,FN,TN\n"
      + values.enumerated().map { "\($1),S\($0),\(20 + $0),1,\(2 + $0),\(30 + $0)\n" }.joined()
  }

  private func selections(_ condition: String) throws -> [DataSelection] {
    [DataSelection(filters: [try DataFilter(parsing: condition)]), DataSelection(by: "test")]
  }

  @Test(
    "Merged cells and ditto marks",
    arguments: [
      ["CT", "", "", "MRI", ""], ["CT", "", "CT", "", "MRI", ""], ["CT", "", "", ""],
      ["CT", "idem", "MRI", "MRI", "\u{2033}"], ["CT", "\"\"\"\"", "\"\"\"\"", "MRI", "MRI"],
      ["3 T", "", "1.5 T", ""],
    ])
  func mergedCells(_ values: [String]) throws {
    let text = table(values)
    for selection in try selections("test=\(values[0])") {
      let error = try #require(failure(text, selection))
      guard case .mergedCells(_, "Test", _, let lines) = error else {
        Issue.record("\(error.message)")
        continue
      }
      let blank = values.indices.filter { values[$0].isEmpty || isDittoMark(values[$0]) }
        .map { $0 + 2 }
      #expect(lines.count >= blank.count && lines.contains(3))
      #expect(error.kind == .malformed && error.message.contains("NA where it is missing"))
    }
    // What the message tells: a value in each cell, or NA.
    let filled = table(values.map { $0.isEmpty || isDittoMark($0) || $0 == "\"\"\"\"" ? "NA" : $0 })
    let condition = try DataFilter(parsing: "test=\(values[0])")
    #expect(failure(filled, DataSelection(filters: [condition])) == nil)
    // Nobody asks for the column.
    #expect(failure(text) == nil)
  }

  @Test("Missing values are told, with what becomes of their rows")
  func missingValues() throws {
    let text = table(["CT", "CT", "NA", "MRI", "", "MRI", "MRI"])
    func message(_ condition: String) throws -> String? {
      try read(text, DataSelection(filters: [DataFilter(parsing: condition)])).warnings
        .first { $0.code == .missingLevel }?.message
    }
    #expect(
      try message("test=CT")
        == "--where Test=CT: column \"Test\" has no value on lines 4, 6, so these 2 rows are left out."
    )
    #expect(try message("test!=CT")?.hasSuffix("these 2 rows are kept.") == true)
    #expect(try message("test=NA") == nil)
    #expect(try message("study!=S1") == nil)
    let levels = try readAccuracyDataByLevel(
      .bytes(Array(text.utf8), name: "t"), selection: DataSelection(by: "test"))
    #expect(levels.map(\.level) == ["CT", "(missing)", "MRI"])
    #expect(
      levels[0].dataset.warnings.contains {
        $0.code == .missingLevel && $0.count == 2 && $0.message.contains("the level (missing)")
      })
  }

  @Test("Missing numbers are no merged cells")
  func missingNumbers() throws {
    let text = table(["5", "", "7", "", "9", ""])
    for condition in ["test<8", "test=5", "test!=5"] {
      let dataset = try read(text, DataSelection(filters: [DataFilter(parsing: condition)]))
      #expect(dataset.warnings.contains { $0.code == .missingLevel }, "\(condition)")
    }
  }

  @Test("Numbers with decimal commas are equal by value")
  func decimalCommas() throws {
    let text =
      "study;cut;TP;FP;FN;TN\nA;0,5;32;4;5;60\nB;0,50;30;5;7;59\nC;1,5;21;9;2;88\nD;2;20;9;2;88\n"
    func labels(_ condition: String, _ text: String) throws -> [String] {
      try read(text, DataSelection(filters: [DataFilter(parsing: condition)])).studies.map(\.label)
    }
    for condition in ["cut=0,5", "cut=0,500", "cut=0.5", "cut = 0.50"] {
      #expect(try labels(condition, text) == ["A", "B"], "\(condition)")
    }
    #expect(try labels("cut!=0,5", text) == ["C", "D"] && labels("cut=2,0", text) == ["D"])
    // Beside words, and as levels.
    #expect(try labels("cut=0,5", text.replacing("1,5", with: "high")) == ["A", "B"])
    let levels = try readAccuracyDataByLevel(
      .bytes(Array(text.utf8), name: "t"), selection: DataSelection(by: "cut"))
    #expect(levels.map(\.level) == ["0,5", "1,5", "2"])
    // Against decimal points a comma is no decimal comma.
    let points = text.replacing("0,50", with: "0.50")
    #expect(try labels("cut=0,5", points) == ["A"])
    // Two rows of a study that differ in the spelling of a number only are not separated by it.
    let again = text.replacing("\nB;", with: "\nA;")
    #expect(failure(again)?.message.contains("no other column separates") == true)
  }
}
