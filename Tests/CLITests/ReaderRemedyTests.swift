import Foundation
import Testing

/// A file, the options in its message, and where they lead.
struct RemediedFile: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  /// What is recommended, as it is printed.
  let remedies: [String]
  /// What must not be recommended.
  var absent: [String] = []
  var options: [String] = []
  var testDescription: String { name }
}

private let remediedFiles = [
  RemediedFile(
    name: "a study's overall row",
    text: "Study,Site,TP,FP,FN,TN\nAhn 2010,left,12,4,5,60\nAhn 2010,right,10,3,2,55\n"
      + "Ahn 2010,both,22,7,7,115\nBo,left,21,9,2,88\nBo,right,20,8,2,80\nBo,both,41,17,4,168\n",
    remedies: ["--where Site=both"], absent: ["--exclude", "Site!=both"]),
  RemediedFile(
    name: "a total with a value of its own",
    text: "Study,kind,TP,FP,FN,TN\nAhn,it's one,12,4,5,60\nBo,it's one,10,3,2,55\n"
      + "Cy,it's one,1,1,1,1\nAhn,all & more,23,8,8,116\n",
    remedies: ["--where 'kind!=all & more'", "--where 'kind=all & more'"], absent: ["--exclude"]),
  RemediedFile(
    name: "spellings that labels do not tell apart",
    text: "Study,Test,TP,FP,FN,TN\nAhn,Ja,32,4,5,60\nAhn,ja,30,5,7,59\nCho,Ja,21,9,2,88\n",
    remedies: ["--by Test", "--where Test=Ja", "--allow-dependent"], absent: ["--study"]),
  RemediedFile(
    name: "a name in several years",
    text:
      "Study,Year,TP,FP,FN,TN\nSmith,2010,32,4,5,60\nSmith,2012,30,5,7,59\nCho,2015,21,9,2,88\n",
    remedies: ["--study Study,Year", "--by Year", "--where Year=2010"],
    options: ["--study", "Study"]),
  RemediedFile(
    name: "merged years and cells",
    text:
      "Author,Year,Test,TP,FP,FN,TN\nAhn,2010,CT,32,4,5,60\nAhn,,MRI,30,5,7,59\nBo,2012,CT,21,9,2,88\n",
    remedies: ["--by Test", "--where Test=CT", "--study Author,Year,Test"]),
  RemediedFile(
    name: "a column of merged cells is not recommended",
    text:
      "Study,Test,TP,FP,FN,TN\nAhn,CT,32,4,5,60\nAhn,,30,5,7,59\nBo,MRI,21,9,2,88\nBo,,20,9,2,88\n",
    remedies: ["--allow-dependent"], absent: ["--by", "--where", "--study"]),
  RemediedFile(
    name: "a total by its name",
    text: "Study,TP,FP,FN,TN\nAhn,12,4,5,60\nBo,10,3,2,55\nRE Model (Q = 3.1),23,8,8,116\n",
    remedies: ["--exclude 'RE Model (Q = 3.1)'"]),
]

@Suite("What the reader recommends for rows and columns works as it is printed")
struct ReaderRemedyTests {
  @Test(arguments: remediedFiles)
  func works(_ example: RemediedFile) throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", example.text)
    let refused = try sroc(["check", file] + example.options)
    #expect(refused.code == 65 && refused.output.isEmpty && refused.messages.count == 1)
    for absent in example.absent { #expect(!refused.errors.contains(absent), "\(refused.errors)") }
    for remedy in example.remedies {
      #expect(refused.errors.contains(remedy), "\(refused.errors)")
      let typed = try sroc(
        ["check", file],
        shellPrefix: "eval 'set -- \"$@\"' '" + remedy.replacing("'", with: "'\\''") + "'")
      #expect(typed.code == 0, "\(remedy): \(typed.errors)")
    }
  }

  @Test("The warning about merged names and years leads to the study with several rows")
  func joinedYears() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", remediedFiles[3].text)
    let read = try sroc(["check", file])
    #expect(read.code == 0 && read.text.contains("use --study Study if they are one study"))
    #expect(read.text.contains("Smith 2010") && read.text.contains("Smith 2012"))
  }

  @Test("Rows without a value are told on every page of a selection")
  func missingLevels() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file(
      "data.csv",
      "Study,Test,TP,FP,FN,TN\nA,CT,32,4,5,60\nB,CT,30,5,7,59\nC,,21,9,2,88\nD,MRI,20,9,2,88\n")
    let check = try sroc(["check", file, "--where", "Test=CT"])
    #expect(check.code == 0 && check.text.contains("no value on line 4, so that row is left out."))
    let json = try OrderedJSON(
      try sroc(["check", file, "--where", "Test=CT", "--format", "json"]).output)
    #expect(
      json["data"]?["warnings"]?.elements.contains { $0["code"]?.string == "missing_level" } == true
    )
  }
}
