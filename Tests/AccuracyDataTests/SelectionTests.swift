import Testing

@testable import AccuracyData
@testable import DataReading
@testable import TabularText

@Suite("Which rows make the data set")
struct SelectionTests {
  private let text = """
    study,tp,fp,fn,tn,test,cutoff,site
    A,9,1,1,9,CT,1,x
    A,8,1,2,9,MRI,2.50,x
    B,7,1,3,9,CT, 1.0 ,x
    C,9,2,1,9,MRI,NA,y
    D,9,3,1,9,CT,2.5,y
    E,,,,,US,3,y
    """

  private func labels(_ filters: [(String, String)]) throws -> [String] {
    let chosen = filters.map { DataFilter(column: $0.0, value: $0.1) }
    let selection = DataSelection(filters: chosen, allowDependent: true)
    let dataset = try read(text, selection)
    #expect(dataset.filters == chosen)
    return dataset.studies.map(\.label)
  }

  @Test func conditions() throws {
    #expect(try labels([]) == ["A", "A", "B", "C", "D"])
    #expect(try labels([("TEST", " CT ")]) == ["A", "B", "D"])
    #expect(try labels([("cutoff", "1")]) == ["A", "B"])
    #expect(try labels([("cutoff", "1.00")]) == ["A", "B"])
    #expect(try labels([("cutoff", "2.5")]) == ["A", "D"])
    #expect(try labels([("cutoff", "")]) == ["C"])
    #expect(try labels([("cutoff", "nan")]) == ["C"])
    #expect(try labels([("test", "CT"), ("site", "x")]) == ["A", "B"])
    #expect(try labels([("tp", "9")]) == ["A", "C", "D"])
    #expect(try labels([("study", "A")]) == ["A", "A"])
  }

  @Test("Long identifiers are not compared as numbers, and words are not numbers")
  func comparison() {
    #expect(comparisonKey("1") == comparisonKey("1.0"))
    #expect(comparisonKey("-0") == comparisonKey("0"))
    #expect(comparisonKey("1e2") == comparisonKey("100"))
    #expect(comparisonKey("9007199254740993") != comparisonKey("9007199254740992"))
    #expect(comparisonKey("inf") != comparisonKey("infinity"))
    #expect(comparisonKey("ct") != comparisonKey("CT"))
    #expect(comparisonKey("0x10") != comparisonKey("16"))
    #expect(comparisonKey("NA") == comparisonKey("."))
    #expect(comparisonKey("number 1.0") != comparisonKey("1"))
  }

  @Test func filterArguments() throws {
    #expect(try DataFilter(parsing: "test=CT") == DataFilter(column: "test", value: "CT"))
    #expect(try DataFilter(parsing: " a b = x=y ") == DataFilter(column: "a b", value: "x=y"))
    #expect(try DataFilter(parsing: "a=") == DataFilter(column: "a", value: ""))
    for text in ["test", "=CT", "", "  = "] {
      do {
        _ = try DataFilter(parsing: text)
        Issue.record("\(text) was taken for a condition")
      } catch {
        #expect(error.kind == .usage)
        #expect(error.message.contains("COLUMN=VALUE"))
      }
    }
  }

