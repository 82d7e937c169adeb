import Testing

@testable import AccuracyData
@testable import DataReading

@Suite("A study's own row of all its parts can be selected")
struct OverallRowTests {
  private let sites =
    "study,site,TP,FP,FN,TN\nAhn,left,12,4,5,60\nAhn,right,10,3,2,55\nAhn,both,22,7,7,115\n"
    + "Bo,left,21,9,2,88\nBo,right,20,8,2,80\nBo,both,41,17,4,168\n"

  private func read(_ text: String, where condition: String) throws -> [[Int]] {
    cells(
      try readAccuracyData(
        .bytes(Array(text.utf8), name: "t"),
        selection: DataSelection(filters: [DataFilter(parsing: condition)])))
  }

  @Test("Sums of rows that are not selected count nobody twice")
  func overallRows() throws {
    #expect(try read(sites, where: "site=both") == [[22, 7, 7, 115], [41, 17, 4, 168]])
    #expect(try read(sites, where: "site=left").count == 2)
    let levels = try readAccuracyDataByLevel(
      .bytes(Array(sites.utf8), name: "t"), selection: DataSelection(by: "site"))
    #expect(levels.map(\.level) == ["left", "right", "both"])
    // The overall row above its parts.
    let lines = sites.split(separator: "\n")
    let reversed = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
    #expect(try read(reversed, where: "site=both").count == 2)
    let parts =
      "study,TP,FP,FN,TN\nAhn left,12,4,5,60\nAhn right,10,3,2,55\nAhn all,22,7,7,115\nBo,9,1,1,9\n"
    let excluded = DataSelection(excluded: ["Ahn left,Ahn right"])
    #expect(
      try AccuracyDataTests.read(parts, excluded).studies.map(\.label) == ["Ahn all", "Bo"])
    // One part that is still there is counted twice.
    #expect(failure(parts, DataSelection(excluded: ["Ahn left"]))?.message.contains("sums") == true)
  }

  @Test("No option deletes the other rows of the study, and what is recommended works")
  func remedies() throws {
    let message = try #require(failure(sites)).message
    #expect(!message.contains("--exclude") && message.contains("--where site=both"))
    #expect(!message.contains("site!=both"))
    let once =
      "study,site,TP,FP,FN,TN\nAhn,CT,12,4,5,60\nBo,CT,10,3,2,55\nCy,CT,1,1,1,1\nAhn,all,23,8,8,116\n"
    #expect(failure(once)?.message.contains("--where 'site!=all' or --where site=all") == true)
    #expect(try read(once, where: "site!=all").count == 3)
  }

  @Test(
    "A test called combined, or a group called all, is none of totals",
    arguments: ["Combined", "Overall", "All", "Global", "Pooled", "Total", "Gesamt"])
  func values(_ word: String) throws {
    let merged =
      "study,test,TP,FP,FN,TN\nAhn,CT,32,4,5,60\n,MRI,30,5,7,59\n,\(word),35,3,2,61\n"
      + "Bo,CT,21,9,2,88\n,MRI,20,8,3,89\n,\(word),22,8,1,89\n"
    let once = merged.replacing(",\(word),22,8,1,89\n", with: "")
    let last = merged.replacing(",\(word),35,3,2,61\n", with: "")
    for text in [merged, once, last] {
      guard case .repeatedStudy = failure(text) else {
        Issue.record("\(failure(text)?.message ?? "read")")
        continue
      }
      #expect(try read(text, where: "test=\(word)").count == (text == merged ? 2 : 1))
      let levels = try readAccuracyDataByLevel(
        .bytes(Array(text.utf8), name: "t"), selection: DataSelection(by: "test"))
      #expect(levels.map(\.level) == ["CT", "MRI", word])
    }
    // Without a label, where the word comes again.
    let tests =
      "test,TP,FP,FN,TN\nCT,32,4,5,60\n\(word),35,3,2,61\nCT,21,9,2,88\n\(word),22,8,1,89\n"
    #expect(failure(tests) == nil)
    // The largest row below a blank label is the total, whatever its sums.
    let total = "study,test,TP,FP,FN,TN\nAhn,CT,32,4,5,60\nBo,CT,21,9,2,88\n,\(word),60,13,7,148\n"
    #expect(failure(total)?.message.contains("row of totals") == true)
  }
}
