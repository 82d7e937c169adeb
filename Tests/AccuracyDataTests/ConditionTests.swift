import Testing

@testable import AccuracyData
@testable import DataReading
@testable import TabularText

@Suite("Conditions, excluded studies and names with = , and quotes")
struct ConditionTests {
  private let text = #"""
    study,"Measurement (1 =Device)",group,"a,b",a,"say ""x""",x<y,x,tp,fp,fn,tn
    "Ahn, 2010",1,-1,p,1,u,5,1,9,1,1,9
    Bo,1,2,q,2,u,6,2,8,1,1,9
    Cy,0,NA,p,3,w,7,3.50,7,1,1,9
    Ahn,0,10,q,4,w,8,,6,1,1,9
    """#

  private func labels(_ conditions: [String], excluded: [String] = []) throws -> [String] {
    let selection = DataSelection(
      filters: try conditions.map { try DataFilter(parsing: $0) }, excluded: excluded)
    return try read(text, selection).studies.map(\.label)
  }

  @Test(
    "The longest column name that fits is meant",
    arguments: [
      ("Measurement (1 =Device)=0", ["Cy", "Ahn"]),
      ("measurement (1  =device) = 1", ["Ahn, 2010", "Bo"]),
      ("a,b=p", ["Ahn, 2010", "Cy"]), ("a=2", ["Bo"]), ("say \"x\"=w", ["Cy", "Ahn"]),
      ("x<y=7", ["Cy"]), ("x<3", ["Ahn, 2010", "Bo"]), ("x<y>6", ["Cy", "Ahn"]),
      ("study=ahn, 2010", ["Ahn, 2010"]),
    ])
  func longestName(_ condition: String, _ expected: [String]) throws {
    #expect(try labels([condition]) == expected)
  }

  @Test(
    "Other values, and smaller and larger numbers",
    arguments: [
      ("group!=2", ["Ahn, 2010", "Cy", "Ahn"]), ("group!=NA", ["Ahn, 2010", "Bo", "Ahn"]),
      ("group<2", ["Ahn, 2010"]), ("group<=2.0", ["Ahn, 2010", "Bo"]), ("group>2", ["Ahn"]),
      ("group>=2", ["Bo", "Ahn"]), ("x>=3.5", ["Cy"]), ("tp>7.5", ["Ahn, 2010", "Bo"]),
      ("x <= 2", ["Ahn, 2010", "Bo"]), ("x=3.5", ["Cy"]),
    ])
  func relations(_ condition: String, _ expected: [String]) throws {
    #expect(try labels([condition]) == expected)
  }

  @Test("Values in order need numbers on both sides")
  func orderNeedsNumbers() {
    func message(_ condition: String) -> String {
      do {
        return try labels([condition]).joined()
      } catch {
        #expect((error as? AccuracyDataError)?.kind == .usage)
        return (error as? AccuracyDataError)?.message ?? "\(error)"
      }
    }
    #expect(message("a,b<3").contains("line 2, column 4") && message("a,b<3").contains("\"p\""))
    #expect(message("x<low").contains("\"low\"") && message("x<low").contains("compare numbers"))
    #expect(message("group!=7").contains("never has the value \"7\""))
    #expect(message("b=1").contains("--where asks for column \"b\""))
    #expect(message("b=1").contains("'Measurement (1 =Device)', group, 'a,b', a"))
  }

  @Test("Decimal commas are numbers; a group of three digits is one only where the column shows it")
  func numbersOfTheFile() throws {
    let german = "study;tp;fp;fn;tn;prev;n\nA;9;1;1;9;0,25;1.000\nB;8;1;1;9;0,50;2\n"
    func labels(_ text: String, _ condition: String) throws -> [String] {
      try read(text, DataSelection(filters: [DataFilter(parsing: condition)])).studies.map(\.label)
    }
    #expect(try labels(german, "prev<0,3") == ["A"])
    #expect(try labels(german, "prev<0.3") == ["A"])
    do {
      _ = try labels(german, "n<5")
      Issue.record("1.000 was taken for a number")
    } catch let error as AccuracyDataError {
      #expect(error.message.contains("\"1.000\""))
    }
    #expect(throws: AccuracyDataError.self) { try labels(german, "n=1") }
    let points = "study,tp,fp,fn,tn,cut\nA,9,1,1,9,2.500\nB,8,1,1,9,2.5\nC,7,1,1,9,1.000\n"
    #expect(try labels(points, "cut=2.5") == ["A", "B"])
    #expect(try labels(points, "cut<2") == ["C"])
  }

  @Test("Excluded studies, longest label first")
  func exclude() throws {
    #expect(try labels([], excluded: ["Ahn, 2010"]) == ["Bo", "Cy", "Ahn"])
    #expect(try labels([], excluded: ["ahn,BO"]) == ["Ahn, 2010", "Cy"])
    #expect(try labels([], excluded: ["Cy, Ahn, 2010", "Bo"]) == ["Ahn"])
    let dataset = try read(text, DataSelection(excluded: ["bo", "Bo"]))
    #expect(dataset.excluded == ["Bo"])
    #expect(dataset.warnings.first { $0.code == .excludedStudy }?.message.contains("Bo") == true)
    let unknown = try #require(failure(text, DataSelection(excluded: ["Bo,Ahm 2010"])))
    #expect(unknown.kind == .usage && unknown.message.contains("\"Ahm 2010\""))
    #expect(unknown.message.hasSuffix("--exclude 'Ahn, 2010'"))
    let all = try #require(failure(text, DataSelection(excluded: ["Bo,Cy,Ahn,Ahn, 2010"])))
    #expect(all == .allExcluded(file: "test.csv") && all.kind == .usage)
    // Every row of an excluded study goes, and its repeated rows are no error then.
    let twice = "study,tp,fp,fn,tn\nA,9,1,1,9\nB,8,1,1,9\na,7,1,1,9\nC,6,1,1,9\n"
    #expect(try read(twice, DataSelection(excluded: ["A"])).studies.map(\.label) == ["B", "C"])
  }

  @Test("Lists of columns with commas in their names")
  func listsOfColumns() throws {
    func label(_ study: String) throws -> String {
      try read(text, DataSelection(studyColumn: study, allowDependent: true)).studies[0].label
    }
    #expect(try label("a,b,a") == "p 1")
    #expect(try label("a, a,b") == "1 p")
    #expect(try label("SAY \"x\"  ,x") == "u 1")
    #expect(failure(text, DataSelection(studyColumn: "a,zz"))?.message.contains("\"zz\"") == true)
    let levels = try readAccuracyDataByLevel(
      .bytes(Array(text.utf8), name: "t"), selection: DataSelection(by: "measurement (1 =device)"))
    #expect(levels.map(\.level) == ["1", "0"])
  }

  @Test(
    "Words of a shell come back as they were", arguments: ["a b", "it's", "", "$x `y` \\", "-a"])
  func shellWords(_ word: String) {
    let quoted = shellWord(word)
    #expect(word.isEmpty || word == "-a" ? true : quoted.hasPrefix("'"))
    #expect(shellOption("--by", "-a") == "--by=-a")
    #expect(shellOption("--by", "it's") == "--by 'it'\\''s'")
    #expect(shellOption("--by", "a\u{202E}b") == nil)
  }

  @Test("A condition is shown with its operator")
  func shownConditions() throws {
    #expect(try DataFilter(parsing: "test=CT").spacedText == "test = CT")
    #expect(try DataFilter(parsing: "n >= 5").spacedText == "n >= 5")
    #expect(try DataFilter(parsing: "n!=5").spacedText == "n != 5")
    #expect(try DataFilter(parsing: "M (1 =D)=0").spacedText == "M (1 =D)=0")
  }

  @Test("More levels than anyone reads are refused with their number")
  func levels() throws {
    func table(_ count: Int) -> String {
      "study,tp,fp,fn,tn,site\n" + (0..<count).map { "S\($0),\(9 + $0),1,1,9,c\($0)\n" }.joined()
    }
    func failure(_ count: Int) -> AccuracyDataError? {
      do {
        let levels = try readAccuracyDataByLevel(
          .bytes(Array(table(count).utf8), name: "t"), selection: DataSelection(by: "site"))
        #expect(levels.count == count)
        return nil
      } catch {
        return error
      }
    }
    #expect(failure(200) == nil)
    #expect(failure(201)?.kind == .usage)
    #expect(failure(201)?.message.contains("has 201 values") == true)
  }
}