  @Test("One data set a level, in order of appearance, numbers by value")
  func levels() throws {
    let byTest = try readAccuracyDataByLevel(
      .bytes(Array(text.utf8), name: "t"), selection: DataSelection(by: "Test"))
    #expect(byTest.map(\.level) == ["CT", "MRI"])
    #expect(byTest.map { $0.dataset.studies.map(\.label) } == [["A", "B", "D"], ["A", "C"]])
    #expect(byTest[1].dataset.level == DataFilter(column: "test", value: "MRI"))
    #expect(
      byTest[0].dataset.warnings.last?.message == "No usable row where test is US; left out.")
    let byCutoff = try readAccuracyDataByLevel(
      .bytes(Array(text.utf8), name: "t"), selection: DataSelection(by: "cutoff"))
    #expect(byCutoff.map(\.level) == ["1", "2.50", "(missing)"])
    #expect(byCutoff.map { $0.dataset.studies.count } == [2, 2, 1])
  }

  @Test("Several columns are crossed: the observed combinations, in order of appearance")
  func crossedLevels() throws {
    let rows = [
      "A,9,1,1,9,CT,1", "B,9,1,1,9,MRI,2", "C,9,1,1,9,CT,", "D,9,1,1,9,CT,2", "A,8,1,2,9,MRI,2.0",
      "E,8,1,2,9,\"a, b\",1", "F,8,1,2,9,CT,1.0",
    ]
    let data = DataSource.bytes(
      Array((["study,tp,fp,fn,tn,test,cutoff"] + rows).joined(separator: "\n").utf8), name: "t")
    let crossed = try readAccuracyDataByLevel(data, selection: DataSelection(by: "TEST, cutoff"))
    #expect(
      crossed.map(\.level) == [
        "CT, 1", "MRI, 2", "CT, (missing)", "CT, 2", "\"a, b\", 1",
      ])
    let studies = crossed.map { $0.dataset.studies.map(\.label) }
    #expect(studies == [["A", "F"], ["B", "A"], ["C"], ["D"], ["E"]])
    #expect(crossed[0].dataset.level == DataFilter(column: "test, cutoff", value: "CT, 1"))
    // A column named twice is crossed once; the other order names and orders nothing else anew.
    let twice = try readAccuracyDataByLevel(data, selection: DataSelection(by: "test,Test"))
    #expect(twice.map(\.level) == ["CT", "MRI", "\"a, b\""].map { $0.replacing("\"", with: "") })
    guard
      case .unknownColumn(_, _, let name, _) = failure(
        String(decoding: try data.contents(), as: UTF8.self), DataSelection(by: "test,site"))
    else {
      Issue.record("there is no column site")
      return
    }
    #expect(name == "site")
  }

  @Test("At most 200 combinations are analysed one by one")
  func tooManyCombinations() {
    let rows = (0..<201).map { "S\($0),9,1,1,9,\($0 / 20),\($0 % 20)" }
    func text(_ count: Int) -> String {
      (["study,tp,fp,fn,tn,a,b"] + rows.prefix(count)).joined(separator: "\n")
    }
    #expect(failure(text(200), DataSelection(by: "a,b")) == nil)
    guard
      case .tooManyLevels(_, let column, 201, 200) = failure(
        text(201), DataSelection(by: "a,b"))
    else {
      Issue.record("201 combinations were taken")
      return
    }
    #expect(column == "a, b")
  }

  @Test("A cell that says (missing) is of the level of blank cells, which --where finds so")
  func levelsOfOneName() throws {
    let cells = ["(missing)", "CT", "", "NA", "CT", "(missing)"]
    let rows = zip("ABCDEF", cells).map { "\($0),9,1,1,9,\($1)" }
    let data = DataSource.bytes(
      Array((["study,tp,fp,fn,tn,g"] + rows).joined(separator: "\n").utf8), name: "t")
    let levels = try readAccuracyDataByLevel(data, selection: DataSelection(by: "g"))
    #expect(levels.map(\.level) == ["(missing)", "CT"])
    #expect(levels.map { $0.dataset.studies.map(\.label) } == [["A", "C", "D", "F"], ["B", "E"]])
    for value in ["(missing)", "NA", ""] {
      let filters = [try DataFilter(parsing: "g=\(value)")]
      let chosen = try readAccuracyData(data, selection: DataSelection(filters: filters))
      #expect(chosen.studies.map(\.label) == ["A", "C", "D", "F"], "\(value)")
    }
  }

  @Test("With levels, a study may be in one row of each, also when all are described together")
  func dependenceWithinLevels() throws {
    #expect(failure(text) != nil)
    #expect(try read(text, DataSelection(by: "test")).studies.count == 5)
    guard case .repeatedStudy(_, let repeated) = failure(text, DataSelection(by: "site")) else {
      Issue.record("study A is in two rows of site x")
      return
    }
    #expect(repeated.level == "x" && repeated.lines == [2, 3])
    #expect(repeated.separatingColumns == ["test", "cutoff"])
  }

  @Test("An empty row, or a dropped one, does not make a study appear twice")
  func onlyUsableRowsCount() throws {
    let rows = "study,tp,fp,fn,tn\nA,9,1,1,9\nA,,,,\nB,9,1,1,8\nB,5,,5,\n"
    #expect(failure(rows) != nil)
    #expect(try read(rows, DataSelection(oneArm: .drop)).studies.map(\.label) == ["A", "B"])
  }

  @Test("Labels that differ only in case or in the number of spaces are one study")
  func labelsAreFolded() throws {
    let text = "study,tp,fp,fn,tn\nA b,9,1,1,9\na  b,8,1,1,9\n A c ,8,1,2,9\nAb,7,1,1,9\n"
    guard case .repeatedStudy(_, let repeated) = failure(text) else {
      Issue.record("A b is in two rows")
      return
    }
    #expect(repeated.lines == [2, 3] && repeated.repeatedStudies == 1)
  }

  @Test("Rows that only look like totals are studies")
  func notTotals() throws {
    for label in ["Allan 2003", "Summers", "All et al. 2001", "Totaro 1999", "Poole"] {
      #expect(failure("study,tp,fp,fn,tn\nA,9,1,1,9\n\(label),8,1,1,9\n") == nil)
    }
    // Equal to one other row is no sum: that needs two others.
    #expect(failure("study,tp,fp,fn,tn\nA,9,1,1,9\nB,9,1,1,9\n") == nil)
    // Three counts of four are sums, each time another three.
    for counts in ["17,2,2,17", "17,2,3,18", "17,3,2,18", "16,2,2,18"] {
      #expect(failure("study,tp,fp,fn,tn\nA,9,1,1,9\nB,8,1,1,9\nC,\(counts)\n") == nil)
    }
    #expect(failure("study,tp,fp,fn,tn\nA,9,1,1,9\nB,8,1,1,9\nC,17,2,2,18\n") != nil)
  }

  @Test func arguments() {
    #expect(DataSource(argument: "-") == .standardInput)
    #expect(DataSource(argument: "a/b.csv") == .file("a/b.csv"))
    #expect(DataSource(argument: "EXAMPLE:Audit-C") == .example("Audit-C"))
    #expect(DataSource(argument: "example:NaF-PET-ct").name == "example:naf_pet_ct")
    #expect(DataSource(argument: "-").name == "standard input")
  }
}
